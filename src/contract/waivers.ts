/**
 * An item of the kind `waiver`, written once and never changed: of each finding (vulnerability and package; all packages where the latter is
 * empty) the newest item counts. Its id is `time#vulnerability|package`; all attributes are texts, and `by` is what the writer says, unproved.
 */
export interface WaiverItem {
  readonly kind: "waiver";
  readonly id: string;
  /** `waived`, or `withdrawn` where somebody took it back. */
  readonly action: "waived" | "withdrawn";
  /** ARN of who wrote it, as AWS's STS named them to the command. */
  readonly by: string;
  readonly because: string;
  /** Last moment at which it counts, as `2026-12-31T23:59:59.999Z`. */
  readonly until: string;
}

/** Form of a finding's name, as scanners give it: `CVE-2026-12345`, `RHSA-2026:1234`; 4 to 64 characters. */
export const findingName = /^[A-Za-z][\w.:-]{3,63}$/;

/** What follows a day such as `2026-12-31` in the last moment at which a waiver counts. */
export const lastOfDay = "T23:59:59.999Z";

/** A finding that is waived: all packages of it where `package` is empty. */
export interface WaivedFinding {
  readonly cve: string;
  readonly package: string;
}

/** Days for which the deployer looks back: no waiver that counts is older. */
export function waiverWindowDays(maxDays: number): number {
  return maxDays + 1;
}

/** How many of the newest items are read: a state of the machine holds no more, and older ones do not count. */
export const mostWaivers = 400;

/** The id of an item that is written at this time. */
export function waiverId(at: string, { cve, package: name }: WaivedFinding): string {
  return `${at}#${cve}|${name}`;
}

/** Reads {@link waiverId}. */
export function waivedIn(id: string): WaivedFinding & { readonly at: string } {
  const hash = id.indexOf("#");
  const [at, pair] = [id.slice(0, hash), id.slice(hash + 1)];
  const bar = pair.indexOf("|");
  return { at, cve: pair.slice(0, bar), package: pair.slice(bar + 1) };
}

/** A finding as people say it, such as `CVE-2026-12345 in openssl`. */
export function pairText({ cve, package: name }: WaivedFinding): string {
  return name === "" ? cve : `${cve} in ${name}`;
}
