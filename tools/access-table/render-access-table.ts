import { partitionOf } from "../../src/base/arns";
import type { PolicyStatement } from "../../src/base/policy";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { accessRows, conditions, principals, statementsIn } from "./access-rows";

/** `docs/access/<environment>.md`: who may act as each role, and what everybody may do on what. */
export function renderAccessTable(name: string, json: TerraformJson, place: Place): string {
  const { readable, cell } = shortener(place);
  const rows = accessRows(json);
  const whos = [...new Set(rows.map(({ who }) => who))];
  return `${[
    `# Who may do what in ${name}`,
    "Made by `npm run generate` from the policies that Terraform will write; a test fails when it is stale. What it means, how to grant, to check and to revoke: [access.md](../access.md).",
    `In an ARN \`here\` is \`${place.region}:${place.account}\`, there and alone \`account\` is \`${place.account}\`; an ARN that begins with its service begins with \`arn:${partitionOf(place.region)}:\`.`,
    "## Who may act as whom",
    table(
      ["role", "whoever is", "when"],
      trusts(json).map(({ role, who, when }) => [
        code(role),
        who.map((one) => code(readable(one))).join("<br>"),
        cell(when),
      ]),
    ),
    ...whos.flatMap((who) => [
      `## ${/^(arn:|\$\{)/.test(who) ? code(readable(who)) : who}`,
      table(
        ["permission", "actions", "on", "when"],
        rows
          .filter((row) => row.who === who)
          .map(({ what, effect, actions, on, when }) => [
            effect === "Deny" ? `**refused**: ${what}` : what,
            actions.map(code).join("<br>"),
            cell(on),
            cell(when),
          ]),
      ),
    ]),
  ].join("\n\n")}\n`;
}

function trusts(json: TerraformJson) {
  return Object.values(json.resource["aws_iam_role"] ?? {})
    .flatMap(({ name, assume_role_policy }) =>
      statementsIn(assume_role_policy).map((statement: PolicyStatement) => ({
        role: String(name),
        who: principals(statement),
        when: conditions(statement),
      })),
    )
    .sort((a, b) => (a.role < b.role ? -1 : 1));
}

/** Where an environment is. */
interface Place {
  readonly account: string;
  readonly region: string;
}

/** Writes ARNs without what is the same in a whole page, and a reference without its braces. */
function shortener({ account, region }: Place) {
  const partition = `arn:${partitionOf(region)}:`;
  const readable = (text: string): string => {
    const reference = /^\$\{(.+)\.\w+\}$/.exec(text)?.[1];
    if (reference) return reference;
    return text
      .replaceAll(new RegExp(`(?<![\\w:])${partition}(?=[a-z0-9-]+:)`, "g"), "")
      .replaceAll(`:${region}:${account}:`, ":here:")
      .replaceAll(new RegExp(`(?<![\\w/])${account}(?![\\w./-])`, "g"), "account");
  };
  const cell = (texts: readonly string[]) => texts.map((text) => code(readable(text))).join("<br>");
  return { readable, cell };
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
