import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isFamiliar } from "../../../src/review/resources/familiar-kinds";
import { unfamiliarKind } from "../../../src/review/rules/plan/unfamiliar-kind";
import { planOf, saidBy } from "../support/plans";

const said = (...made: Parameters<typeof planOf>) => saidBy(unfamiliarKind, planOf(...made));
const refused = (type: string) => [`refused: ${type} is a kind that this review knows nothing of`];

test("refuses to make, change or delete what no rule would judge", () => {
  const address = "aws_lambda_function.it";
  const values = { function_name: "it" };
  expect(said({ address, after: values })).toEqual(refused("aws_lambda_function"));
  expect(said({ address, before: values, after: { function_name: "that" } })).toEqual(
    refused("aws_lambda_function"),
  );
  expect(said({ address, before: values })).toEqual(refused("aws_lambda_function"));
  expect(said({ address, before: values, after: values, actions: ["no-op"] })).toEqual([]);
});

test.each([
  ...["aws_codebuild_project", "aws_cloudformation_stack", "aws_iam_user_group_membership"],
  ...["aws_vpc_peering_connection", "aws_ec2_managed_prefix_list", "aws_s3_access_point"],
  ...["aws_network_interface_sg_attachment", "aws_ecr_replication_configuration", "null_resource"],
])("refuses a new %s", (type) => {
  expect(said({ address: `${type}.it`, after: {} })).toEqual(refused(type));
});

test.each([
  "aws_alb_listener",
  "aws_lb_listener",
  "aws_ecs_service",
  "random_password",
  "terraform_data",
])("leaves %s to the other rules", (type) => {
  expect(said({ address: `${type}.it`, after: {} })).toEqual([]);
});

test("knows every kind that the environments have", () => {
  const folder = "environments/addresses";
  const types = readdirSync(folder).flatMap((file) =>
    readFileSync(`${folder}/${file}`, "utf8")
      .split("\n")
      .flatMap((line) => /^(aws_\w+)\./.exec(line)?.[1] ?? []),
  );
  expect(types.length).toBeGreaterThan(100);
  expect(types.filter((type) => !isFamiliar(type))).toEqual([]);
});
