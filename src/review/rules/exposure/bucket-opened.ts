import { kindOf } from "../../attributes";
import { movedAttributes } from "../../read/moved-attributes";
import type { Plan } from "../../read/plan";
import { planned, prior } from "../../read/planned-value";
import { isWritten, type ResourceChange } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

const blocks = [
  "block_public_acls",
  "block_public_policy",
  "ignore_public_acls",
  "restrict_public_buckets",
];

/** What keeps a bucket from the public is removed, or the bucket is given to it. */
export const bucketOpened: Rule = {
  name: "bucket-opened",
  class: "exposure",
  why: "A bucket that anyone can read is read. The block holds even when a policy or an object's own list says otherwise.",
  advice: "Keep all four blocks on. Hand files out through signed links.",
  check(change, plan): readonly Observation[] {
    if (/^aws_s3_(bucket|account)_public_access_block$/.test(change.type))
      return blocksLost(change);
    const isBucket = /^aws_s3_bucket(_acl)?$/.test(change.type);
    const isOwnKind = change.type.includes("_s3") && kindOf(change.type) === undefined;
    if (!(isBucket || isOwnKind) || !isWritten(change)) return [];
    const isGiven = isGivenAway((name) => planned(change, name));
    if (!isGiven || isGivenAway((name) => prior(change, name)))
      return isBucket ? [] : blocksLostWithin(change, plan);
    return [refuse(`gives ${isBucket ? "the bucket" : "it"} to the public by its access list`)];
  },
};

/** In what a project makes beside the module the block may be a part of it, as in an access point. */
function blocksLostWithin(change: ResourceChange, plan: Plan): readonly Observation[] {
  const lost = movedAttributes(change, plan)
    .filter(({ path, before }) => before === true && blocks.some((name) => path.endsWith(name)))
    .map(({ path }) => `\`${path}\``);
  return lost.length > 0
    ? [refuse(`no longer blocks public access: ${lost.join(", ")} not on`)]
    : [];
}

function blocksLost(change: ResourceChange): readonly Observation[] {
  if (change.action === "delete" || change.action === "forget") {
    return [refuse("removes the block of public access")];
  }
  if (!isWritten(change)) return [];
  const isOn = (value: unknown) => value === true;
  const open = blocks.filter(
    (name) =>
      !isOn(planned(change, name)) && (change.before === undefined || isOn(prior(change, name))),
  );
  const names = open.map((name) => `\`${name}\``).join(", ");
  return open.length > 0 ? [refuse(`no longer blocks public access: ${names} not on`)] : [];
}

/** A canned list for the public, or a grant to one of AWS's groups of everybody. */
function isGivenAway(get: (name: string) => unknown): boolean {
  const canned = get("acl");
  const grants = JSON.stringify([get("access_control_policy") ?? null, get("grant") ?? null]);
  return (
    /^(public-read|public-read-write|authenticated-read)$/.test(
      typeof canned === "string" ? canned : "",
    ) || /groups\/global\/(AllUsers|AuthenticatedUsers)/.test(grants)
  );
}
