import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shapeOf } from "../../../src/config/schema-walk";
import { allSettings } from "../../../src/config/setting";
import { fieldReference } from "../../../tools/environment-docs/field-reference";
import { reportOn } from "../../support/environment-files";
import { fixtureText } from "../../support/fixture-environments";

const reference = fieldReference();
const guide = readFileSync(join(__dirname, "../../../docs/environment-files.md"), "utf8");

test("every setting of every mode has its row, with value and description", () => {
  const rows = reference.split("\n").filter((line) => line.startsWith("| `"));
  const documented = (path: string) => rows.some((row) => row.startsWith(`| \`${path}\` | `));
  const missing = allSettings()
    .filter(({ path, mode }) => path.at(-1) !== "*" && path.at(-1) !== mode?.key)
    .map(({ path }) =>
      path
        .join(".")
        .replace(
          /(differences|waivers|subscribers|pages|mails|connections|permissions|periods)\.\*/,
          "$1[]",
        )
        .replace("*", "<name>"),
    )
    .filter((path) => !documented(path) && !reference.includes(`\n## \`${path}\`\n`));
  expect(missing).toEqual([]);
  expect(rows.filter((row) => /\|\s*\|/.test(row))).toEqual([]);
});

test("every mode has a row in its section, above the settings that only it has", () => {
  for (const { mode } of allSettings()) {
    if (!mode) continue;
    const row = `| **\`${mode.key}: ${mode.value}\`** | | ${mode.description} |`;
    expect(reference).toContain(row);
  }
});

test("headings stand for sections and are there once", () => {
  const headings = reference.match(/^#{2,} .*$/gm) ?? [];
  expect(new Set(headings).size).toBe(headings.length);
  const sections = allSettings()
    .filter(({ schema }) => shapeOf(schema))
    .map(({ path }) => path.join("."));
  expect(sections).toContain("service.scaling");
  expect(headings).toContain("### `service.scaling`");
});

test("the report in the guide is the report that is printed", () => {
  const text = fixtureText("eec-prod");
  const printed = reportOn({ "eec-prod.yaml": text.replace("cpuUnits: 1024", "cpuUnits: 300") });
  const anyLine = (lines: string) => lines.replace(/eec-\w+\.yaml:\d+/, "");
  const shown = /```\n([\s\S]*?)```/.exec(guide)?.[1]?.replace(/^ {3}/gm, "") ?? "";
  expect(anyLine(shown).trim()).toBe(anyLine(printed.split("\n").slice(0, 2).join("\n")));
});

test("a description repeats no limit and no example that its value says, and keeps one that it does not", () => {
  expect(reference).toContain("| 1 to 65535 | TCP port on which the container listens. |");
  expect(reference).toContain("| 1 to 65535 | TCP port at the other end, such as 6379. |");
  expect(reference).toContain("such as db.t4g.medium | RDS instance class. |");
  expect(reference).toContain("logs are kept: 1, 3, 5, 7, 14, 30, … 3653. |");
  expect(reference).toMatch(/\| .*such as app\.example\.gov.* \|/);
  expect(reference).toContain("at least a tenth above the start. |");
});
