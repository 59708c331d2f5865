import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reasons } from "../tools/permissions/unused";

/** Where the page is. */
export const permissionsFile = "docs/permissions.md";

/** One row of `tools/permissions/beyond.json`: what AWS checks of the caller beside a request. */
export interface Beyond {
  /** The requests beside which it is checked. */
  readonly of: readonly string[];
  /** Parameters without which it is not. */
  readonly when?: readonly string[];
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
  /** Whether the request's tags come with it. */
  readonly tags?: boolean;
  /** AWS's page. */
  readonly source: string;
}

/** The whole table. */
export function beyondRows(): readonly Beyond[] {
  return JSON.parse(readFileSync(join(__dirname, "../tools/permissions/beyond.json"), "utf8"));
}

/** `docs/permissions.md`. */
export function permissionsPage(): string {
  const code = (text: string) => `\`${text}\``;
  const rows = beyondRows().map(({ of, when = [], action, resource, context = {}, source }) => {
    const conditions = Object.entries(context).map(([key, value]) => code(`${key} ${value}`));
    const on = ["itself", "what is made", "the environment's key", "the state's key"].includes(
      resource,
    )
      ? resource
      : code(resource);
    const demands = action === "itself" ? "the same" : code(action);
    return `| ${of.map(code).join("<br>")} | ${when.map(code).join(", ")} | ${demands} | ${[on, ...conditions].join("<br>")} | [page](${source}) |`;
  });
  const idle = reasons.map(
    ({ because, actions }) => `**${because}**\n\n${actions.map(code).join(", ")}`,
  );
  return `${introduction}

## What AWS demands beside a request

The emulator checks each of these where the request is made, so that a role that lacks one fails the journey.

| beside | when it says | demands | on | source |
| --- | --- | --- | --- | --- |
${rows.join("\n")}

## Permissions that no recorded request uses

${idle.join("\n\n")}
`;
}

/** Writes the page. */
export function generatePermissionsDocs(): void {
  writeFileSync(permissionsFile, permissionsPage());
}

const introduction = `# Where permissions come from

<!-- Made by \`npm run generate\` from tools/permissions; change it there. -->

What the plan and the apply role may do is compared with what the real Terraform provider asks for, both ways. \`npm run test:apply -- roles\` lets the
commands run where IAM is enforced, as the roles that the environment's own stack makes, got by a token as GitHub writes it: create the environment, plan
again, change tags, secrets, sizes and a variable, apply. Before the first apply those roles are not there; roles of other names with the same permissions stand
in for them, as an administrator does in an account of AWS. Every request is kept with action, resource, the names of its parameters and the condition keys that policies
ask for, in \`__tests__/stack/constructs/access/requests/\`, a list for each role. \`npm test\` holds the policies to these lists: a request that a policy denies fails,
and so does a permission that no request uses, unless it stands below with its reason.

After a change of what Terraform keeps, record anew and read the difference: \`SLIPWAY_RECORD=true npm run test:apply -- roles\`.

What this cannot show: the emulator answers as AWS' reference says, and AWS itself may ask for more. The tested provider is the one of the mirror; another version may read
more. How each role is used by people is on [access.md](access.md).`;
