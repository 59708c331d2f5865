import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { databaseInterrupted } from "../../../../src/review/rules/outage/database-interrupted";
import { documentOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("database-interrupted", () => {
  const db = (more: Values) => ({
    engine_version: "16.4",
    instance_class: "db.t4g.micro",
    apply_immediately: false,
    ...more,
  });
  const said = (before: Values, after: Values) =>
    saidOfUpdate(databaseInterrupted, "aws_db_instance.db", db(before), db(after));

  test("refuses another address of the database", () => {
    expect(said({ identifier: "a" }, { identifier: "b" })).toEqual([
      "refused: changes where it is reached: `identifier` goes from a to b",
    ]);
    expect(said({ port: 5432 }, { port: 5433 })).toHaveLength(1);
  });

  test("refuses another port also where the file does not set it", () => {
    const document = documentOf({
      address: "aws_db_instance.db",
      before: db({ port: 5432 }),
      after: db({ port: 5433 }),
    });
    for (const block of document.configuration.root_module.resources) block.expressions = {};
    expect(saidBy(databaseInterrupted, readPlan(document, "test"))).toEqual([
      "refused: changes where it is reached: `port` goes from 5432 to 5433",
    ]);
  });

  test("refuses another major version for good, and notes a minor one in the window", () => {
    expect(said({}, { engine_version: "17.2" })).toEqual([
      "refused: upgrades to another major version, for good: `engine_version` goes from 16.4 to 17.2",
    ]);
    expect(said({}, { engine_version: "16.6" })).toEqual([
      "noted: `engine_version` goes from 16.4 to 16.6, in the next maintenance window; until then each plan shows it again, and taking it back in the file does not take it back at AWS",
    ]);
  });

  test("refuses another size at once, and notes it in the window", () => {
    const large = { instance_class: "db.m7g.large" };
    expect(said({}, { ...large, apply_immediately: true })).toEqual([
      "refused: `instance_class` goes from db.t4g.micro to db.m7g.large, at once",
    ]);
    expect(said({}, large)).toEqual([
      "noted: `instance_class` goes from db.t4g.micro to db.m7g.large, in the next maintenance window; until then each plan shows it again, and taking it back in the file does not take it back at AWS",
    ]);
    const window = { maintenance_window: "sun:07:30-sun:08:30" };
    expect(said(window, { ...window, ...large })[0]).toContain(
      ", in the next maintenance window (sun:07:30-sun:08:30); until then",
    );
    const named = { identifier: "shop-dev" };
    expect(said(named, { ...named, ...large })[0]).toContain(
      "; whether it is pending since an earlier apply: `aws rds describe-db-instances --db-instance-identifier shop-dev --query 'DBInstances[].[PendingModifiedValues,PreferredMaintenanceWindow]'`, and since when: `npx slipway history`",
    );
    expect(said({ multi_az: true }, { multi_az: false })).toEqual([]); // redundancy-reduced says it
  });

  test("has nothing to say of what does not interrupt", () => {
    expect(said({ backup_window: "03:00-04:00" }, { backup_window: "04:00-05:00" })).toEqual([]);
  });
});

describe("database-interrupted, attribute by attribute", () => {
  const said = (type: string, name: string, more: Values = {}) =>
    saidOfUpdate(
      databaseInterrupted,
      `${type}.it`,
      { [name]: "a", ...more },
      { [name]: "b", ...more },
    );

  test.each(["identifier", "port", "db_subnet_group_name"])(
    "refuses another %s, by which it is reached",
    (name) => {
      expect(said("aws_db_instance", name)).toEqual([
        `refused: changes where it is reached: \`${name}\` goes from a to b`,
      ]);
      expect(said("aws_elasticache_cluster", name)).toEqual([]);
    },
  );

  test.each([
    "instance_class",
    "parameter_group_name",
    "option_group_name",
    "storage_type",
    "ca_cert_identifier",
  ])("notes another %s in the window, and refuses it at once", (name) => {
    const later =
      "until then each plan shows it again, and taking it back in the file does not take it back at AWS";
    expect(said("aws_db_instance", name)).toEqual([
      `noted: \`${name}\` goes from a to b, in the next maintenance window; ${later}`,
    ]);
    expect(said("aws_db_instance", name, { maintenance_window: "sun:03:00-sun:04:00" })).toEqual([
      `noted: \`${name}\` goes from a to b, in the next maintenance window (sun:03:00-sun:04:00); ${later}`,
    ]);
    expect(said("aws_db_instance", name, { apply_immediately: true })).toEqual([
      `refused: \`${name}\` goes from a to b, at once`,
    ]);
  });
});
