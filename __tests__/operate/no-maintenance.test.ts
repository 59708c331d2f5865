import { readFileSync, writeFileSync } from "node:fs";
import { Command } from "commander";
import { afterEach, beforeEach, expect, test } from "vitest";
import { verifyCommand } from "../../src/cli/commands/verify";
import { runEvidence } from "../../src/operate/promotion/evidence";
import { copyEnvironments, fixtureEnvironment } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const home = process.cwd();
const file = "environments/loan-engine-test.yaml";
const url = `https://${fixtureEnvironment("loan-engine-test").domain.hostName}`;
const why = `${file} asks for maintenance (loadBalancer.maintenance), so ${url} answers everybody 503. Set it to false, plan and apply, then do this again.`;

beforeEach(() => {
  copyEnvironments(folder());
  process.chdir(folder());
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/\nloadBalancer:\n/, "$&  maintenance: true\n"));
});
afterEach(() => process.chdir(home));

test("refuses to verify an address that answers 503 on purpose", async () => {
  const program = new Command().addCommand(verifyCommand(memoryTerminal())).exitOverride();
  await expect(
    program.parseAsync(["node", "slipway", "verify", "loan-engine-test"]),
  ).rejects.toMatchObject({ code: 1, message: `Not verified: ${why}` });
});

test("refuses to test what runs behind it", async () => {
  await expect(
    runEvidence(memoryTerminal(), "loan-engine-test", ["true"], ""),
  ).rejects.toMatchObject({ code: 1, message: `Nothing was tested: ${why}` });
});
