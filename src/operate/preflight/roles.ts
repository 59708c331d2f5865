import type { IAMClient } from "@aws-sdk/client-iam";
import { linkedRolesOf } from "../../config/linked-roles";
import { type Account, type Answer, fine, isMissing, type Look, note, wrong } from "./look";

/** Roles that AWS's services make for themselves: the first apply of an account makes what is missing, where it may. */
const linkedRoles: Look = {
  subject: "Roles",
  actions: ["iam:GetRole"],
  async run({ environment, config }) {
    const client = await iam(config);
    const found = await Promise.all(
      linkedRolesOf(environment)
        .filter(({ needed }) => needed)
        .map(async (role) => ({
          ...role,
          isThere: (await roleCalled(client, role.name)) !== undefined,
        })),
    );
    const there = found.filter(({ isThere }) => isThere);
    const missing = found.filter(({ isThere }) => !isThere);
    return [
      ...(there.length > 0 ? [fine(`AWS's own for ${there.map(short).join(", ")}`)] : []),
      ...(missing.length > 0
        ? [
            note(
              `AWS makes at its first use: ${missing.map(({ name }) => name).join(", ")}`,
              "whoever applies first needs iam:CreateServiceLinkedRole, as the environment's apply role has it; if that apply breaks off because a role is not ready, apply again",
            ),
          ]
        : []),
    ];
  },
};

function short({ service }: { readonly service: string }): string {
  return service.replace(/\.amazonaws\.com$/, "");
}

/** The boundary that the file names is there, and roles of others that get the developers' policy have it. */
const boundary: Look = {
  subject: "Boundary",
  actions: ["iam:GetPolicy", "iam:GetRole"],
  async run({ environment, config }) {
    const { permissionsBoundaryArn: arn, developers } = environment.access;
    if (arn === undefined) return [];
    const { GetPolicyCommand } = await import("@aws-sdk/client-iam");
    const client = await iam(config);
    try {
      await client.send(new GetPolicyCommand({ PolicyArn: arn }));
    } catch (error) {
      if (!isMissing(error)) throw error;
      return [
        wrong(
          `${arn} does not exist`,
          "correct access.permissionsBoundaryArn: aws iam list-policies --scope Local",
        ),
      ];
    }
    const roles = developers.mode === "push" ? developers.roles : [];
    const answers = await Promise.all(roles.map((name) => developersRole(client, name, arn)));
    return answers.flat().length > 0 ? answers.flat() : [fine(arn)];
  },
};

async function developersRole(client: IAMClient, name: string, arn: string): Promise<Answer[]> {
  const role = await roleCalled(client, name);
  if (role === undefined) {
    return [wrong(`${name} does not exist`, "correct access.developers.roles: aws iam list-roles")];
  }
  const has = role.PermissionsBoundary?.PermissionsBoundaryArn;
  if (has === arn) return [];
  return [
    wrong(
      `${name} has ${has ?? "no boundary"}, so the apply role may not give it the developers' policy`,
      `have its owner put the boundary on it, or name a group in access.developers.groups`,
    ),
  ];
}

async function iam(config: Account["config"]): Promise<IAMClient> {
  const { IAMClient } = await import("@aws-sdk/client-iam");
  return new IAMClient(config);
}

/** The role of this name; undefined when there is none. */
async function roleCalled(client: IAMClient, RoleName: string) {
  const { GetRoleCommand } = await import("@aws-sdk/client-iam");
  try {
    return (await client.send(new GetRoleCommand({ RoleName }))).Role;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** What IAM has of AWS's and of others. */
export const roleLooks: readonly Look[] = [linkedRoles, boundary];
