import { expect, test } from "vitest";
import { postgresStandardSupportEnds } from "../../src/config/database";
import { warnings } from "../../src/config/warnings";
import { exampleWith } from "../support/example-with";
import { firewallSection } from "../support/guarded";
import { monitoredEnvironment } from "../support/monitored";

const on = (today: string, engineVersion: string) =>
  warnings(exampleWith({ "database.engineVersion": engineVersion }), today);
const advice = "raise it, or AWS upgrades the database on a day of its own choice";

test("PostgreSQL 14 is fine until a year before its standard support ends on 2027-02-28", () => {
  expect(on("2026-02-27", "14")).toEqual([]);
  expect(on("2026-02-28", "14")).toEqual([
    `database.engineVersion: AWS' standard support of PostgreSQL 14 ends on 2027-02-28, within a year; ${advice}`,
  ]);
});

test("on the last day it ends, after it it has ended", () => {
  expect(on("2027-02-28", "14")[0]).toContain("ends on 2027-02-28, within a year;");
  expect(on("2027-03-01", "14")).toEqual([
    `database.engineVersion: AWS' standard support of PostgreSQL 14 ended on 2027-02-28; ${advice}`,
  ]);
});

test("standard support ends on the last day of a February, a year later for each version", () => {
  const ends = Object.values(postgresStandardSupportEnds).filter((end) => end !== null);
  expect(ends.length).toBeGreaterThan(0);
  for (const [place, end] of ends.entries()) {
    const year = Number(ends[0]?.slice(0, 4)) + place;
    expect(end).toBe(new Date(Date.UTC(year, 2, 0)).toISOString().slice(0, 10));
  }
});

test("a version whose end is not announced does not warn", () => {
  expect(on("2099-01-01", "18")).toEqual([]);
});

test("a database that others own is theirs to upgrade", () => {
  const none = exampleWith({ database: { mode: "none" }, "secrets.variables": {} });
  expect(warnings(none, "2099-01-01")).toEqual([]);
});

const facing = { "loadBalancer.scheme": "internet-facing" };

test("warns of maintenance, which is meant to end", () => {
  const with_ = (maintenance: boolean) =>
    warnings(exampleWith({ "loadBalancer.maintenance": maintenance }), "2026-01-01");
  expect(with_(true)).toEqual([
    "loadBalancer.maintenance: once applied, everybody is answered 503; set it to false when the work is done",
  ]);
  const environment = exampleWith({ "loadBalancer.maintenance": true });
  const monitored = { ...environment, monitoring: monitoredEnvironment().monitoring };
  expect(warnings(monitored, "2026-11-28")).toEqual([
    "loadBalancer.maintenance: once applied, everybody is answered 503 and its alarms notify nobody; set it to false when the work is done",
  ]);
  expect(with_(false)).toEqual([]);
});

test("warns of a load balancer that faces the Internet without a firewall", () => {
  expect(warnings(exampleWith(facing), "2026-01-01")).toEqual([
    "loadBalancer.firewall: the Internet reaches the application without a firewall; add the section, as docs/environment-settings.md describes it, or mode: none with a reason",
  ]);
});

test.each([
  ["it is internal", {}],
  ["it has one", { ...facing, "loadBalancer.firewall": firewallSection() }],
  [
    "the file says why it has none",
    {
      ...facing,
      "loadBalancer.firewall": { mode: "none", reason: "Another company's service is in front." },
    },
  ],
])("does not warn where %s", (_, settings) => {
  expect(warnings(exampleWith(settings), "2026-01-01")).toEqual([]);
});
