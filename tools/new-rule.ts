import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommandError } from "../src/base/errors";
import { printable } from "../src/base/printable";

const rules = "src/review/rules";
const list = `${rules}/index.ts`;
const manual = "docs/review.md";

/**
 * `npm run new:rule <class> <name>`: a rule of the review that is asked from now on, its test, which fails until the rule is
 * written, and its row in the manual.
 */
function newRule([class_ = "", name = ""]: readonly string[]): void {
  const classes = readdirSync(rules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "plan") // those have another shape
    .map((entry) => entry.name);
  const usage = `Usage: npm run new:rule CLASS NAME, such as outage queue-shortened. The classes: ${classes.join(", ")}.`;
  if (class_ === "" || name === "") throw new CommandError(2, usage);
  if (!classes.includes(class_)) {
    throw new CommandError(2, `There is no class ${printable(class_)}. ${usage}`);
  }
  if (!/^[a-z]+(-[a-z]+)+$/.test(name)) {
    throw new CommandError(
      2,
      `A rule's name is what the plan does, in lower-case words with hyphens, such as bucket-opened; not ${printable(name)}.`,
    );
  }
  const taken = [...classes, "plan"].map((folder) => join(rules, folder, `${name}.ts`));
  const test = `__tests__/review/rules/${class_}/${name}.test.ts`;
  for (const file of [...taken, test]) {
    if (existsSync(file)) throw new CommandError(2, `${file} exists and is left as it is.`);
  }
  const file = join(rules, class_, `${name}.ts`);
  const variable = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const title = class_.replace("-", " ");
  const written = {
    [file]: ruleText(variable, name, title),
    [test]: testText(variable, name, class_),
    [list]: listed(readFileSync(list, "utf8"), variable, `./${class_}/${name}`),
    [manual]: inManual(readFileSync(manual, "utf8"), name, title),
  };
  for (const [path, text] of Object.entries(written)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(path);
  }
  console.log(`next: fill in what says TODO, then npx vitest run ${test}`);
}

function ruleText(variable: string, name: string, title: string): string {
  return `import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";

/** TODO: what the plan does, in one sentence. */
export const ${variable}: Rule = {
  name: "${name}",
  class: "${title}",
  why: "TODO: why it matters, in a sentence or two.",
  advice: "TODO: what to do instead.",
  check(change): readonly Observation[] {
    if (change.type !== "aws_TODO" || !isWritten(change)) return [];
    const [was, will] = [prior(change, "TODO"), planned(change, "TODO")];
    const isSafe = will !== UNKNOWN && will === was; // what is not known yet counts as the worst
    return isSafe ? [] : [refuse("TODO")];
  },
};
`;
}

function testText(variable: string, name: string, class_: string): string {
  return `import { describe, expect, test } from "vitest";
import { ${variable} } from "../../../../src/review/rules/${class_}/${name}";
import { saidOfUpdate } from "../../support/plans";

// TODO: the attributes that the rule reads, cut out of a real plan.
const before = { attribute: "safe" };
const after = { attribute: "not safe" };

describe("${name}", () => {
  const said = (from: object, to: object, unknown: object = {}) =>
    saidOfUpdate(${variable}, "aws_TODO.it", { ...from }, { ...to }, { ...unknown });

  test("refuses TODO", () => {
    expect(said(before, after)).toEqual(["refused: TODO"]);
  });

  test("refuses what is known only after the apply", () => {
    expect(said(before, {}, { attribute: true })).toEqual(["refused: TODO"]);
  });

  test("lets it pass as it was, and the change back", () => {
    expect(said(before, before)).toEqual([]);
    expect(said(after, before)).toEqual([]);
  });
});
`;
}

/** The list with the rule: its import by path, its place after those of its class that come before it in the alphabet. */
function listed(text: string, variable: string, path: string): string {
  const lines = text.split("\n");
  const importedFrom = (line: string) => /^import .* from "(.+)";$/.exec(line)?.[1];
  const before = lines.findIndex((line) => (importedFrom(line) ?? "") > path);
  lines.splice(before, 0, `import { ${variable} } from "${path}";`);
  const siblings = new Map(
    lines
      .filter((line) => importedFrom(line)?.startsWith(dirname(path)))
      .map((line) => [/\w+(?= })/.exec(line)?.[0] ?? "", importedFrom(line) ?? ""]),
  );
  const places = lines.flatMap((line, index) => {
    const from = siblings.get(/^ {4}(\w+),$/.exec(line)?.[1] ?? "");
    return from === undefined ? [] : [{ index, isBefore: from < path }];
  });
  const last = places.findLast(({ isBefore }) => isBefore);
  const index = last ? last.index + 1 : places[0]?.index;
  if (index === undefined) throw new Error(`${list} has no rule of ${dirname(path)}`);
  lines.splice(index, 0, `    ${variable},`);
  return lines.join("\n");
}

/** The manual with a row at the end of its class' table. */
function inManual(text: string, name: string, title: string): string {
  const heading = `\n### ${title[0]?.toUpperCase()}${title.slice(1)}\n`;
  const start = text.indexOf(heading);
  const table = /(?:\|.*\n)+/.exec(text.slice(start));
  if (start < 0 || !table) throw new Error(`${manual} has no table below${heading}`);
  const end = start + table.index + table[0].length;
  return `${text.slice(0, end)}| \`${name}\` | TODO | |\n${text.slice(end)}`;
}

try {
  newRule(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.code;
}
