import type { Colors } from "picocolors/types";
import { count } from "../base/printable";
import type { CheckedEnvironment } from "./check-report";

/** Options of {@link renderCheck} besides the environments. */
interface RenderCheckProps {
  /** Columns of the terminal. */
  readonly columns: number;
  readonly colors: Colors;
  /** True to show everything that will exist, and each placeholder. */
  readonly showsDetails: boolean;
}

const labelColumns = 11;

/** The environments as people read them: a block for each, then the values that are still missing, then what to do. */
export function renderCheck(
  environments: readonly CheckedEnvironment[],
  props: RenderCheckProps,
): string {
  const blocks = environments.map((environment) => block(environment, props));
  return `${blocks.join("\n")}\n${placeholders(environments, props)}${next(environments, props)}`;
}

function block(environment: CheckedEnvironment, props: RenderCheckProps): string {
  const { name, url, account, region, mirrors, makes, terraform, overview } = environment;
  const { bold, dim } = props.colors;
  const resources = makes.reduce((sum, group) => sum + group.resources, 0);
  const where = [`${account}, ${region}`, ...(mirrors ? [`mirrors ${mirrors}`] : [])];
  return [
    `${bold(name)}  ${url}`,
    line("account", where, props),
    ...(props.showsDetails ? details(environment, props) : short(overview, props)),
    line("Terraform", [`${terraform} (${count(resources, "resource")})`], props),
    ...attention(environment, props),
    "",
  ]
    .map((text, index) => (index === 1 ? dim(text) : text))
    .join("\n");
}

function short(
  { reached, runs, data, needs }: CheckedEnvironment["overview"],
  props: RenderCheckProps,
): string[] {
  return [
    line("reached", [reached], props),
    line("runs", [runs], props),
    line("data", [data], props),
    line("needs", [needs], props),
  ];
}

function details(
  { account, needs, makes, state }: CheckedEnvironment,
  props: RenderCheckProps,
): string[] {
  return [
    line("needs", needs, props),
    ...makes.map(({ group, things, resources }) =>
      line(group, things.length > 0 ? things : [count(resources, "resource")], props),
    ),
    line("state", [state, `its bucket is made by the stack state-${account}`], props),
  ];
}

/** What is named in that line; of more, the first ones. */
const mostNamed = 3;

/**
 * What to think about: one line, that names each; in full with the details. Where nothing is wrong and nothing that guards users and data is absent, the line says what else the
 * file leaves out.
 */
function attention(environment: CheckedEnvironment, props: RenderCheckProps): string[] {
  const { name, brokenMirror, off, warnings } = environment;
  const { dim, yellow } = props.colors;
  if (props.showsDetails) {
    const mirror = brokenMirror === null ? [] : [brokenMirror, `npx slipway parity ${name}`];
    const said = off.map(({ setting, text, guards }) =>
      (guards ? yellow : dim)(line("off", [text, setting], props)),
    );
    return [
      ...(mirror.length > 0 ? [yellow(line("warning", mirror, props))] : []),
      ...said,
      ...warnings.map((warning) => yellow(line("warning", warning.split("; "), props))),
    ];
  }
  const named = (guards: boolean) =>
    off.filter((one) => one.guards === guards).map(({ text }) => `no ${beforeColon(text)}`);
  const urgent = [
    ...(brokenMirror === null ? [] : [`no mirror of ${environment.mirrors}`]),
    ...named(true),
    ...warnings.map(beforeColon),
  ];
  const said = [...urgent, ...named(false)];
  const shown =
    said.length <= mostNamed
      ? said
      : [...said.slice(0, mostNamed - 1), `${said.length - mostNamed + 1} more with --details`];
  if (shown.length === 0) return [];
  return [
    urgent.length > 0 ? yellow(line("warning", shown, props)) : dim(line("off", shown, props)),
  ];
}

function beforeColon(sentence: string): string {
  return sentence.slice(0, Math.max(0, sentence.indexOf(":")));
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

/** Values that only the owner knows: how many each environment lacks, and with the details which. */
function placeholders(
  environments: readonly CheckedEnvironment[],
  { colors, showsDetails }: RenderCheckProps,
): string {
  const lacking = environments.filter((one) => one.placeholders.length > 0);
  if (lacking.length === 0) return `placeholders: ${colors.green("0")}\n`;
  const lines = lacking.flatMap(({ file, placeholders: own }) => [
    `placeholders: ${colors.yellow(String(own.length))} in ${file}`,
    ...(showsDetails ? own.map((one) => `  ${file}:${one.line}  ${one.setting}`) : []),
  ]);
  return `${lines.join("\n")}\n`;
}

function next(
  environments: readonly CheckedEnvironment[],
  { showsDetails }: RenderCheckProps,
): string {
  const name = environments.length === 1 ? environments[0]?.name : undefined;
  const lacking = environments.find((one) => one.placeholders.length > 0);
  if (!lacking) {
    return `next: npm run plan ${name ?? "<environment>"} (needs Terraform and AWS credentials)\n`;
  }
  return showsDetails
    ? "next: put the real values into these lines, take the word placeholder off them, run npm start\n"
    : `next: npx slipway check ${lacking.name} --details (its placeholders, line by line)\n`;
}
