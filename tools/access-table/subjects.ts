import type { TerraformJson } from "../../src/stack/terraform-json";

/** A role, or the bearers of a policy, and its policy documents. */
export interface Subject {
  readonly who: string;
  readonly policies: readonly unknown[];
}

/** Every role with its policies, its own and those beside it, and every policy that groups or others' roles bear. */
export function subjects(json: TerraformJson): Subject[] {
  const all = (type: string) => Object.entries(json.resource[type] ?? {});
  const roles = all("aws_iam_role").map(([name, { name: roleName }]) => {
    const reference = `\${aws_iam_role.${name}.name}`;
    const own = all("aws_iam_role_policy").filter(([, { role }]) => role === reference);
    const attached = all("aws_iam_role_policy_attachment").filter(
      ([, { role }]) => role === reference,
    );
    return {
      who: `role ${roleName}`,
      policies: [
        ...own.map(([, { policy }]) => policy),
        ...attached.flatMap(([, { policy_arn }]) => document(json, policy_arn)),
      ],
    };
  });
  const bearers = all("aws_iam_policy").flatMap(([name, { name: policyName, policy }]) =>
    isOfRole(json, name)
      ? []
      : [{ who: `bearers of the policy ${policyName}`, policies: [policy] }],
  );
  return [...roles, ...bearers];
}

function isOfRole(json: TerraformJson, policy: string): boolean {
  const reference = `\${aws_iam_policy.${policy}.arn}`;
  return Object.values(json.resource["aws_iam_role_policy_attachment"] ?? {}).some(
    ({ policy_arn, role }) =>
      policy_arn === reference && String(role).startsWith("${aws_iam_role."),
  );
}

/** The document of a policy of this stack; one of AWS's own is named instead. */
function document(json: TerraformJson, arn: unknown): unknown[] {
  const name = /^\$\{aws_iam_policy\.(\w+)\.arn\}$/.exec(String(arn))?.[1];
  if (name) return [json.resource["aws_iam_policy"]?.[name]?.["policy"]];
  const managed = { Sid: "ByAWS", Effect: "Allow", Action: String(arn), Resource: "as AWS says" };
  return [JSON.stringify({ Statement: [managed] })];
}
