import type { Colors } from "picocolors/types";
import type { CheckedEnvironment } from "./check-report";

/** Options of {@link renderCheck} besides the environments. */
export interface RenderCheckProps {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colors: Colors;
}

const labelColumns = 14;

/** The environments as people read them: a block for each, then the values that are still missing, then what to do. */
export function renderCheck(
  environments: readonly CheckedEnvironment[],
  props: RenderCheckProps,
): string {
  const blocks = environments.map((environment) => block(environment, props));
  return `${blocks.join("\n")}\n${placeholders(environments, props)}${next(environments)}`;
}

function block(environment: CheckedEnvironment, props: RenderCheckProps): string {
  const { name, url, account, region, mirrors, needs, makes, state, terraform } = environment;
  const { bold, dim, yellow } = props.colors;
  const resources = makes.reduce((sum, group) => sum + group.resources, 0);
  const where = `account ${account}, ${region}${mirrors ? `, mirrors ${mirrors}` : ""}`;
  return [
    `${bold(name)}  ${url}  ${dim(where)}`,
    line("needs", needs, props),
    ...makes.map(({ group, things, resources: count }) =>
      line(group, things.length > 0 ? things : [`${count} resources`], props),
    ),
    ...environment.off.map((section) => yellow(line("off", [section], props))),
    line("state", [state, `its bucket is made by the stack state-${account}`], props),
    line("Terraform", [`${terraform} (${resources} resources)`], props),
    ...environment.warnings.map((warning) => yellow(line("warning", warning.split("; "), props))),
    "",
  ].join("\n");
}

/** A label and phrases, wrapped between phrases where they do not fit. */
function line(label: string, phrases: readonly string[], { columns }: RenderCheckProps): string {
  const indent = " ".repeat(labelColumns + 2);
  const lines = [`  ${label.padEnd(labelColumns)}`];
  for (const [index, phrase] of phrases.entries()) {
    const text = index < phrases.length - 1 ? `${phrase};` : phrase;
    const last = lines.at(-1) ?? "";
    const isEmpty = last.length === indent.length;
    const joined = isEmpty ? `${last}${text}` : `${last} ${text}`;
    if (isEmpty || joined.length <= columns) lines[lines.length - 1] = joined;
    else lines.push(`${indent}${text}`);
  }
  return lines.join("\n");
}

/** `placeholders: 3 (environments/eec-dev.yaml:7, 9, 12)`: lines with values that only the owner knows. */
function placeholders(
  environments: readonly CheckedEnvironment[],
  { colors }: RenderCheckProps,
): string {
  const count = environments.reduce((sum, one) => sum + one.placeholders.length, 0);
  const places = environments
    .filter((one) => one.placeholders.length > 0)
    .map(({ file, placeholders: own }) => `${file}:${own.map(({ line: at }) => at).join(", ")}`);
  if (count === 0) return `placeholders: ${colors.green("0")}\n`;
  return `placeholders: ${colors.yellow(String(count))} (${places.join(",\n  ")})\n`;
}

function next(environments: readonly CheckedEnvironment[]): string {
  if (environments.some((one) => one.placeholders.length > 0)) {
    return "next: put the real values into these lines, take the word placeholder off them, and run npm start again\n";
  }
  const name = environments.length === 1 ? environments[0]?.name : "<environment>";
  return `next: npm run plan ${name} (needs Terraform and AWS credentials)\n`;
}
