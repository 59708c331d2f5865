import { describe, expect, test } from "vitest";
import { brokenOffInput, scheduleInput } from "../../../../src/deployer/events";
import { automationAdded } from "../../../../src/review/rules/safety/automation-added";
import { type Made, planOf, saidBy, type Values } from "../../support/plans";

const machine = "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery";
const stands: Made = {
  address: "aws_sfn_state_machine.delivery",
  before: { arn: machine },
  after: { arn: machine },
  actions: ["no-op"],
};
const said = (...made: Made[]) => saidBy(automationAdded(), planOf(...made));

/** With an environment that stands, and without anything in it: a first plan. */
function both(...made: Made[]) {
  return { standing: said(stands, ...made), first: said(...made) };
}

describe("a new state machine", () => {
  const definition = (next: string) =>
    JSON.stringify({
      StartAt: next,
      States: { [next]: { Type: "Pass", End: true } },
    });
  const made = (text: string): Made => ({
    address: "aws_sfn_state_machine.more",
    after: { name: "more", definition: text },
  });
  const refusal = "refused: a state machine that the environment's file does not make";

  test("is refused beside what stands, and is nothing new in a first plan", () => {
    expect(both(made(definition("A")))).toEqual({ standing: [refusal], first: [] });
  });

  test("passes where it is, by its whole definition, one that the file makes", () => {
    const rule = automationAdded([definition("A")]);
    const sameInOtherWords = JSON.stringify(JSON.parse(definition("A")), null, 2);
    expect(saidBy(rule, planOf(stands, made(sameInOtherWords)))).toEqual([]);
    expect(saidBy(rule, planOf(stands, made(definition("B"))))).toEqual([refusal]);
  });

  test("is refused where its definition is not known before the apply", () => {
    const unknown: Made = {
      address: "aws_sfn_state_machine.more",
      after: { name: "more" },
      unknown: { definition: true },
    };
    expect(saidBy(automationAdded([definition("A")]), planOf(stands, unknown))).toEqual([refusal]);
  });
});

describe.each<[string, (more: Values) => Values]>([
  ["aws_cloudwatch_event_target.more", (more) => ({ arn: machine, rule: "events", ...more })],
  ["aws_scheduler_schedule.more", (more) => ({ target: [{ arn: machine, ...more }] })],
])("%s on a machine that stands", (address, of) => {
  const rule: Made = {
    address: "aws_cloudwatch_event_rule.events",
    after: { name: "events", event_pattern: '{"source":["aws.ecr"]}' },
  };
  const starts = (more: Values, unknown: Values = {}) =>
    both(rule, { address, after: of(more), unknown });
  const refusal = (name: string) =>
    `refused: starts ${machine} with an input of its own: \`${name}\``;

  test("passes with the module's own inputs, and without any", () => {
    expect(starts({})).toEqual({ standing: [], first: [] });
    expect(starts({ input: scheduleInput })).toEqual({ standing: [], first: [] });
    const input_transformer = [
      { input_paths: { ...brokenOffInput.paths }, input_template: brokenOffInput.template },
    ];
    expect(starts({ input_transformer })).toEqual({ standing: [], first: [] });
  });

  test.each<[string, Values]>([
    ["input", { input: '{"digest":"sha256:a","force":true}' }],
    ["input", { input: `${scheduleInput} ` }],
    ["input_path", { input_path: "$.detail" }],
    [
      "input_transformer",
      {
        input_transformer: [
          { input_paths: { ...brokenOffInput.paths }, input_template: '{"rollback":<execution>}' },
        ],
      },
    ],
    [
      "input_transformer",
      {
        input_transformer: [
          { input_paths: { execution: "$.detail.x" }, input_template: brokenOffInput.template },
        ],
      },
    ],
  ])("is refused with %s %j, and only there where something stands", (name, more) => {
    expect(starts(more)).toEqual({ standing: [refusal(name)], first: [] });
  });

  test("is refused where its input is not known before the apply", () => {
    const unknown = address.includes("target") ? { input: true } : { target: [{ input: true }] };
    expect(starts({}, unknown).standing).toEqual([refusal("input")]);
  });

  test("is not judged where this plan makes the machine, which is judged itself", () => {
    const isTarget = address.includes("target");
    const made: Made = {
      address,
      after: isTarget ? { input: "{}" } : { target: [{ input: "{}" }] },
      unknown: isTarget ? { arn: true } : { target: [{ arn: true }] },
      configured: isTarget
        ? { arn: "${aws_sfn_state_machine.more.arn}" }
        : { target: [{ arn: "${aws_sfn_state_machine.more.arn}" }] },
    };
    const more: Made = { address: "aws_sfn_state_machine.more", after: { name: "more" } };
    expect(said(stands, more, made).filter((one) => one.includes("input"))).toEqual([]);
  });
});

