import { expect, test } from "vitest";
import { absentRows, absentSettings } from "../../src/check/absent-settings";
import type { Environment } from "../../src/config/schema";
import { allSettings } from "../../src/config/setting";
import { exampleEnvironment } from "../support/example-environment";
import { exampleWith, waivingEnvironment } from "../support/example-with";
import { fourthEnvironment } from "../support/fourth-environment";
import { frontendEnvironment } from "../support/frontend";
import { monitoredEnvironment, monitoringSection } from "../support/monitored";

const optional = allSettings()
  .filter((setting) => setting.optional)
  .map(({ path }) => path.join("."));
const named = Object.entries(absentRows).flatMap(([setting, row]) =>
  "off" in row ? [{ setting, ...row }] : [],
);

test("each setting that a file may leave out has a row, and nothing else has one", () => {
  expect(Object.keys(absentRows).sort()).toEqual([...new Set(optional)].sort());
});

test.each(named)("$setting: a name, its meaning, and a line of 120 columns", ({ off }) => {
  expect(off).toMatch(/^[^:]{3,20}: [^.]+$/);
  expect(`  off        ${off};`.length).toBeLessThanOrEqual(120);
});

const gov = fourthEnvironment();
/** Files in which the absence of a setting matters, where it does not in the example. */
const lacking: Readonly<Record<string, Environment>> = {
  "monitoring.requests.rollBack": monitoredEnvironment({
    "monitoring.requests.rollBack": undefined,
  }),
  "access.waivers": waivingEnvironment({ "access.waivers": undefined }),
  "access.publishers": frontendEnvironment(),
  "access.planners": exampleWith({ "access.github.terraform": { mode: "none" } }),
  "access.appliers": exampleWith({ "access.github": { mode: "none" } }),
  "state.fargateFips": { ...gov, state: { ...gov.state, fargateFips: undefined } },
};

test.each(named)("$setting is named where it is absent, and not where it is there", (row) => {
  const { setting, off, guards = false } = row;
  const environment = lacking[setting] ?? exampleEnvironment();
  expect(absentSettings(environment)).toContainEqual({ setting, text: off, guards });
  const there = structuredClone(environment);
  const path = setting.split(".");
  const above = path.slice(0, -1).reduce<object>((here, key) => Reflect.get(here, key), there);
  Reflect.set(above, path.at(-1) ?? "", {});
  expect(absentSettings(there).map((one) => one.setting)).not.toContain(setting);
});

const settings = (changed: Parameters<typeof exampleWith>[0]) =>
  absentSettings(exampleWith(changed)).map(({ setting }) => setting);

test("what guards users and data is named first", () => {
  const guards = absentSettings(exampleEnvironment()).map((one) => one.guards);
  expect(guards).toEqual([...guards].sort((one, other) => Number(other) - Number(one)));
  expect(guards.slice(0, 3)).toEqual([true, true, false]);
});

test("a release that is not rolled back on alarms is named, whether the file says so or nothing", () => {
  const monitoring = monitoringSection();
  expect(settings({ monitoring, "monitoring.requests.rollBack": false })).toContain(
    "monitoring.requests.rollBack",
  );
});

test("without a database nothing about it is absent", () => {
  const about = /database|restorers|snapshot/;
  expect(settings({}).filter((setting) => about.test(setting)).length).toBe(4);
  expect(absentSettings(gov).filter(({ setting }) => about.test(setting))).toEqual([]);
});

test("a load balancer that faces the Internet without a firewall has a warning of its own", () => {
  expect(settings({ "loadBalancer.scheme": "internet-facing" })).not.toContain(
    "loadBalancer.firewall",
  );
});
