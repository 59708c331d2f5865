import { describe, expect, test } from "vitest";
import { deliveryOf } from "../../../../src/config/delivery-of";
import { brokenOffEventPattern, scanEventPattern } from "../../../../src/deployer/events";
import {
  cleanUpMachine,
  deliveryMachine,
  lookMachine,
  requestMachine,
} from "../../../../src/deployer/machine";
import { deliveryPolicy, requestPolicy } from "../../../../src/deployer/policy";
import { exampleWith } from "../../../support/example-with";
import { fixtureEnvironments } from "../../../support/fixture-environments";
import { parsed, type Synthesized, statement, synthesizeEnvironment } from "../../../support/synth";

const example = exampleWith({});
const synthesized = synthesizeEnvironment(example);

/** Terraform's JSON as Terraform reads it: `$${` is text. */
const literal = (text: unknown) => String(text).replaceAll("$${", "${").replaceAll("%%{", "%{");

describe.each(fixtureEnvironments())("$name", ({ environment }) => {
  const delivery = deliveryOf(environment);
  const stack = synthesizeEnvironment(environment);

  test.each([
    ["delivery", deliveryMachine],
    ["delivery_clean_up", cleanUpMachine],
    ["delivery_request", requestMachine],
  ])("has the machine %s as src/deployer makes it, unchanged", (address, make) => {
    const { definition } = stack.resource(`aws_sfn_state_machine.${address}`);
    expect(literal(definition)).toBe(JSON.stringify(make(delivery)));
  });

  test("gives the machine the policy that src/deployer makes, and key and log besides", () => {
    const { policy } = stack.resource("aws_iam_role_policy.delivery_role_policy");
    const further = ["UseTheKeyOfTableAndTopic", "DeliverTheMachinesLog"];
    const statements = parsed(literal(policy)).Statement;
    expect(statements.filter(({ Sid }) => !further.includes(Sid))).toEqual(
      deliveryPolicy(delivery),
    );
    expect(statements).toHaveLength(deliveryPolicy(delivery).length + further.length);
  });

  test("gives the machine for requests the policy that src/deployer makes, and the log besides", () => {
    const { policy } = stack.resource("aws_iam_role_policy.delivery_request_role_policy");
    const [starts, ...others] = parsed(literal(policy)).Statement;
    expect([starts]).toEqual(requestPolicy(delivery));
    expect(others.map(({ Sid }) => Sid)).toEqual(["DeliverTheMachinesLog"]);
  });

  test("lets these start a machine, each its own, and nobody else", () => {
    const machine = (kind: string) =>
      `arn:aws:states:${environment.region}:${environment.account}:stateMachine:${delivery.names.delivery}${kind}`;
    const reached: Readonly<Record<string, string>> = {
      delivery_trigger_role_policy: "${aws_sfn_state_machine.delivery.arn}",
      delivery_trigger_clean_up_role_policy: "${aws_sfn_state_machine.delivery_clean_up.arn}",
      delivery_request_role_policy: machine(""),
      access_github_deploy_policy: machine("-request"),
      access_promoter_policy: machine("-request"),
    };
    const found = startersIn(stack);
    expect(found).toEqual(found.map(([address]) => [address, reached[address]]));
    expect(found.map(([address]) => address)).toEqual(
      expect.arrayContaining(Object.keys(reached).filter((name) => name.startsWith("delivery_"))),
    );
  });

  test("starts the clean-up with the pattern that src/deployer makes", () => {
    const rule = stack.resource("aws_cloudwatch_event_rule.delivery_trigger_clean_up");
    expect(parsed(rule["event_pattern"])).toEqual(brokenOffEventPattern(delivery));
  });
});

/** Policies that allow StartExecution, under whatever pattern, each with what it allows it on. */
function startersIn(stack: Synthesized): [address: string, resource: unknown][] {
  const allows = (action: string) =>
    new RegExp(`^${action.replaceAll("*", ".*")}$`, "i").test("states:StartExecution");
  return ["aws_iam_role_policy", "aws_iam_policy"]
    .flatMap((type) => Object.entries(stack.all(type)))
    .flatMap(([address, { policy }]) =>
      parsed(policy)
        .Statement.filter(
          ({ Effect, Action }) => Effect === "Allow" && [Action].flat().some(allows),
        )
        .map(({ Resource }): [string, unknown] => [address, Resource]),
    );
}

