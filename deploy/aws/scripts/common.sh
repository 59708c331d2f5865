# shellcheck shell=bash
# What the three scripts share; sourced, never run.

# Ends the script with one line. Nothing was done until then.
stop() {
  echo "$1" >&2
  exit 2
}

wrong_use() {
  stop "$1; try --help"
}

# Prints the words as a shell takes them.
quoted() {
  local line
  printf -v line ' %q' "$@"
  echo "${line# }"
}

# Ends the script unless it got an environment and no more words than it takes.
check_words() {
  local most="$1"
  shift
  if [ $# -eq 0 ] || [ -z "$1" ]; then
    usage >&2
    exit 2
  fi
  if [ $# -gt "$most" ]; then
    shift "$most"
    wrong_use "surplus word $(quoted "$1")"
  fi
}

# Prints the first of the words after the option, the pattern it must have, and that pattern in words.
value_of() {
  local LC_ALL=C option="$1" pattern="$2" form="$3"
  shift 3
  [ $# -gt 0 ] || wrong_use "$option needs a value: $form"
  [[ $1 =~ $pattern ]] || wrong_use "$option $(quoted "$1"): must be $form"
  echo "$1"
}

# Ends the script unless the program is there: need <program> <what it is> <what to do>.
need() {
  command -v "$1" > /dev/null || stop "${0##*/} needs $2, and no folder of PATH has $1: $3"
}

# Goes to the repository's folder and sets the names of an environment, such as ECR_REPO_URI; ends the script when there is none.
enter_environment() {
  need node "Node 20.9 or newer" "install it from https://nodejs.org"
  cd "$(dirname "${BASH_SOURCE[0]}")/../../.." || exit
  node --eval 'require.resolve("sucrase/package.json")' 2> /dev/null ||
    stop "${0##*/} needs the packages of $PWD, which are not installed: run npm ci there"
  local names
  names="$(node bin/slipway.js env "$1")" || exit
  eval "$names"
}

# Shows a command, and runs it unless --dry-run was given.
run() {
  echo "+ $(quoted "$@")"
  [ -n "$dry_run" ] || "$@"
}

# Ends a dry run before the lines that say what was done.
end_dry_run() {
  [ -n "$dry_run" ] || return 0
  echo "dry run: nothing was done"
  exit 0
}
