import { describe, expect, test } from "vitest";
import { scaledDown } from "../../../../src/review/rules/outage/scaled-down";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

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
