import { globalArnIn } from "../../../../base/arns";
import type { Environment } from "../../../../config/schema";
import { githubIssuer, iamArn, namesOf } from "../../../../contract/names";
import type { ServiceAccess } from "./service-access";

/** What makes a role, or decides what it may do. */
const widening = [
  "iam:AttachRolePolicy",
  "iam:CreateRole",
  "iam:DeleteRolePolicy",
  "iam:DetachRolePolicy",
  "iam:PutRolePolicy",
];

/** Roles and policies that begin with the environment's name, and the groups and roles that get the developers' policy. */
export function identity(environment: Environment): ServiceAccess[] {
  const { prefix, developersPolicy } = namesOf(environment);
  const { developers, github, iamPath, permissionsBoundaryArn } = environment.access;
  const own = (kind: "role" | "policy") => iamArn(environment, kind, iamPath, `${prefix}-*`);
  const iam = (resource: string) => globalArnIn(environment, "iam", resource);
  const { groups, roles } = developers.mode === "push" ? developers : { groups: [], roles: [] };
  // Theirs are not this environment's: nothing but the one policy is given to them.
  const onlyTheirPolicy = {
    ArnEquals: { "iam:PolicyARN": iamArn(environment, "policy", iamPath, developersPolicy) },
  };
  const onlyBelowTheBoundary = permissionsBoundaryArn
    ? { StringEquals: { "iam:PermissionsBoundary": permissionsBoundaryArn } }
    : {};
  return [
    {
      service: "Roles",
      types: ["aws_iam_role", "aws_iam_role_policy", "aws_iam_role_policy_attachment"],
      read: [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
      ],
      write: [
        ...(permissionsBoundaryArn ? [] : widening),
        "iam:DeleteRole",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      on: [own("role")],
    },
    {
      // Nothing puts a boundary on a role that is there, takes it off or changes it: a role that is made gets it, or is not made.
      service: "RolesBelowTheBoundary",
      types: [],
      ...(permissionsBoundaryArn && {
        write: widening,
        on: [own("role")],
        condition: onlyBelowTheBoundary,
      }),
    },
    {
      service: "Policies",
      types: ["aws_iam_policy"],
      read: ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions"],
      write: [
        "iam:CreatePolicy",
        "iam:CreatePolicyVersion",
        "iam:DeletePolicy",
        "iam:DeletePolicyVersion",
        "iam:TagPolicy",
        "iam:UntagPolicy",
      ],
      on: [own("policy")],
    },
    {
      service: "GroupsOfDevelopers",
      types: ["aws_iam_group_policy_attachment"],
      read: ["iam:ListAttachedGroupPolicies"],
      write: ["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"],
      on: groups.map((name) => iam(`group/${name}`)),
      condition: onlyTheirPolicy, // a group has no boundary
    },
    {
      service: "RolesOfDevelopers",
      types: [],
      read: ["iam:ListAttachedRolePolicies"],
      write: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
      on: roles.map((name) => iam(`role/${name}`)),
      condition: { ...onlyTheirPolicy, ...onlyBelowTheBoundary },
    },
    {
      service: "IdentityProvider",
      types: ["aws_iam_openid_connect_provider", "data.aws_iam_openid_connect_provider"],
      ...(github.mode === "oidc" && {
        list: ["iam:ListOpenIDConnectProviders"],
        read: ["iam:GetOpenIDConnectProvider"],
        on: [iam(`oidc-provider/${githubIssuer}`)],
        ...(github.provider === "create" && {
          write: [
            "iam:AddClientIDToOpenIDConnectProvider",
            "iam:CreateOpenIDConnectProvider",
            "iam:DeleteOpenIDConnectProvider",
            "iam:RemoveClientIDFromOpenIDConnectProvider",
            "iam:TagOpenIDConnectProvider",
            "iam:UntagOpenIDConnectProvider",
            "iam:UpdateOpenIDConnectProviderThumbprint",
          ],
        }),
      }),
    },
  ];
}
