import { expect, test } from "vitest";
import {
  findingName,
  lastOfDay,
  mostWaivers,
  pairText,
  waivedIn,
  waiverId,
  waiverWindowDays,
} from "../../src/contract/waivers";

const at = "2026-06-01T12:00:00.000Z";

test.each([
  [`${at}#CVE-2026-1|openssl`, { cve: "CVE-2026-1", package: "openssl" }, "CVE-2026-1 in openssl"],
  [`${at}#CVE-2026-1|`, { cve: "CVE-2026-1", package: "" }, "CVE-2026-1"],
])("the id %s holds its finding and when it was written", (id, finding, text) => {
  expect(waiverId(at, finding)).toBe(id);
  expect(waivedIn(id)).toEqual({ at, ...finding });
  expect(pairText(finding)).toBe(text);
});

test.each([
  ["CVE-2026-12345", true],
  ["abcd", true],
  ["abc", false],
  ["1234", false],
  ["a".repeat(64), true],
  ["a".repeat(65), false],
  ["GHSA:1.2_3", true],
  ["CVE|2026", false],
  ["CVE#2026", false],
])("%s is the name of a finding: %s", (name, is) => {
  expect(findingName.test(name)).toBe(is);
});

test("a waiver counts to the end of its day, and one of the longest that was written yesterday is read", () => {
  expect(new Date(`2026-06-01${lastOfDay}`).getTime() + 1).toBe(Date.parse("2026-06-02"));
  expect(waiverWindowDays(30)).toBe(31);
  expect(mostWaivers).toBe(400);
});
