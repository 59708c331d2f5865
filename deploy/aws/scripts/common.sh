# shellcheck shell=bash
# What the three scripts share; sourced, never run.

# Goes to the repository's folder and sets the names of an environment, such as ECR_REPO_URI; ends the script when there is none.
enter_environment() {
  cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit
  local names
  names="$(node bin/slipway.js env "$1")" || exit
  eval "$names"
}

# Shows a command, and runs it unless --dry-run was given.
run() {
  echo "+ $*"
  [ -n "$dry_run" ] || "$@"
}

wrong_use() {
  echo "$1; try --help" >&2
  exit 2
}
