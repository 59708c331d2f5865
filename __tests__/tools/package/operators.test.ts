import { expect, test } from "vitest";
import { operatingCommands, program } from "../../../src/cli/program";
import { operatorsPackage } from "../../../tools/package/operators";
import { memoryTerminal } from "../../support/memory-terminal";

const operating = operatingCommands(program(memoryTerminal()));
const { files, manifest } = operatorsPackage(operating);

test.each(["env", "deploy", "status", "logs", "rollback", "history", "evidence", "promote"])(
  "the operators' package has %s and all that it needs when it runs",
  (name) => {
    expect(operating).toContain(name);
    expect(files).toContain(`src/cli/commands/${name}.ts`);
  },
);

test("it has the terminal's and AWS' libraries, and neither the framework nor what only preflight asks AWS for", () => {
  const names = Object.keys(manifest["dependencies"] as object);
  expect(names).toEqual(expect.arrayContaining(["commander", "sucrase", "yaml", "zod"]));
  expect(names).toEqual(expect.arrayContaining(["@aws-sdk/client-ecs", "@aws-sdk/client-sfn"]));
  expect(names.filter((name) => /cdktf|constructs|client-ec2|client-iam/.test(name))).toEqual([]);
});

test("a command that is not in it keeps its description, and not what runs it", () => {
  expect(files).toContain("src/cli/commands/plan.ts");
  expect(files.filter((file) => /^src\/(stack|parity)\/|plan-stack/.test(file))).toEqual([]);
});

test("refuses a command that no file makes", () => {
  expect(() => operatorsPackage(["sail"])).toThrow("no file makes the command sail");
});
