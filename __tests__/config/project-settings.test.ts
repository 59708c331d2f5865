import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compareVersions, isTested, readProjectSettings } from "../../src/config/project-settings";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

function read(text: string) {
  const file = join(folder(), "cdktf.json");
  writeFileSync(file, text);
  const result = readProjectSettings(file);
  return result.ok ? result.settings : result.problem.replace(folder(), "");
}

test.each([
  ["without the setting", '{"app": "node main.js"}'],
  ["with an empty context", '{"context": {}}'],
])("asks for the provider that the typed resources know, %s", (_, text) => {
  expect(read(text)).toEqual({ awsProviderVersion: "6.25.0" });
});

test("asks for it too where there is no project file", () => {
  expect(readProjectSettings(join(folder(), "none.json"))).toEqual({
    ok: true,
    settings: { awsProviderVersion: "6.25.0" },
  });
});

test.each(["5.100.0", "6.0.0", "6.25.0"])("takes %s, which is in the tested range", (version) => {
  expect(read(JSON.stringify({ context: { awsProviderVersion: version } }))).toEqual({
    awsProviderVersion: version,
  });
});

test.each([
  ["5.99.9", '"5.99.9"'],
  ["6.25.1", '"6.25.1"'],
  ["~> 6.0", '"~> 6.0"'],
  [6, "6"],
])("refuses %s", (version, shown) => {
  expect(read(JSON.stringify({ context: { awsProviderVersion: version } }))).toBe(
    "/cdktf.json: context.awsProviderVersion must be a version of the AWS provider from 5.100.0 to 6.25.0, " +
      `such as "6.25.0"; got ${shown}.`,
  );
});

test("refuses a project file that is no JSON", () => {
  expect(read("{")).toBe("/cdktf.json cannot be read as JSON.");
});

test("orders versions by number, not by letter", () => {
  expect(["6.9.0", "6.25.0", "5.100.0"].sort(compareVersions)).toEqual([
    "5.100.0",
    "6.9.0",
    "6.25.0",
  ]);
  expect(isTested("6.3.0")).toBe(true);
});
