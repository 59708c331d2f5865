#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=deploy/aws/scripts/common.sh
. "$(dirname "$0")/common.sh"

usage() {
  cat <<'HELP'
Builds an application with deploy/Dockerfile and pushes it to its environment's repository, as one image of one platform.

Usage: deploy/aws/scripts/build-and-push.sh [--dry-run] [--tag <tag>] <environment> [<context>]

  <environment>  such as loan-engine-test: a file in environments/
  <context>      folder with frontend/ and backend/; examples/loan-engine by default
  --tag <tag>    tag of the image; the commit by default, and then nothing may be uncommitted in the context
  --dry-run      print the commands, run none

Tags are immutable: a tag that exists is refused by the registry. The last line is the digest to deploy.
Needs Docker with buildx, the AWS CLI, git, Node, and credentials of the environment's account.
HELP
}

dry_run=""
tag=""
words=()
while [ $# -gt 0 ]; do
  case "$1" in
    -h | --help) usage; exit 0 ;;
    --dry-run) dry_run=yes ;;
    --tag) shift; tag="${1:?--tag needs a tag}" ;;
    -*) wrong_use "unknown option $1" ;;
    *) words+=("$1") ;;
  esac
  shift
done
if [ "${#words[@]}" -lt 1 ] || [ "${#words[@]}" -gt 2 ]; then
  usage >&2
  exit 2
fi
environment="${words[0]}"

context="${words[1]:-examples/loan-engine}"
if [ "${#words[@]}" -eq 2 ]; then
  case "$context" in /*) ;; *) context="$PWD/$context" ;; esac # before the folder changes
fi
enter_environment "$environment"
for part in frontend backend; do
  if [ ! -d "$context/$part" ]; then
    echo "$context has no $part/: give the folder that holds frontend/ and backend/" >&2
    exit 2
  fi
done

if [ -z "$tag" ]; then
  if [ -n "$(git -C "$context" status --porcelain -- .)" ]; then
    echo "$context has changes that are not committed, so no commit names this image: commit them, or give --tag" >&2
    exit 2
  fi
  tag="$(git -C "$context" rev-parse HEAD)"
fi

login() {
  aws ecr get-login-password --region "$AWS_REGION" | docker login --username AWS --password-stdin "$ECR_REGISTRY"
}

metadata="$(mktemp)"
trap 'rm -f "$metadata"' EXIT
run login
# Attestations would make an image index of it, which ECR cannot scan.
run docker buildx build --file deploy/Dockerfile --platform "$CONTAINER_PLATFORM" \
  --provenance=false --sbom=false --metadata-file "$metadata" \
  --tag "$ECR_REPO_URI:$tag" --push "$context"

if [ -n "$dry_run" ]; then
  digest="sha256:<digest>"
else
  digest="$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))["containerimage.digest"]' "$metadata")"
fi
echo "next: deploy/aws/scripts/deploy-service.sh $environment --digest $digest"
echo "$digest"
