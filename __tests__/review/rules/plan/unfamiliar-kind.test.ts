import { describe, expect, test } from "vitest";
import { readPlan } from "../../../../src/review/read/plan";
import { unfamiliarKind } from "../../../../src/review/rules/plan/unfamiliar-kind";
import { documentOf, type Made, planOf, saidBy } from "../../support/plans";

const said = (...made: Made[]) => saidBy(unfamiliarKind(), planOf(...made));
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
  ...["aws_iam_access_key", "aws_iam_user", "aws_rds_cluster", "random_password", "constructor"],
])("refuses a new %s", (type) => {
  expect(said({ address: `${type}.it`, after: {} })).toEqual(refused(type));
});

test.each(["aws_alb_listener", "aws_lb_listener", "aws_ecs_service", "terraform_data"])(
  "leaves %s to the other rules",
  (type) => {
    expect(said({ address: `${type}.it`, after: {} })).toEqual([]);
  },
);

test("knows one parameter of SSM, the pointer to the released image", () => {
  const parameter = (name: string) => said({ address: "aws_ssm_parameter.it", after: { name } });
  expect(parameter("/eec/dev/image")).toEqual([]);
  expect(parameter("/eec/dev/flags")).toEqual(refused("aws_ssm_parameter"));
});

test("notes a kind that the project declares as its own, with its reason, and only that one", () => {
  const own = unfamiliarKind(new Map([["aws_lambda_function", "resizes uploads"]]));
  const of = (type: string) => saidBy(own, planOf({ address: `${type}.it`, after: {} }));
  expect(of("aws_lambda_function")).toEqual([
    "noted: aws_lambda_function is a kind of this project's own: resizes uploads",
  ]);
  expect(of("aws_lambda_permission")).toEqual(refused("aws_lambda_permission"));
});

describe("a provisioner", () => {
  const withProvisioner = (made: Made) => {
    const document = documentOf(made);
    const [block] = document.configuration.root_module.resources;
    Object.assign(block ?? {}, { provisioners: [{ type: "local-exec", expressions: {} }] });
    return saidBy(unfamiliarKind(), readPlan(document, "test"));
  };

  test("is refused on whatever kind it stands, also on one that is deleted", () => {
    const runs = ["refused: runs a program while it is applied (`local-exec`)"];
    expect(withProvisioner({ address: "terraform_data.it", after: { input: "x" } })).toEqual(runs);
    expect(withProvisioner({ address: "aws_sns_topic.it", before: { name: "x" } })).toEqual(runs);
  });
});
