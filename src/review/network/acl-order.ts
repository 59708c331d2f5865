import type { AclEntry, NetworkAcl } from "./network-acl";
import { coversPeer } from "./peer";
import { letsThrough, type Traffic } from "./traffic";

/** Whether the traffic got through before: by a line that allows it, and no denial that stood before that line has gone behind. */
export function wasLetThrough(
  entry: AclEntry,
  { now, after }: Pick<NetworkAcl, "now" | "after">,
): boolean {
  return now.some(
    (allowed) =>
      allowed.isAllowed &&
      letsThrough(allowed.traffic, entry.traffic) &&
      now
        .filter((one) => !one.isAllowed && one.number < allowed.number)
        .filter((denied) => mayShare(denied.traffic, entry.traffic))
        .every((denied) =>
          after.some(
            (one) =>
              !one.isAllowed &&
              one.number < entry.number &&
              letsThrough(one.traffic, denied.traffic),
          ),
        ),
  );
}

/** Whether a denial still holds: as wide, and before everything that it stood before. */
export function isStillDenied(
  entry: AclEntry,
  { now, after }: Pick<NetworkAcl, "now" | "after">,
): boolean {
  const excepted = now.filter((one) => one.isAllowed && one.number < entry.number);
  return after.some(
    (denied) =>
      !denied.isAllowed &&
      letsThrough(denied.traffic, entry.traffic) &&
      after
        .filter((one) => one.isAllowed && one.number < denied.number)
        .filter((one) => mayShare(one.traffic, entry.traffic))
        .every((one) => excepted.some((before) => letsThrough(before.traffic, one.traffic))),
  );
}

/** Whether some packet may be part of both. In doubt yes. */
function mayShare(a: Traffic, b: Traffic): boolean {
  const isAll = a.protocol === "-1" || b.protocol === "-1";
  const isAny = a.peer.kind === "any" || b.peer.kind === "any";
  return (
    a.direction === b.direction &&
    (isAll || a.protocol === b.protocol) &&
    (isAll || (a.fromPort <= b.toPort && b.fromPort <= a.toPort)) &&
    (isAny || coversPeer(a.peer, b.peer) || coversPeer(b.peer, a.peer))
  );
}
