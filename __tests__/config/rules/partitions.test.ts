import { expect, test } from "vitest";
import { partitions } from "../../../src/config/arn-places";
import { cdnSection } from "../../support/frontend";
import { judged } from "../../support/judged";
import { monitoringSection } from "../../support/monitored";

const secretIn = (partition: string, region: string) => ({
  source: "arn",
  arn: `arn:${partition}:secretsmanager:${region}:111111111111:secret:payments-a1B2c3`,
  jsonKey: null,
  kmsKeyArn: null,
});

test.each([
  ["us-east-1", "aws", "eu-west-1"],
  ["us-gov-west-1", "aws-us-gov", "us-gov-east-1"],
])("all of %s is in the partition %s", (region, partition, stateRegion) => {
  expect(
    judged(partitions, {
      region,
      "state.region": stateRegion,
      "repository.pushers": [`arn:${partition}:iam::111111111111:role/developers`],
      "secrets.variables.PAYMENTS_KEY": secretIn(partition, region),
      "access.tester.trustedArns": [`arn:${partition}:iam::111111111111:role/jenkins`],
      "access.promotionReaders": [`arn:${partition}:iam::222222222222:role/shop-prod-promoter`],
    }),
  ).toBe("");
});

test("refuses what is of another partition, wherever it is named", () => {
  const fix =
    "nothing in one partition of AWS can be used from another; give one of this partition";
  const must = "must be in the partition aws-us-gov, to which us-gov-west-1 belongs, got aws";
  expect(judged(partitions, { region: "us-gov-west-1" })).toBe(
    `state.region: ${must}
    ${fix}
repository.pushers[0]: ${must}
    ${fix}
secrets.variables.PAYMENTS_KEY.arn: ${must}
    ${fix}
access.tester.trustedArns[0]: ${must}
    ${fix}
access.promotionReaders[0]: ${must}
    ${fix}
`,
  );
});

test("refuses a distribution's certificate of another partition", () => {
  const certificateArn =
    "arn:aws-us-gov:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000002";
  expect(judged(partitions, { frontend: cdnSection({ certificateArn }) })).toBe(
    `frontend.certificateArn: must be in the partition aws, to which us-east-1 belongs, got aws-us-gov
    nothing in one partition of AWS can be used from another; give one of this partition
`,
  );
});

test.each(["delivery.subscribers", "monitoring.pages"])(
  "refuses a queue of another partition in %s, to which no topic of this one can send",
  (path) => {
    const queueArn = "arn:aws-us-gov:sqs:us-gov-west-1:111111111111:releases";
    const settings = { monitoring: monitoringSection(), [path]: [{ protocol: "sqs", queueArn }] };
    expect(judged(partitions, settings)).toBe(
      `${path}[0].queueArn: must be in the partition aws, to which us-east-1 belongs, got aws-us-gov
    nothing in one partition of AWS can be used from another; give one of this partition
`,
    );
  },
);

test("an ARN in a plain variable is the application's own affair", () => {
  expect(
    judged(partitions, { "service.variables.QUEUE": "arn:aws-cn:sqs:cn-north-1:111111111111:q" }),
  ).toBe("");
});
