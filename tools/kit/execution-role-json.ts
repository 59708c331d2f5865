import type { Environment } from "../../src/config/schema";
import { terraformJson } from "../../src/stack/terraform-json";
import { resolve } from "./resolve";

/**
 * The task execution role: who may take it and what it may do, with placeholders, in the form of CloudFormation's `AWS::IAM::Role`.
 * Made from the synthesized Terraform. The AWS CLI takes it in two calls, with the policies as text: `deploy/aws/README.md`.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function executionRoleJson(environment: Environment): string {
  const json = terraformJson(environment);
  const role = json.resource["aws_iam_role"]?.["service_execution_role"];
  const policy = json.resource["aws_iam_role_policy"]?.["service_execution_role_policy"];
  if (!role || !policy) throw new Error("the synthesized Terraform has no execution role");
  const document = {
    RoleName: role["name"],
    Description: role["description"],
    AssumeRolePolicyDocument: JSON.parse(String(role["assume_role_policy"])),
    Policies: [
      { PolicyName: policy["name"], PolicyDocument: JSON.parse(String(policy["policy"])) },
    ],
  };
  return resolve(`${JSON.stringify(document, null, 2)}\n`, json, environment);
}
