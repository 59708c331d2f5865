import { expect, test } from "vitest";
import { arnIn, globalArnIn, partitionOf } from "../../../src/base/arns";
import { exampleWith } from "../../support/example-with";

test.each([
  ["us-east-1", "aws"],
  ["eu-central-2", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
])("%s belongs to the partition %s", (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});

test.each(["cn-north-1", "us-iso-east-1", "us-isob-east-1"])(
  "refuses %s, where services have other names",
  (region) => {
    expect(() => partitionOf(region)).toThrow(
      `region must be in AWS' commercial or GovCloud partition, got ${region}`,
    );
    expect(() => exampleWith({ region })).toThrow(
      "must be a commercial or GovCloud AWS region, such as us-east-1",
    );
  },
);

test("names things of a region and things of none", () => {
  const place = { account: "111111111111", region: "us-gov-west-1" };
  expect(arnIn(place, "ecs", "cluster/shop")).toBe(
    "arn:aws-us-gov:ecs:us-gov-west-1:111111111111:cluster/shop",
  );
  expect(globalArnIn(place, "iam", "root")).toBe("arn:aws-us-gov:iam::111111111111:root");
});