test("names everything as delivery expects it: machine, table, topic and pointer", () => {
  expect(synthesized.resource("aws_sfn_state_machine.delivery")).toMatchObject({
    name: "shop-dev-delivery",
    type: "STANDARD",
  });
  for (const kind of ["clean_up", "request"])
    expect(synthesized.resource(`aws_sfn_state_machine.delivery_${kind}`)).toMatchObject({
      name: `shop-dev-delivery-${kind.replace("_", "-")}`,
      type: "STANDARD",
    });
  expect(synthesized.resource("aws_dynamodb_table.delivery_table")).toMatchObject({
    name: "shop-dev-delivery",
    hash_key: "kind",
    range_key: "id",
  });
  expect(synthesized.resource("aws_sns_topic.delivery_topic")).toMatchObject({
    name: "shop-dev-delivery",
  });
  const { names } = deliveryOf(example);
  expect(synthesized.resource("aws_ssm_parameter.image")["name"]).toBe(names.imagePointer);
  expect(synthesized.resource("aws_iam_role.service_task_role")["name"]).toBe(names.taskRole);
  expect(synthesized.resource("aws_iam_role.service_execution_role")["name"]).toBe(
    names.executionRole,
  );
});

test("on another's cluster the deployer looks for the service there", () => {
  const { names } = deliveryOf(exampleWith({ cluster: { mode: "existing", name: "shared" } }));
  expect(names.cluster).toBe("shared");
});

test("the table can be restored to any moment, and not be lost by a plan", () => {
  expect(synthesized.resource("aws_dynamodb_table.delivery_table")).toMatchObject({
    deletion_protection_enabled: true,
    point_in_time_recovery: { enabled: true },
    server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.encryption.arn}" },
    ttl: { attribute_name: "expires", enabled: true },
    lifecycle: { prevent_destroy: true },
  });
});

test("a scan starts the deployer; what cannot be delivered is kept", () => {
  const rule = synthesized.resource("aws_cloudwatch_event_rule.delivery_trigger_scan");
  expect(rule["name"]).toBe("shop-dev-delivery");
  expect(parsed(rule["event_pattern"])).toEqual(scanEventPattern(deliveryOf(example)));
  expect(synthesized.resource("aws_cloudwatch_event_target.delivery_trigger_scan_target")).toEqual({
    arn: "${aws_sfn_state_machine.delivery.arn}",
    rule: "${aws_cloudwatch_event_rule.delivery_trigger_scan.name}",
    role_arn: "${aws_iam_role.delivery_trigger_role.arn}",
    dead_letter_config: { arn: "${aws_sqs_queue.delivery_trigger_undelivered.arn}" },
    retry_policy: { maximum_event_age_in_seconds: 3600, maximum_retry_attempts: 30 },
  });
});

test("where only pipelines deploy no scan starts anything, and the schedule completes releases", () => {
  const pipeline = synthesizeEnvironment(exampleWith({ "delivery.trigger": "pipeline" }));
  expect(Object.keys(pipeline.all("aws_cloudwatch_event_rule"))).toEqual([
    "delivery_trigger_clean_up",
  ]);
  expect(pipeline.only("aws_scheduler_schedule")["name"]).toBe("shop-dev-delivery");
});

test("the schedule starts the deployer as often as the file says", () => {
  const schedule = synthesizeEnvironment(exampleWith({ "delivery.reconcileMinutes": 20 })).resource(
    "aws_scheduler_schedule.delivery_trigger",
  );
  expect(schedule).toMatchObject({
    schedule_expression: "rate(20 minutes)",
    flexible_time_window: { mode: "OFF" },
    target: {
      arn: "${aws_sfn_state_machine.delivery.arn}",
      input: '{"schedule":"reconcile"}',
      dead_letter_config: { arn: "${aws_sqs_queue.delivery_trigger_undelivered.arn}" },
    },
  });
});

test("an execution that broke off starts the clean-up with its own ARN and nothing else", () => {
  expect(
    synthesized.resource("aws_cloudwatch_event_target.delivery_trigger_clean_up_target"),
  ).toMatchObject({
    arn: "${aws_sfn_state_machine.delivery_clean_up.arn}",
    role_arn: "${aws_iam_role.delivery_trigger_clean_up_role.arn}",
    input_transformer: {
      input_paths: { execution: "$.detail.executionArn" },
      input_template: '{"cleanUp":{"executionArn":<execution>}}',
    },
  });
});

test("EventBridge may start this machine, keep what it could not deliver, and do nothing else", () => {
  const role = synthesized.resource("aws_iam_role.delivery_trigger_role");
  expect(statement(role["assume_role_policy"], "EventBridgeActsForThisAccount")).toMatchObject({
    Principal: { Service: ["events.amazonaws.com", "scheduler.amazonaws.com"] },
    Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
  });
  const { policy } = synthesized.resource("aws_iam_role_policy.delivery_trigger_role_policy");
  expect(parsed(policy).Statement.map(({ Action }) => Action)).toEqual([
    "states:StartExecution",
    "sqs:SendMessage",
    ["kms:Decrypt", "kms:GenerateDataKey*"],
  ]);
});

