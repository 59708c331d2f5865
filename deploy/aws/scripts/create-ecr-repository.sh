#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=deploy/aws/scripts/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

usage() {
  cat <<'HELP'
Makes the ECR repository of an environment, with its key, policy and expiry, and nothing else.

Usage: deploy/aws/scripts/create-ecr-repository.sh [--dry-run] <environment>

  <environment>  such as loan-engine-test: a file in environments/
  --dry-run      print the commands, run none

It plans only the repository, reviews that plan, and applies it. Where the repository exists, nothing changes.
Needs Node, Terraform 1.11 or OpenTofu 1.12, and credentials of the environment's account.
HELP
}

dry_run=""
words=()
for word in "$@"; do
  case "$word" in
    -h | --help) usage; exit 0 ;;
    --dry-run) dry_run=yes ;;
    -*) wrong_use "unknown option $(quoted "$word")" ;;
    *) words+=("$word") ;;
  esac
done
check_words 1 ${words[@]+"${words[@]}"}
environment="${words[0]}"

enter_environment "$environment"

run node bin/slipway.js plan "$environment" \
  --target aws_ecr_repository.images \
  --target aws_ecr_repository_policy.images_policy \
  --target aws_ecr_lifecycle_policy.images_retention \
  --allow plan:incomplete --because "only the repository was asked for"
run node bin/slipway.js apply "$environment"
end_dry_run
echo "repository: $ECR_REPO_URI"
echo "next: deploy/aws/scripts/build-and-push.sh $environment"
