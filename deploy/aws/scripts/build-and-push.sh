#!/usr/bin/env bash
set -euo pipefail
# shellcheck source=deploy/aws/scripts/common.sh
. "$(dirname "$(readlink -f "$0")")/common.sh"

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
    --tag)
      shift
      [ -z "$tag" ] || wrong_use "--tag is given twice"
      tag="$(value_of --tag '^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$' \
        "1 to 128 of A-Z a-z 0-9 _ . - with neither . nor - first" "$@")"
      ;;
    -*) wrong_use "unknown option $(quoted "$1")" ;;
    *) words+=("$1") ;;
  esac
  shift
done
check_words 2 ${words[@]+"${words[@]}"}
environment="${words[0]}"

context="${words[1]-examples/loan-engine}"
if [ "${#words[@]}" -eq 2 ]; then
  case "$context" in /*) ;; *) context="$PWD/$context" ;; esac # before the folder changes
fi
enter_environment "$environment"
for part in frontend backend; do
  if [ ! -d "$context/$part" ]; then
    stop "$context has no $part/: give the folder that holds frontend/ and backend/"
  fi
done

if [ -z "$dry_run" ]; then
  need aws "the AWS CLI" "install it (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html)"
  need docker "Docker with buildx" "install it (https://docs.docker.com/get-started/get-docker/)"
  docker buildx version > /dev/null 2>&1 ||
    stop "${0##*/} needs buildx, and $(command -v docker) has none: install that plugin (https://docs.docker.com/go/buildx/)"
  [ -n "$tag" ] || need git "git, whose commit is the image's tag" "install it, or give --tag"
fi

if [ -z "$tag" ] && ! command -v git > /dev/null; then
  tag=COMMIT # a dry run where a real one could not
elif [ -z "$tag" ]; then
  problem="$(git -C "$context" rev-parse --verify HEAD 2>&1 > /dev/null)" ||
    stop "no commit of $context names this image (git says: ${problem%%$'\n'*}): commit it, or give --tag"
  [ -z "$(git -C "$context" status --porcelain -- .)" ] ||
    stop "$context has changes that are not committed, so no commit names this image: commit them, or give --tag"
  tag="$(git -C "$context" rev-parse HEAD)"
fi

# Where the application's source is, for the image's label; in the address may be somebody's token, which must not get there.
source="$(git -C "$context" config --get remote.origin.url 2> /dev/null || true)"
case "$source" in
  https://* | ssh://*)
    address="${source#*://}"
    host="${address%%/*}"
    source="${source%%://*}://${host##*@}${address#"$host"}"
    ;;
  git@*) ;;
  *) source="" ;; # a folder of this machine
esac

metadata="$(mktemp)"
trap 'rm -f "$metadata"' EXIT
echo "+ aws ecr get-login-password --region $AWS_REGION | docker login --username AWS --password-stdin $ECR_REGISTRY"
if [ -z "$dry_run" ]; then
  password="$(aws ecr get-login-password --region "$AWS_REGION")" # apart, so that Docker is not asked without one
  printf '%s' "$password" | docker login --username AWS --password-stdin "$ECR_REGISTRY"
fi
# Attestations would make an image index of it, which ECR cannot scan.
run docker buildx build --file deploy/Dockerfile --platform "$CONTAINER_PLATFORM" \
  --provenance=false --sbom=false --metadata-file "$metadata" \
  --build-arg "REVISION=$tag" ${source:+--build-arg "SOURCE=$source"} \
  --tag "$ECR_REPO_URI:$tag" --push "$context"

end_dry_run
digest="$(node -p 'JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))["containerimage.digest"]' "$metadata")"
echo "next: deploy/aws/scripts/deploy-service.sh $environment --digest $digest"
echo "$digest"