test("the queue takes messages of these two rules, and of nobody else", () => {
  const { policy } = synthesized.resource(
    "aws_sqs_queue_policy.delivery_trigger_undelivered_policy",
  );
  expect(statement(policy, "RulesOfThisEnvironment")).toMatchObject({
    Principal: { Service: "events.amazonaws.com" },
    Condition: {
      ArnEquals: {
        "aws:SourceArn": [
          "arn:aws:events:us-east-1:111111111111:rule/shop-dev-delivery",
          "arn:aws:events:us-east-1:111111111111:rule/shop-dev-delivery-clean-up",
        ],
      },
    },
  });
});

test("each subscriber of the file is notified, by its own protocol", () => {
  const subscriptions = synthesizeEnvironment(
    exampleWith({
      "delivery.subscribers": [
        { protocol: "email", address: "team@example.gov" },
        { protocol: "https", url: "https://chat.example.gov/hook" },
        { protocol: "sqs", queueArn: "arn:aws:sqs:us-east-1:111111111111:releases" },
      ],
    }),
  ).all("aws_sns_topic_subscription");
  expect(
    Object.values(subscriptions).map(({ protocol, endpoint }) => [protocol, endpoint]),
  ).toEqual([
    ["email", "team@example.gov"],
    ["https", "https://chat.example.gov/hook"],
    ["sqs", "arn:aws:sqs:us-east-1:111111111111:releases"],
  ]);
});

test("alarms report executions that broke off and events that were not delivered", () => {
  const alarms = synthesized.all("aws_cloudwatch_metric_alarm");
  expect(Object.keys(alarms)).toEqual(["delivery_alarm_broken_off", "delivery_alarm_undelivered"]);
  for (const alarm of Object.values(alarms)) {
    expect(alarm).toMatchObject({
      comparison_operator: "GreaterThanThreshold",
      threshold: 0,
      treat_missing_data: "notBreaching",
      alarm_actions: ["${aws_sns_topic.delivery_topic.arn}"],
    });
  }
  expect(mayPublish(synthesized)).toEqual(
    "arn:aws:cloudwatch:us-east-1:111111111111:alarm:shop-dev-delivery-*",
  );
});

function mayPublish(stack: Synthesized): unknown {
  const { policy } = stack.resource("aws_sns_topic_policy.delivery_topic_policy");
  return statement(policy, "AlarmsOfThisEnvironment").Condition?.["ArnLike"]?.["aws:SourceArn"];
}

test("waivers at run time and the daily look are off with equal bytes, whether they are left out or switched off", () => {
  const off = exampleWith({
    "delivery.runtimeWaivers": { maxDays: 0 },
    "delivery.dailyLook": false,
    "access.waivers": { mode: "none" },
  });
  expect(synthesizeEnvironment(off).json).toEqual(synthesized.json);
  expect(synthesized.all("aws_dynamodb_resource_policy")).toEqual({});
});

test("the daily look is the machine that src/deployer makes, started by its own schedule alone, each day at 6:00 UTC", () => {
  const environment = exampleWith({ "delivery.dailyLook": true });
  const stack = synthesizeEnvironment(environment);
  const { definition } = stack.resource("aws_sfn_state_machine.delivery_look");
  expect(literal(definition)).toBe(JSON.stringify(lookMachine(deliveryOf(environment))));
  const schedule = stack.resource("aws_scheduler_schedule.delivery_trigger_look");
  const arn = "${aws_sfn_state_machine.delivery_look.arn}";
  expect(schedule).toMatchObject({
    name: "shop-dev-delivery-look",
    schedule_expression: "cron(0 6 * * ? *)",
    target: { arn, role_arn: "${aws_iam_role.delivery_trigger_look_role.arn}" },
  });
  expect(startersIn(stack).filter(([, resource]) => resource === arn)).toEqual([
    ["delivery_trigger_look_role_policy", arn],
  ]);
  const trust = stack.resource("aws_iam_role.delivery_role")["assume_role_policy"];
  expect(parsed(trust).Statement[0]).toMatchObject({
    Condition: {
      ArnLike: {
        "aws:SourceArn": ["", "-clean-up", "-look"].map(
          (kind) => `arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery${kind}`,
        ),
      },
    },
  });
});

test("the daily look has no state that locks, registers, migrates or updates", () => {
  const environment = exampleWith({ "delivery.dailyLook": true });
  const calls = Object.values(lookMachine(deliveryOf(environment)).States).flatMap(
    ({ Resource }) => (Resource === undefined ? [] : [String(Resource).split(":aws-sdk:")[1]]),
  );
  expect([...new Set(calls)].sort()).toEqual([
    "dynamodb:batchGetItem",
    "dynamodb:getItem",
    "dynamodb:transactWriteItems",
    "ecr:batchGetImage",
    "ecr:describeImageScanFindings",
    "ecr:describeImages",
    "ecr:startImageScan",
    "ecs:describeServices",
    "ecs:describeTaskDefinition",
    "sns:publish",
    "ssm:getParameter",
  ]);
});
