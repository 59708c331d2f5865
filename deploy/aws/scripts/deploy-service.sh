#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=deploy/aws/scripts/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

usage() {
  cat <<'HELP'
Creates or updates the ECS service of an environment with an image: scanned, migrated, rolled out, watched to its end.

Usage: deploy/aws/scripts/deploy-service.sh [--dry-run] [--create] <environment> [--digest <digest>]

  <environment>       such as loan-engine-test: a file in environments/
  --digest <digest>   image to deploy, as build-and-push.sh prints it; the newest pushed one by default
  --create            first plan, review and apply the environment: makes the service where there is none
  --dry-run           print the commands, run none

It starts the environment's deployer and follows it; the deployer decides. Exit 1: refused or failed, with the reason.
Needs Node and credentials of the environment's account; with --create also Terraform 1.11 or OpenTofu 1.12.
HELP
}

dry_run=""
create=""
digest=""
words=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --dry-run) dry_run=yes ;;
    --create) create=yes ;;
    --digest)
      shift
      [ -z "$digest" ] || wrong_use "--digest is given twice"
      digest="$(value_of --digest '^sha256:[0-9a-f]{64}$' "sha256: and 64 of 0-9 a-f" "$@")"
      ;;
    -*) wrong_use "unknown option $(quoted "$1")" ;;
    *) words+=("$1") ;;
  esac
  shift
done
check_words 1 ${words[@]+"${words[@]}"}
environment="${words[0]}"

enter_environment "$environment"

if [ -n "$create" ]; then
  run node bin/slipway.js plan "$environment"
  run node bin/slipway.js apply "$environment"
fi
run node bin/slipway.js deploy "$environment" ${digest:+--digest "$digest"}
end_dry_run
echo "next: curl --fail $HEALTH_URL"
