import { Construct } from "constructs";
import { IamPolicy } from "#aws/iam-policy";
import { IamRole } from "#aws/iam-role";
import { IamRolePolicy } from "#aws/iam-role-policy";
import { IamRolePolicyAttachment } from "#aws/iam-role-policy-attachment";
import type { TerraformResource } from "#terraform";
import { globalArnIn, type Place } from "../../../base/arns";
import { type PolicyStatement, policyJson } from "../../../base/policy";
import { resolvedLength } from "../../overrides";
import { mainResourceId } from "../../readable-stack";

/** Properties of an {@link AccessRole}. */
interface AccessRoleProps {
  /** Name of the role, at most 62 characters. */
  readonly name: string;
  /** What it is for, in words. */
  readonly description: string;
  /** Who may act as it. */
  readonly trust: readonly PolicyStatement[];
  /**
   * What it may do. Where that is too long for one policy, each list has a policy of its own, so that a statement stays in its policy whatever becomes
   * of the other lists: one that moved would be nowhere for a moment of the apply, which a role that applies itself does not survive.
   */
  readonly statements: readonly (readonly PolicyStatement[])[];
}

/**
 * Characters that AWS lets a role's own policies have together, and one policy beside it, each with a little room.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const longest = { own: 10_240 - 240, beside: 6_144 - 244 };

/** A role that people's tools act as, for an hour at a time. What it may do is its own policy, or several beside it where one is too short. */
export class AccessRole extends Construct {
  /** What gives the role its permissions: whatever depends on these depends on the policies too. */
  readonly permissions: readonly TerraformResource[];

  constructor(scope: Construct, id: string, props: AccessRoleProps) {
    super(scope, id);
    const role = new IamRole(this, mainResourceId, {
      name: props.name,
      description: props.description,
      assumeRolePolicy: policyJson(props.trust),
      maxSessionDuration: 3600,
    });
    const policy = policyJson(props.statements.flat());
    if (resolvedLength(policy) <= longest.own) {
      const own = new IamRolePolicy(this, "policy", { name: "access", role: role.name, policy });
      this.permissions = [own];
      return;
    }
    const permissions: TerraformResource[] = [];
    for (const [index, list] of props.statements.entries()) {
      for (const [more, statements] of splitStatements(list, longest.beside).entries()) {
        const part = more === 0 ? [index + 1] : [index + 1, more + 1];
        const policy = new IamPolicy(this, ["policy", ...part].join("_"), {
          name: [props.name, ...part].join("-"),
          description: `${props.description}, part ${part.join(".")}`,
          policy: policyJson(statements),
          // AWS changes no description: another one would replace the policy, and a role that applies itself would be without it for a moment.
          lifecycle: { ignoreChanges: ["description"] },
        });
        const attachment = new IamRolePolicyAttachment(this, ["attachment", ...part].join("_"), {
          role: role.name,
          policyArn: policy.arn,
        });
        permissions.push(attachment);
      }
    }
    this.permissions = permissions;
  }
}

/**
 * Spreads statements over as few policies as hold them in their order, each at most so many characters as JSON; throws where one
 * statement alone is longer.
 */
export function splitStatements(
  statements: readonly PolicyStatement[],
  longest: number,
): PolicyStatement[][] {
  const policies: PolicyStatement[][] = [];
  for (const statement of statements) {
    const last = policies.at(-1);
    if (last && resolvedLength(policyJson([...last, statement])) <= longest) {
      last.push(statement);
      continue;
    }
    const length = resolvedLength(policyJson([statement]));
    if (length > longest) {
      throw new Error(`${statement.Sid}: must be at most ${longest} characters, got ${length}`);
    }
    policies.push([statement]);
  }
  return policies;
}

/** Trust in roles and users that exist, by ARN. */
export function trustInPrincipals(arns: readonly string[]): PolicyStatement[] {
  return [
    {
      Sid: "NamedInTheEnvironmentsFile",
      Effect: "Allow",
      Principal: { AWS: [...arns].sort() },
      Action: "sts:AssumeRole",
    },
  ];
}

/**
 * Trust in roles that another stack makes, which may not exist yet: AWS refuses such a principal. So their accounts are
 * trusted, and of those only the roles.
 */
export function trustInRoles(arns: readonly string[], place: Place): PolicyStatement[] {
  const accounts = [...new Set(arns.map((arn) => arn.split(":")[4] ?? ""))].sort();
  return [
    {
      Sid: "NamedInTheEnvironmentsFile",
      Effect: "Allow",
      Principal: {
        AWS: accounts.map((account) => globalArnIn({ ...place, account }, "iam", "root")),
      },
      Action: "sts:AssumeRole",
      Condition: { ArnEquals: { "aws:PrincipalArn": [...arns].sort() } },
    },
  ];
}
