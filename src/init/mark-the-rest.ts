import { isIdentity } from "../config/differences";
import { environmentName } from "../contract/names";
import type { Draft } from "./draft";
import type { Wanted } from "./wanted";

/** What only an owner knows besides what tells two environments apart: people, address ranges, repositories on GitHub. `*` is any one key. */
const ownersToo = [
  "tags.*",
  "network.egress.cidrs.*",
  "network.resolverCidrs.*",
  "loadBalancer.allowedCidrs.*",
  "loadBalancer.allowedSecurityGroupIds.*",
  "repository.pushers.*",
  "repository.pullers.*",
  "delivery.subscribers.*.address",
  "delivery.subscribers.*.url",
  "delivery.subscribers.*.queueArn",
  "access.github.*.repository",
  "access.github.*.subject.ownerId",
  "access.github.*.subject.repositoryId",
].map((pattern) => pattern.split("."));

const everywhere: readonly unknown[] = ["0.0.0.0/0", "::/0", null];

/** Marks as a placeholder whatever was copied and only the new environment's owner knows. */
export function markTheRest(draft: Draft, wanted: Wanted): void {
  for (const { keys, value } of draft.values()) {
    if (everywhere.includes(value) || isSettled(draft, keys) || !isOwners(keys)) continue;
    const isArn = typeof value === "string" && value.startsWith("arn:");
    draft.suggest(keys, typeof value === "string" && !isArn ? renamed(value, wanted) : value);
  }
  draft.comments((comment) => renamed(comment, wanted));
}

function isOwners(keys: readonly string[]): boolean {
  const isOther = ownersToo.some(
    (pattern) =>
      pattern.length === keys.length && pattern.every((key, i) => key === "*" || key === keys[i]),
  );
  return isOther || isIdentity(keys.join("."));
}

/** An entry of a list is settled with its list. */
function isSettled(draft: Draft, keys: readonly string[]): boolean {
  return keys.some((_, index) => draft.isSettled(keys.slice(0, index + 1)));
}

/** Text that names the other application or environment names the new one. */
function renamed(text: string, wanted: Wanted): string {
  const { application, environment } = wanted.like;
  const words = new RegExp(`(?<![a-z0-9])${application}(-${environment})?(?![a-z0-9])`, "gi");
  return text.replace(words, (_, whole?: string) =>
    whole ? environmentName(wanted) : wanted.application,
  );
}
