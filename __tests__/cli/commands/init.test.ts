import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Ask } from "../../../src/cli/ask";
import { CommandError } from "../../../src/cli/command-error";
import { initCommand } from "../../../src/cli/commands/init";
import { memoryTerminal } from "../../support/memory-terminal";

const home = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "slipway-test-"));
  cpSync("environments", join(folder, "environments"), { recursive: true });
  process.chdir(folder);
});

afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

const given = [
  "--account=444444444444",
  "--state-bucket=slipway-state-444444444444",
  "--repository=shop/test",
  "--host-name=shop.example.gov",
];

async function init(words: readonly string[], ask?: Ask) {
  const terminal = memoryTerminal();
  const program = new Command("slipway").exitOverride().addCommand(initCommand(terminal, ask));
  await program.parseAsync(["node", "slipway", "init", ...words]);
  return terminal;
}

test("writes a file that loads, says how many placeholders are left, and what to do next", async () => {
  const terminal = await init(["shop", "test", "--like", "eec-dev", ...given]);

  expect(readFileSync("environments/shop-test.yaml", "utf8")).toContain(
    "application: shop\nenvironment: test\n",
  );
  expect(terminal.stdout()).toMatch(
    /^environments\/shop-test\.yaml is written and valid\.\nplaceholders: \d+: /,
  );
  expect(terminal.stdout()).toContain("next: edit environments/shop-test.yaml, then npm start\n");
});

test("asks for what no flag gives, and an empty answer leaves the placeholder", async () => {
  const asked: string[] = [];
  await init(["shop", "test", "--like", "eec-dev", ...given], async (question) => {
    asked.push(question);
    return question.startsWith("VPC") ? "vpc-0fedcba9876543210" : "";
  });

  expect(asked).toHaveLength(8);
  const text = readFileSync("environments/shop-test.yaml", "utf8");
  expect(text).toContain("vpcId: vpc-0fedcba9876543210\n");
  expect(text).toContain("- subnet-0a1b2c3d4e5f70101 # placeholder\n");
});

test("refuses to overwrite a file", async () => {
  const before = readFileSync("environments/eec-dev.yaml", "utf8");
  await expect(init(["eec", "dev", "--like", "eec-prod", ...given])).rejects.toThrow(
    new CommandError(
      2,
      "environments/eec-dev.yaml exists and is left as it is. Choose another name, or edit that file.",
    ),
  );
  expect(readFileSync("environments/eec-dev.yaml", "utf8")).toBe(before);
});

test("refuses a wrong answer with the report of the file that it would make, and writes nothing", async () => {
  await expect(
    init(["shop", "test", "--like", "eec-dev", ...given, "--vpc=vpc-1"]),
  ).rejects.toThrow(
    /environments\/shop-test\.yaml:\d+:\d+.*network\.vpcId: must be an id such as vpc-[\s\S]*nothing was written$/,
  );
  expect(existsSync("environments/shop-test.yaml")).toBe(false);
});

test("refuses an environment to copy that does not exist", async () => {
  await expect(init(["shop", "test", "--like", "eec-de", ...given])).rejects.toThrow(
    "Did you mean eec-dev?",
  );
});
