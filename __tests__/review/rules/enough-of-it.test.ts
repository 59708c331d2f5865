import { describe, expect, test } from "vitest";
import { databaseInterrupted } from "../../../src/review/rules/outage/database-interrupted";
import { redundancyReduced } from "../../../src/review/rules/outage/redundancy-reduced";
import { scaledDown } from "../../../src/review/rules/outage/scaled-down";
import { scalingStopped } from "../../../src/review/rules/outage/scaling-stopped";
import { planOf, saidBy, saidOfUpdate, type Values } from "../support/plans";

describe("scaled-down", () => {
  test("refuses a new range for what the plan does not show, or that takes running tasks away", () => {
    const target = (most: number, running: number | undefined, resource_id = "${x.y.id}") => {
      const named = resource_id.startsWith("service/");
      const said = planOf(
        ...(running === undefined
          ? []
          : [
              {
                address: "aws_ecs_service.it",
                before: { id: "arn:aws:ecs:x:service/c/it", desired_count: running },
                after: { id: "arn:aws:ecs:x:service/c/it", desired_count: running },
                actions: ["no-op"],
              },
            ]),
        {
          address: "aws_appautoscaling_target.it",
          after: { min_capacity: 0, max_capacity: most, ...(named ? { resource_id } : {}) },
          ...(named ? {} : { unknown: { resource_id: true } }),
          configured: { resource_id },
        },
      );
      return saidBy(scaledDown, said);
    };
    expect(target(0, undefined, "service/other/other")).toEqual([
      "refused: decides from now on how much there is of service/other/other, which this plan does not show",
    ]);
    expect(target(3, 2)).toEqual([
      "refused: decides from now on how much there is of a value that is known only after the apply, which this plan does not show",
    ]);
    const less = ["refused: lets aws_ecs_service.it have 1 tasks at most, and 2 run"];
    expect(target(1, 2, "service/c/it")).toEqual(less);
    expect(target(1, 2, "${aws_ecs_service.it.name}")).toEqual(less);
    expect(target(2, 2, "service/c/it")).toEqual([]);
    expect(target(0, 0, "service/c/it")).toEqual([]);
  });

  const service = (desired_count: number | null) => ({ desired_count });
  const target = "aws_appautoscaling_target.it";

  test("refuses none at all, an unknown number or a single one, and notes fewer", () => {
    expect(saidOfUpdate(scaledDown, "aws_ecs_service.it", service(2), service(0))).toEqual([
      "refused: `desired_count` goes from 2 to 0",
    ]);
    expect(
      saidOfUpdate(scaledDown, "aws_ecs_service.it", service(2), {}, { desired_count: true }),
    ).toEqual([
      "refused: `desired_count` goes from 2 to a value that is known only after the apply",
    ]);
    expect(saidOfUpdate(scaledDown, target, { min_capacity: 2 }, { min_capacity: 1 })).toEqual([
      "refused: `min_capacity` goes from 2 to 1: nothing stands in for the one that fails",
    ]);
    expect(saidOfUpdate(scaledDown, target, { min_capacity: 3 }, { min_capacity: 2 })).toEqual([
      "noted: `min_capacity` goes from 3 to 2",
    ]);
  });

  test("refuses fewer tasks at most than run now, and notes a lower limit that none reaches", () => {
    const resource_id = "service/eec-dev/eec-dev";
    const limit = (desired: number, max_capacity: number) =>
      saidBy(
        scaledDown,
        planOf(
          {
            address: "aws_ecs_service.it",
            before: {
              id: `arn:aws:ecs:us-east-1:111111111111:${resource_id}`,
              ...service(desired),
            },
            after: service(desired),
            actions: ["no-op"],
          },
          {
            address: target,
            before: { resource_id, max_capacity: 6 },
            after: { resource_id, max_capacity },
          },
        ),
      );
    expect(limit(5, 2)).toEqual([
      "refused: `max_capacity` goes from 6 to 2, and 5 tasks run: the rest is stopped at once",
    ]);
    expect(limit(2, 2)).toEqual(["noted: `max_capacity` goes from 6 to 2"]);
    expect(limit(2, 8)).toEqual([]);
  });

  test("lets it grow from nothing or from something", () => {
    expect(saidOfUpdate(scaledDown, "aws_ecs_service.it", service(0), service(2))).toEqual([]);
    expect(saidOfUpdate(scaledDown, "aws_ecs_service.it", service(1), service(2))).toEqual([]);
  });
});

