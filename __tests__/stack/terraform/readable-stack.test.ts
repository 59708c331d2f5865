import { Construct } from "constructs";
import { expect, test } from "vitest";
import { DataAwsSubnet } from "#aws/data-aws-subnet";
import { S3Bucket } from "#aws/s3-bucket";
import { SnsTopic } from "#aws/sns-topic";
import { mainResourceId, readableName } from "../../../src/stack/readable-stack";
import { synthesizeIn } from "../../support/synth";

test("an address is the path of ids, and the main resource is named like its construct", () => {
  const { json } = synthesizeIn((stack) => {
    const store = new Construct(stack, "store");
    new S3Bucket(store, mainResourceId, {});
    new S3Bucket(store, "logs", {});
  });
  expect(Object.keys(json.resource["aws_s3_bucket"] ?? {}).sort()).toEqual(["store", "store_logs"]);
});

test("refuses two resources of one type at one address, and names both", () => {
  expect(() =>
    synthesizeIn((stack) => {
      new S3Bucket(new Construct(stack, "a"), "b_c", {});
      new S3Bucket(new Construct(stack, "a_b"), "c", {});
    }),
  ).toThrow(
    "test/a_b/c: address aws_s3_bucket.a_b_c is taken by test/a/b_c; give one of them another id",
  );
});

test("different types may share a name, and a data source that of a resource", () => {
  const { json } = synthesizeIn((stack) => {
    new S3Bucket(new Construct(stack, "x"), mainResourceId, {});
    new SnsTopic(new Construct(stack, "y"), mainResourceId, {});
    new DataAwsSubnet(stack, "z", {});
  });
  expect(json.resource).toMatchObject({ aws_s3_bucket: { x: {} }, aws_sns_topic: { y: {} } });
  expect(json.data).toMatchObject({ aws_subnet: { z: {} } });
});

test.each([
  [["database", "resource"], "database"],
  [
    ["network", "resource", "load balancer_443_from_10.20.0.0--16"],
    "network_load_balancer_443_from_10_20_0_0_16",
  ],
  [["secret", "SECRET_KEY"], "secret_SECRET_KEY"],
])("%j reads as %s", (ids, name) => {
  expect(readableName(ids)).toBe(name);
});
