import { describe, expect, test } from "vitest";
import { deliveryCut } from "../../../../src/review/rules/safety/delivery-cut";
import {
  fixturePlan,
  planOf,
  saidBy,
  saidOfUpdate,
  updated,
  type Values,
} from "../../support/plans";

describe("delivery-cut", () => {
  test("refuses that the scan rule's target goes, and lets one be made", () => {
    expect(saidBy(deliveryCut, fixturePlan("opened-and-widened"))).toEqual([
      "refused: events of its rule no longer reach what they started",
    ]);
    expect(saidBy(deliveryCut, fixturePlan("create"))).toEqual([]);
  });

  test("refuses that a rule is switched off, by either of its words, and lets it be switched on", () => {
    const rule = "aws_cloudwatch_event_rule.scan";
    expect(saidBy(deliveryCut, updated(rule, { state: "ENABLED" }, { state: "DISABLED" }))).toEqual(
      ["refused: switches it off: `state` becomes DISABLED"],
    );
    expect(
      saidBy(deliveryCut, updated(rule, { is_enabled: true }, { is_enabled: false })),
    ).toHaveLength(1);
    expect(saidBy(deliveryCut, updated(rule, { state: "DISABLED" }, { state: "ENABLED" }))).toEqual(
      [],
    );
    expect(
      saidOfUpdate(
        deliveryCut,
        "aws_scheduler_schedule.it",
        { state: "ENABLED" },
        { state: "DISABLED" },
      ),
    ).toHaveLength(1);
  });

  const pattern = (detail: Values) => ({
    event_pattern: JSON.stringify({ source: ["aws.ecr"], detail }),
  });
  test.each([
    ["fewer values", { status: ["COMPLETE", "FAILED"] }, { status: ["COMPLETE"] }, 1],
    ["more values", { status: ["COMPLETE"] }, { status: ["COMPLETE", "FAILED"] }, 0],
    ["one more condition", {}, { tag: ["v1"] }, 1],
    ["one condition fewer", { tag: ["v1"] }, {}, 0],
    ["another order", { status: ["A", "B"], tag: ["c"] }, { tag: ["c"], status: ["B", "A"] }, 0],
  ])("of a pattern with %s says so or nothing", (_, before, after, times) => {
    expect(
      saidBy(
        deliveryCut,
        updated("aws_cloudwatch_event_rule.scan", pattern(before), pattern(after)),
      ),
    ).toHaveLength(times);
  });

  test("refuses a pattern that is not known before the apply", () => {
    expect(
      saidBy(
        deliveryCut,
        updated("aws_cloudwatch_event_rule.scan", {}, {}, { event_pattern: true }),
      ),
    ).toHaveLength(1);
  });

  test("refuses a target that starts something else, and lets one be made again as it was", () => {
    const target = { rule: "scan", arn: "arn:machine" };
    const address = "aws_cloudwatch_event_target.it";
    expect(saidOfUpdate(deliveryCut, address, target, { ...target, arn: "arn:other" })).toEqual([
      "refused: starts arn:other instead of arn:machine",
    ]);
    expect(
      saidBy(
        deliveryCut,
        planOf({ address, before: target, after: target, actions: ["delete", "create"] }),
      ),
    ).toEqual([]);
  });
});

