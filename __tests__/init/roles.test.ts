import { expect, test } from "vitest";
import { parse } from "yaml";
import { isSection, keysAt } from "../../src/config/setting";
import { beginningOf, type Role, roles } from "../../src/init/roles";

/** What an application has only where it needs it. */
const onlyWhereNeeded = [
  "state.fargateFips", // GovCloud alone has it
  "network.mode", // absent: the network is others'
  "network.connections",
  "loadBalancer.maintenance",
  "loadBalancer.maintenanceText",
  "service.permissions",
  "cluster.execRecords",
  "access.permissionsBoundaryArn", // an account's administrators have one, or have none
  "access.iamPath",
  "database.restored", // only after a restore
  "delivery.migration.snapshot.unencrypted", // only an existing database may be
];

/** Settings that a file could have and lacks, by path; nothing below what it lacks. */
function lackedBy(value: unknown, whole: unknown, path: readonly string[] = []): string[] {
  if (!isSection(value)) return [];
  const lacked = (keysAt(path, whole) ?? []).filter((key) => !(key in value));
  return [
    ...lacked.map((key) => [...path, key].join(".")),
    ...Object.entries(value).flatMap(([key, below]) => lackedBy(below, whole, [...path, key])),
  ];
}

const lacking = (role: Role) => {
  const file = parse(beginningOf(role).text);
  return lackedBy(file, file).filter((path) => !onlyWhereNeeded.includes(path));
};

test.each(roles)(
  "the template for %s has every section that there is, also those that may be left out",
  (role) => {
    expect(lacking(role)).toEqual([]);
  },
);

test("finds a section that a template lacks", () => {
  const { monitoring, ...file } = parse(beginningOf("production").text);
  expect(monitoring).toBeDefined();
  expect(lackedBy(file, file)).toContain("monitoring");
});