describe("scaling-stopped", () => {
  const of = {
    resource_id: "service/eec-dev/eec-dev",
    scalable_dimension: "ecs:service:DesiredCount",
  };
  const target = { address: "aws_appautoscaling_target.it", before: of };
  const policy = { address: "aws_appautoscaling_policy.cpu", before: of };
  const service = {
    address: "aws_ecs_service.it",
    before: { id: "arn:aws:ecs:us-east-1:111111111111:service/eec-dev/eec-dev" },
  };

  test("refuses that a policy goes, or the target with its policies, which is said once", () => {
    expect(saidBy(scalingStopped, planOf(policy))).toEqual([
      "refused: what it measured no longer adds tasks",
    ]);
    expect(saidBy(scalingStopped, planOf(target, policy))).toEqual([
      "refused: the number of tasks is no longer scaled",
    ]);
  });

  test("has nothing to say when the service goes with it: that is said of the service", () => {
    expect(saidBy(scalingStopped, planOf(service, target, policy))).toEqual([]);
    const kept = { ...service, after: service.before, actions: ["no-op"] };
    expect(saidBy(scalingStopped, planOf(kept, target, policy))).toHaveLength(1);
  });

  test("refuses that it is suspended or scales something else, and lets it be taken up again", () => {
    const suspended = (dynamic_scaling_out_suspended: boolean) => ({
      ...of,
      suspended_state: [{ dynamic_scaling_out_suspended }],
    });
    const said = (before: Values, after: Values, unknown: Values = {}) =>
      saidOfUpdate(scalingStopped, target.address, before, after, unknown);
    expect(said(suspended(false), suspended(true))).toEqual([
      "refused: `suspended_state.dynamic_scaling_out_suspended` goes from false to true",
    ]);
    expect(said(suspended(true), suspended(false))).toEqual([]);
    expect(said(of, { ...of, resource_id: "service/eec-dev/other" })).toEqual([
      "refused: scales service/eec-dev/other instead of service/eec-dev/eec-dev",
    ]);
    expect(said(of, {}, { resource_id: true })).toHaveLength(1);
  });

  test("notes that tasks are added later, refuses an aim that is not known, and lets them come sooner", () => {
    const aim = (target_value: number) => ({
      ...of,
      target_tracking_scaling_policy_configuration: [{ target_value }],
    });
    const said = (after: Values, unknown: Values = {}) =>
      saidOfUpdate(scalingStopped, policy.address, aim(60), after, unknown);
    expect(said(aim(90))).toEqual(["noted: aims at 90 instead of 60: tasks are added later"]);
    expect(
      said(of, { target_tracking_scaling_policy_configuration: [{ target_value: true }] }),
    ).toEqual([
      "refused: aims at a value that is known only after the apply instead of 60: tasks are added later",
    ]);
    expect(said(aim(50))).toEqual([]);
  });
});

describe("scaled-down, of the database", () => {
  const said = (was: string, will: string, unknown: Values = {}) =>
    saidOfUpdate(
      scaledDown,
      "aws_db_instance.db",
      { instance_class: was },
      { instance_class: will },
      unknown,
    );
  const from = (was: string, will: string) =>
    `refused: \`instance_class\` goes from ${was} to ${will}`;

  test.each([
    ["db.m7g.xlarge", "db.m7g.large", "less memory, and so fewer connections, fewer processors"],
    ["db.t4g.medium", "db.t4g.small", "less memory, and so fewer connections"],
    ["db.m7g.xlarge", "db.r6g.large", "fewer processors"],
    ["db.m7g.large", "db.t4g.large", "processors that it has only for a while"],
    ["db.r6g.2xlarge", "db.r6g.xlarge", "less memory, and so fewer connections, fewer processors"],
  ])("refuses a smaller class: %s to %s", (was, will, less) => {
    expect(said(was, will)).toEqual([`${from(was, will)}: the database gets ${less}`]);
  });

  test.each([
    ["db.m7g.large", "db.m7g.xlarge"],
    ["db.t4g.micro", "db.m7g.large"],
    ["db.t4g.small", "db.t4g.medium"],
    ["db.m6g.large", "db.m7g.large"],
    ["db.t3.large", "db.t4g.large"],
    ["db.m7g.large", "db.m7g.large"],
  ])("has nothing to say of %s to %s", (was, will) => {
    expect(said(was, will)).toEqual([]);
  });

  test("refuses a class of which it is not known whether it is smaller", () => {
    const whether = ", and whether that is smaller is not known here";
    expect(said("db.m7g.large", "db.z1d.large")).toEqual([
      `${from("db.m7g.large", "db.z1d.large")}${whether}`,
    ]);
    expect(said("db.z1d.large", "db.m7g.large")).toEqual([
      `${from("db.z1d.large", "db.m7g.large")}${whether}`,
    ]);
    expect(said("db.m7g.large", "", { instance_class: true })).toEqual([
      `${from("db.m7g.large", "a value that is known only after the apply")}${whether}`,
    ]);
  });
});

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

test("redundancy-reduced refuses a second zone that goes, and lets one come", () => {
  const zones = (multi_az: boolean) => ({ multi_az });
  expect(saidOfUpdate(redundancyReduced, "aws_db_instance.db", zones(true), zones(false))).toEqual([
    "refused: `multi_az` goes from true to false",
  ]);
  expect(saidOfUpdate(redundancyReduced, "aws_db_instance.db", zones(false), zones(true))).toEqual(
    [],
  );
  const subnets = (...list: string[]) => ({ subnets: list });
  expect(saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a", "b"), subnets("a"))).toEqual([
    "refused: stands in 1 subnets instead of 2",
  ]);
  expect(saidOfUpdate(redundancyReduced, "aws_alb.it", subnets("a"), subnets("a", "b"))).toEqual(
    [],
  );
});
