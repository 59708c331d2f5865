import { describe, expect, test } from "vitest";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import { deliveryMachine } from "../../src/deployer/machine";
import { deliveryPolicy } from "../../src/deployer/policy";
import { exampleNames, exampleSettings } from "./support/example";

/** What IAM calls the calls of Step Functions, where it is not `service:Action`. */
const iamNames: Readonly<Record<string, readonly string[]>> = {
  "applicationautoscaling:RegisterScalableTarget": [
    "application-autoscaling:RegisterScalableTarget",
  ],
  "sfn:DescribeExecution": ["states:DescribeExecution"],
  "dynamodb:TransactWriteItems": ["dynamodb:PutItem", "dynamodb:UpdateItem"],
  "ecs:RegisterTaskDefinition": ["ecs:RegisterTaskDefinition", "ecs:TagResource", "iam:PassRole"],
};

describe.each<[string, Partial<DeliverySettings>, readonly string[]]>([
  ["with a migration", {}, []],
  ["without a migration", { migrationCommand: null }, []],
  [
    "with Inspector",
    { scanning: "enhanced" },
    ["inspector2:ListCoverage", "inspector2:ListFindings"],
  ],
])("the deployer's policy %s", (_, changes, further) => {
  const delivery = { names: exampleNames(), settings: { ...exampleSettings, ...changes } };
  const statements = deliveryPolicy(delivery);

  test("allows exactly what the machine calls", () => {
    const called = Object.values(deliveryMachine(delivery).States).flatMap((state) => {
      const [, service, action] = /aws-sdk:(\w+):(\w+)$/.exec(String(state["Resource"])) ?? [];
      if (service === undefined || action === undefined) return [];
      const name = `${service}:${action[0]?.toUpperCase()}${action.slice(1)}`;
      return iamNames[name] ?? [name];
    });
    const granted = statements.flatMap(({ Action }) => Action);
    expect([...granted].sort()).toEqual([...new Set([...called, ...further])].sort());
  });

  test("names its resources wherever IAM knows any, and never an action by wildcard", () => {
    const everywhere = statements
      .filter(({ Resource }) => Resource === "*")
      .flatMap(({ Action, Condition }) => (Condition === undefined ? Action : []));
    expect([...everywhere].sort()).toEqual(
      [
        "ecs:DeregisterTaskDefinition",
        "ecs:DescribeTaskDefinition",
        "ecs:RegisterTaskDefinition",
        ...further,
      ].sort(),
    );
    expect(JSON.stringify(statements.map(({ Action }) => Action))).not.toContain("*");
  });
});

test("in another partition the policy names that partition's resources", () => {
  const names = { ...exampleNames(), region: "us-gov-west-1" };
  const text = JSON.stringify(deliveryPolicy({ names, settings: exampleSettings }));
  expect(text).toContain("arn:aws-us-gov:ecs:us-gov-west-1:111111111111:service/shop-dev/shop-dev");
  expect(text).not.toContain("arn:aws:");
});