describe("delivery-cut, of when and with what it starts", () => {
  const address = "aws_scheduler_schedule.it";
  const schedule = (more: Values, target: Values = {}) => ({
    schedule_expression: "rate(15 minutes)",
    ...more,
    target: [{ arn: "arn:machine", ...target }],
  });
  const said = (after: Values, unknown: Values = {}) =>
    saidOfUpdate(deliveryCut, address, schedule({}), after, unknown);

  test.each([
    ["rate(1 day)", 1],
    ["rate(16 minutes)", 1],
    ["cron(0 3 * * ? *)", 1],
    ["rate(900 fortnights)", 1],
    ["rate(5 minutes)", 0],
    ["rate(15 minutes)", 0],
  ])(
    "of a schedule of every 15 minutes that becomes %s says so or nothing",
    (expression, times) => {
      expect(said(schedule({ schedule_expression: expression }))).toEqual(
        times === 0
          ? []
          : [
              `refused: may start less often: \`schedule_expression\` goes from rate(15 minutes) to ${expression}`,
            ],
      );
    },
  );

  test("refuses a schedule that is not known yet, ends, or begins later; an event rule's that is gone", () => {
    expect(said(schedule({}), { schedule_expression: true })).toHaveLength(1);
    expect(said(schedule({ end_date: "2030-01-01T00:00:00Z" }))).toEqual([
      "refused: starts nothing outside its dates: `end_date` goes from unset to 2030-01-01T00:00:00Z",
    ]);
    expect(said(schedule({ start_date: "2030-01-01T00:00:00Z" }))).toHaveLength(1);
    expect(
      saidOfUpdate(
        deliveryCut,
        "aws_cloudwatch_event_rule.it",
        { schedule_expression: "rate(1 hour)" },
        { schedule_expression: null, event_pattern: "{}" },
      ),
    ).toHaveLength(1);
    expect(
      saidOfUpdate(
        deliveryCut,
        address,
        schedule({ end_date: "2030-01-01T00:00:00Z" }),
        schedule({}),
      ),
    ).toEqual([]);
  });

  test("refuses another input, also one not known yet, and lets the same one be written differently", () => {
    const starts = (input: string) => schedule({}, { input });
    const change = (before: Values, after: Values, unknown: Values = {}) =>
      saidOfUpdate(deliveryCut, address, before, after, unknown);
    expect(change(starts('{"reason":"schedule"}'), starts('{"reason":"nothing"}'))).toEqual([
      'refused: is started with something else: `target.input` goes from {"reason":"schedule"} to {"reason":"nothing"}',
    ]);
    expect(change(starts("{}"), schedule({}), { target: [{ input: true }] })).toHaveLength(1);
    expect(change(starts('{"a":1,"b":2}'), starts('{ "b": 2, "a": 1 }'))).toEqual([]);
  });

  test("refuses that the queue may no longer take what could not be delivered, and lets it be allowed", () => {
    const policy = { address: "aws_sqs_queue_policy.it" };
    expect(saidBy(deliveryCut, planOf({ ...policy, before: { queue_url: "it" } }))).toEqual([
      "refused: events that cannot be delivered may not be put into the queue any more",
    ]);
    expect(saidBy(deliveryCut, planOf({ ...policy, after: { queue_url: "it" } }))).toEqual([]);
  });

  test("refuses of an event's target another template, the loss of its queue, and fewer tries", () => {
    const target = {
      arn: "arn:machine",
      input_transformer: [{ input_paths: { run: "$.detail.name" }, input_template: "<run>" }],
      dead_letter_config: [{ arn: "arn:queue" }],
      retry_policy: [{ maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 30 }],
    };
    const change = (more: Values, unknown: Values = {}) =>
      saidOfUpdate(
        deliveryCut,
        "aws_cloudwatch_event_target.it",
        target,
        { ...target, ...more },
        unknown,
      );
    expect(change({ input_transformer: [] })).toHaveLength(1);
    expect(change({ dead_letter_config: [] })).toEqual([
      'refused: what could not be delivered is no longer kept where it was: `dead_letter_config` goes from [{"arn":"arn:queue"}] to []',
    ]);
    expect(
      change({ dead_letter_config: [{}] }, { dead_letter_config: [{ arn: true }] }),
    ).toHaveLength(1);
    const tries = (maximum_retry_attempts: number) => ({
      retry_policy: [{ maximum_event_age_in_seconds: 3600, maximum_retry_attempts }],
    });
    expect(change(tries(0))).toEqual([
      "refused: `retry_policy.maximum_retry_attempts` goes from 30 to 0",
    ]);
    expect(change(tries(100))).toEqual([]);
    expect(change({ retry_policy: [] })).toEqual([]); // AWS then tries 185 times within a day
    expect(change({})).toEqual([]);
  });
});
