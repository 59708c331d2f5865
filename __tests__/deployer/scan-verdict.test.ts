import { expect, test } from "vitest";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import { findingName } from "../../src/contract/waivers";
import { openPairs, weighFindings } from "../../src/deployer/findings";
import {
  overAllowance,
  readScan,
  readTolerance,
  toleranceChange,
} from "../../src/deployer/scan-verdict";
import { exampleSettings } from "./support/example";

const allowed = (changes: Partial<DeliverySettings["allowedFindings"]>) =>
  readTolerance(
    overAllowance({
      ...exampleSettings,
      allowedFindings: { ...exampleSettings.allowedFindings, CRITICAL: 0, HIGH: 2, ...changes },
    }).text,
  );
const waived = (...waivers: [cve: string, expires: string][]) =>
  readTolerance(
    readScan({
      ...exampleSettings,
      waivers: waivers.map(([cve, expires]) => ({ cve, expires, reason: "Not reachable." })),
    }).text,
  );

test("reads back what the machine's expressions allow, and leaves the same text whatever that is", () => {
  expect(allowed({ LOW: "any" }).findings.get("HIGH")).toBe(2);
  expect(allowed({ HIGH: 7 }).rest).toBe(allowed({}).rest);
  expect(waived(["CVE-2026-0001", "2026-12-31"]).untilByCve).toEqual(
    new Map([["CVE-2026-0001", "2026-12-31T23:59:59.999Z"]]),
  );
  expect(waived(["CVE-2026-0001", "2026-12-31"]).rest).toBe(waived().rest);
  expect(readTolerance(`{"CRITICAL":0} and {"CRITICAL":0}`).rest).toBe("{} and {}");
  expect(readTolerance(`'x' & "; allowance 1636f5127ec1"`).rest).toBe(`'x' & "; allowance"`);
});

test.each(["RHSA-2026:1234", "ALAS2.0-2026-77", "GHSA-abcd-1234-efgh"])(
  "reads back a waiver of %s, a name that a file may have",
  (cve) => {
    expect(findingName.test(cve)).toBe(true);
    expect(waived([cve, "2026-12-31"])).toEqual({
      ...waived(),
      untilByCve: new Map([[cve, "2026-12-31T23:59:59.999Z"]]),
    });
  },
);

test("reads the same where findings are tolerated one by one", () => {
  const tolerant = (expires: string, HIGH: number) => {
    const settings: DeliverySettings = {
      ...exampleSettings,
      scanning: "enhanced",
      allowedFindings: { ...exampleSettings.allowedFindings, HIGH },
      tolerate: { known: true, unfixable: true, graceDays: 7 },
      waivers: [{ cve: "CVE-2026-0001", expires, reason: "Not reachable." }],
    };
    return [readScan(settings), weighFindings(settings), openPairs(settings)].map(({ text }) =>
      readTolerance(text),
    );
  };
  const [before, after] = [tolerant("2026-11-30", 2), tolerant("2026-12-31", 7)];
  expect(after.map(({ rest }) => rest)).toEqual(before.map(({ rest }) => rest));
  const waiver = new Map([["CVE-2026-0001", "2026-12-31T23:59:59.999Z"]]);
  expect(after.map(({ untilByCve }) => untilByCve)).toEqual([waiver, waiver, waiver]);
  expect(after[0]?.findings.get("HIGH")).toBe(7);
});

test("leaves what is written twice over or computed where it is", () => {
  const inTwoWays = `{"CRITICAL":0} or {"CRITICAL":9}`;
  expect(readTolerance(inTwoWays)).toEqual({
    findings: new Map(),
    untilByCve: new Map(),
    rest: inTwoWays,
  });
  const twoLists = ["2026-11-30", "2026-12-31"]
    .map((day) => `$filter([{"cve":"CVE-2026-0001","until":"${day}"}], function($waiver)`)
    .join();
  expect(readTolerance(twoLists)).toMatchObject({ untilByCve: new Map(), rest: twoLists });
  const computed = `$filter([{"cve":$all,"until":"2026-12-31"}], function($waiver)`;
  expect(readTolerance(computed).rest).toBe(computed);
});

test("distinguishes more findings from fewer, severity by severity", () => {
  expect(toleranceChange(allowed({}), allowed({ CRITICAL: "any", HIGH: 0 }))).toEqual({
    wider: ["CRITICAL 0 → any"],
    narrower: ["HIGH 2 → 0"],
  });
  expect(toleranceChange(allowed({}), allowed({}))).toEqual({ wider: [], narrower: [] });
});

test("counts a severity that is left out as allowed without a limit", () => {
  const both = readTolerance('{"CRITICAL":0,"HIGH":0}');
  const one = readTolerance('{"CRITICAL":0}');
  expect(toleranceChange(both, one)).toEqual({ wider: ["HIGH 0 → without a limit"], narrower: [] });
  expect(toleranceChange(one, both)).toEqual({ wider: [], narrower: ["HIGH without a limit → 0"] });
});

test("distinguishes a new or longer waiver from one that ends", () => {
  const cve = "CVE-2026-0001";
  const [short, long] = [waived([cve, "2026-11-30"]), waived([cve, "2026-12-31"])];
  expect(toleranceChange(waived(), short)).toEqual({
    wider: [`${cve} not waived → waived until 2026-11-30`],
    narrower: [],
  });
  expect(toleranceChange(short, long)).toEqual({
    wider: [`${cve} waived until 2026-11-30 → waived until 2026-12-31`],
    narrower: [],
  });
  expect(toleranceChange(long, short)).toEqual({
    wider: [],
    narrower: [`${cve} waived until 2026-12-31 → waived until 2026-11-30`],
  });
  expect(toleranceChange(long, long)).toEqual({ wider: [], narrower: [] });
  expect(toleranceChange(long, waived())).toEqual({
    wider: [],
    narrower: [`${cve} waived until 2026-12-31 → not waived`],
  });
});
