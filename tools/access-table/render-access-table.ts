import type { PolicyStatement } from "../../src/base/policy";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { type AccessRow, accessRows, conditions, principals, statementsIn } from "./access-rows";

/** `docs/access/<environment>.md`: who may act as each role, and what everybody may do on what. */
export function renderAccessTable(name: string, json: TerraformJson): string {
  const rows = accessRows(json);
  const whos = [...new Set(rows.map(({ who }) => who))];
  return `${[
    `# Who may do what in ${name}`,
    "Made by `npm run generate` from the policies that Terraform will write; a test fails when it is stale. What it means, how to grant, to check and to revoke: [access.md](../access.md).",
    "## Who may act as whom",
    table(
      ["role", "whoever is", "when"],
      trusts(json).map(({ role, who, when }) => [
        code(role),
        who.map(code).join("<br>"),
        cell(when),
      ]),
    ),
    ...whos.flatMap((who) => [
      `## ${who.startsWith("arn:") || who.startsWith("${") ? code(readable(who)) : who}`,
      table(
        ["permission", "actions", "on", "when"],
        rows.filter((row) => row.who === who).map(cells),
      ),
    ]),
  ].join("\n\n")}\n`;
}

function trusts(json: TerraformJson) {
  return Object.values(json.resource["aws_iam_role"] ?? {})
    .flatMap(({ name, assume_role_policy }) =>
      statementsIn(assume_role_policy).map((statement: PolicyStatement) => ({
        role: String(name),
        who: principals(statement).map(readable),
        when: conditions(statement),
      })),
    )
    .sort((a, b) => (a.role < b.role ? -1 : 1));
}

function cells({ what, effect, actions, on, when }: AccessRow): string[] {
  return [
    effect === "Deny" ? `**refused**: ${what}` : what,
    actions.map(code).join("<br>"),
    on.map((resource) => code(readable(resource))).join("<br>"),
    cell(when),
  ];
}

/** An ARN without what is the same everywhere, and a reference without its braces. */
function readable(arn: string): string {
  const reference = /^\$\{(.+)\.\w+\}$/.exec(arn)?.[1];
  if (reference) return reference;
  return arn.replace(/^arn:aws[a-z-]*:/, "");
}

function cell(texts: readonly string[]): string {
  return texts.map((text) => code(text)).join("<br>");
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
