import ipaddr from "ipaddr.js";
import { privateRanges } from "../../config/subnet-ranges";

type Range = ReturnType<typeof ipaddr.parseCIDR>;

// Addresses that do not reach across the Internet: RFC 1918, carrier-grade NAT, loopback, link-local, unique local.
const localRanges = [
  ...privateRanges,
  "127.0.0.0/8",
  "169.254.0.0/16",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
].map((range) => ipaddr.parseCIDR(range));

/** Whether every address of `inner` is one of `outer`. What cannot be read contains nothing and is contained in nothing. */
export function rangeContains(outer: string, inner: string): boolean {
  const [wide, narrow] = [parse(outer), parse(inner)];
  return wide !== undefined && narrow !== undefined && holds(wide, narrow);
}

/** Whether any address of the range can be one of the Internet's. What cannot be read can. */
export function isPublicRange(range: string): boolean {
  const parsed = parse(range);
  return parsed === undefined || !localRanges.some((wide) => holds(wide, parsed));
}

const parsed = new Map<string, Range | undefined>();

/** A group of a thousand rules is compared each with each: a range is read once. */
function parse(range: string): Range | undefined {
  if (!parsed.has(range)) parsed.set(range, read(range));
  return parsed.get(range);
}

function read(range: string): Range | undefined {
  try {
    return ipaddr.parseCIDR(range);
  } catch {
    return undefined;
  }
}

function holds([wide, wideBits]: Range, [narrow, narrowBits]: Range): boolean {
  return wide.kind() === narrow.kind() && narrowBits >= wideBits && narrow.match(wide, wideBits);
}
