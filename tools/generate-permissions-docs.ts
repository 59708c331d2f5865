import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reasons, unrecorded } from "./permissions/unused";

/** Where the page is. */
export const permissionsFile = "docs/permissions.md";

/** One row of `tools/permissions/beyond.json`: what AWS checks of the caller beside a request. */
interface Beyond {
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
  return JSON.parse(readFileSync(join(__dirname, "permissions/beyond.json"), "utf8"));
}

/** `docs/permissions.md`. */
export function permissionsPage(): string {
  const code = (text: string) => `\`${text}\``;
  const rows = new Map<string, string[]>();
  for (const { of, when = [], action, resource, context = {}, source } of beyondRows()) {
    const conditions = Object.entries(context).map(([key, value]) => code(`${key} ${value}`));
    const on = ["itself", "what is made", "the environment's key", "the state's key"].includes(
      resource,
    )
      ? resource
      : code(resource);
    const withThese = when.length > 0 ? `<br>with ${when.map(code).join(", ")}` : "";
    const beside = `${of.map(code).join("<br>")}${withThese}`;
    const row = `| ${beside} | DEMANDS | ${[on, ...conditions].join("<br>")} |`;
    const demanded = `[${action === "itself" ? "the same" : code(action)}](${source})`;
    rows.set(row, [...(rows.get(row) ?? []), demanded]); // rows that differ in nothing else are one
  }
  const table = [...rows].map(([row, demands]) => row.replace("DEMANDS", demands.join("<br>")));
  const idle = reasons.map(
    ({ roles, because, actions }) =>
      `- ${because} ${roles.map(code).join(", ")}: ${actions.map(code).join(", ")}`,
  );
  const none = Object.entries(unrecorded).map(([role, because]) => `- ${code(role)}: ${because}`);
  return `${introduction}

## What AWS demands beside a request

The emulator checks each of these where the request is made, so a role that lacks one fails the journey. Each demand links to AWS's page.

| beside | demands | on |
|---|---|---|
${table.join("\n")}

## Permissions that no recorded request uses

Roles are named by their address in the stack, without \`access_\`.

${idle.join("\n")}

## Roles of which nothing is recorded

${none.join("\n")}
`;
}

/** Writes the page. */
export function generatePermissionsDocs(): void {
  writeFileSync(permissionsFile, permissionsPage());
}

const introduction = `# Where permissions come from

<!-- Made by \`npm run generate\` from tools/permissions; change it there. -->

What a role may do is compared with what it asks for, in both directions. Every request of a journey (the commands of one role, gone through) is kept in \`__tests__/stack/constructs/access/requests/\`, with action,
resource, names of parameters and condition keys that policies ask for. \`npm test\` fails at a request that a policy denies and, unless it stands below with its reason, at a permission that no request uses
and a role without a list. How people use each role: [access.md](access.md).

| role | journey | where |
|---|---|---|
| \`plan\`, \`apply\` | the real Terraform provider creates the environment, plans again, adds and takes away every section that a file may leave out, changes tags, secrets, sizes and a variable, and tears everything down; also one in a network of its own, as \`slipway init\` writes it | \`npm run test:apply -- roles\`, \`-- own-network\` |
| \`tester\`, \`promoter\` | Jenkins records the tests of dev, copies the image to production with \`crane\`, and follows production's deployer | \`__tests__/operate/promotion/least-privilege.test.ts\` |
| \`developers\` | an image is pushed and looked at, its migration fails, and status and log say why; the VPN's configuration is asked for | \`__tests__/operate/deployments/push-by-role.test.ts\` |
| \`waivers\` | findings are waived, listed and taken back at run time | \`__tests__/operate/waivers/waive.test.ts\` |
| \`operator\` | the environment is held, met by a second hold, and resumed | \`__tests__/operate/deployments/hold-by-role.test.ts\` |
| \`task_runner\` | a command runs in a task of its own, and another is stopped at its limit | \`__tests__/operate/tasks/run-by-role.test.ts\` |
| \`database_client\` | a port to the database is opened, recorded, and closed by Ctrl-C | \`__tests__/operate/tasks/connect-by-role.test.ts\` |
| \`publisher\` | pages are published, taken back and promoted | \`__tests__/operate/frontend/release-by-role.test.ts\` |
| \`github_deploy\` | a workflow's job pushes an image and deploys it, as the role that its token gets | \`__tests__/checkout/deploy-on-emulator.long.ts\` |
| \`delivery_role\`, \`delivery_request_role\` | the deployer, its clean-up and the machine that takes requests, in every case of their test | \`__tests__/roads/deployer.long.ts\` |

Before the first apply and at the end of the tear-down an administrator's roles, with the same permissions, stand in for plan and apply; the last may also delete the key
(\`kms:ScheduleKeyDeletion\`), with which every backup is lost. Pushes and pulls are recorded as the actions that ECR makes of them.

A journey also fails where it differs from the committed list. After a change of what somebody asks for, record anew and read the difference: \`SLIPWAY_RECORD=true npm run test:apply -- roles\`; for a file of
\`npm test\` \`SLIPWAY_RECORD=true npm test --\` and the file; for a long one \`SLIPWAY_RECORD=true npm run test:roads -- deployer\` or \`test:checkout -- deploy-on-emulator\`.

| not shown | |
|---|---|
| a distribution ([frontend.md](frontend.md)) | only the actions that the provider asked for are compared, from its log where IAM is not enforced (\`__tests__/stack/constructs/access/frontend.test.ts\`), not resources and conditions |
| a VPN | of what makes it nothing is compared |
| AWS itself | it may ask for more than its reference says; another version of the provider than the mirror's may read more |`;
