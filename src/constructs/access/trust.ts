import { globalArnIn, type Place } from "../../base/arns";
import { policyJson } from "../../base/policy";

/** Trust in roles and users that exist, by ARN. */
export function trustInPrincipals(arns: readonly string[]): string {
  return policyJson([
    {
      Sid: "NamedInTheEnvironmentsFile",
      Effect: "Allow",
      Principal: { AWS: [...arns].sort() },
      Action: "sts:AssumeRole",
    },
  ]);
}

/**
 * Trust in roles that another stack makes, which may not exist yet: AWS refuses such a principal. So their accounts are
 * trusted, and of those only the roles.
 */
export function trustInRoles(arns: readonly string[], place: Place): string {
  const accounts = [...new Set(arns.map((arn) => arn.split(":")[4] ?? ""))].sort();
  return policyJson([
    {
      Sid: "NamedInTheEnvironmentsFile",
      Effect: "Allow",
      Principal: {
        AWS: accounts.map((account) => globalArnIn({ ...place, account }, "iam", "root")),
      },
      Action: "sts:AssumeRole",
      Condition: { ArnEquals: { "aws:PrincipalArn": [...arns].sort() } },
    },
  ]);
}