describe("the events of a new target", () => {
  const target = (of: Made["configured"], more: Values = {}): Made => ({
    address: "aws_cloudwatch_event_target.more",
    after: { arn: machine, ...more },
    configured: of ?? {},
  });
  const rule = (pattern: string | null): Made => ({
    address: "aws_cloudwatch_event_rule.events",
    after: {
      name: "events",
      event_pattern: pattern,
      schedule_expression: pattern ?? "rate(1 day)",
    },
  });
  const open = [
    `refused: starts ${machine} at events that anybody with permission to send some can send`,
  ];

  test.each<[string, string | null, readonly string[]]>([
    ["AWS's own", '{"source":["aws.ecr"]}', []],
    ["a timetable's", null, []],
    ["a program's", '{"source":["shop"]}', open],
    ["both", '{"source":["aws.ecr","shop"]}', open],
    ["those of no source", '{"detail-type":["x"]}', open],
    ["those of a source that is matched", '{"source":[{"prefix":"a"}]}', open],
    ["those of a text that is no pattern", "aws.ecr", open],
  ])("%s", (_, pattern, expected) => {
    expect(
      said(stands, rule(pattern), target({ rule: "${aws_cloudwatch_event_rule.events.name}" })),
    ).toEqual(expected);
    expect(said(stands, rule(pattern), target({}, { rule: "events" }))).toEqual(expected);
    expect(said(rule(pattern), target({}, { rule: "events" }))).toEqual([]);
  });

  test("of a rule that this plan does not show are anybody's", () => {
    expect(said(stands, target({}, { rule: "another" }))).toEqual(open);
  });
});

test("a rule that stands is not opened to events that not only AWS sends", () => {
  const changed = (before: string, after: string) =>
    said({
      address: "aws_cloudwatch_event_rule.scan",
      before: { event_pattern: before },
      after: { event_pattern: after },
    });
  const aws = '{"source":["aws.ecr"]}';
  const open = '{"source":["aws.ecr","shop"]}';
  expect(changed(aws, open)).toEqual([
    "refused: `event_pattern` matches events that anybody with permission to send some can send",
  ]);
  expect(changed(aws, '{"source":["aws.ecr","aws.states"]}')).toEqual([]);
  expect(changed(open, '{"source":["shop"]}')).toEqual([]);
});

describe.each([
  ["aws_ecs_service", "runs tasks"],
  ["aws_ecs_task_definition", "may be run"],
])("a second %s", (type, what) => {
  const second: Made = { address: `${type}.second`, after: { name: "second" } };
  const one = (before: Values | null, actions: string[]): Made => ({
    ...{ address: `${type}.one`, before, after: { name: "one" }, actions },
  });

  test("is refused beside one that stands", () => {
    expect(said(one({ name: "one" }, ["no-op"]), second)).toEqual([
      `refused: ${what} beside ${type}.one, with images that no release decides about`,
    ]);
  });

  test("is judged as the first where none stands", () => {
    expect(said(stands, second)).toEqual([]);
    expect(said(stands, one(null, ["create"]), second)).toEqual([]);
    expect(said(one({ name: "one" }, ["delete", "create"]))).toEqual([]);
  });
});
