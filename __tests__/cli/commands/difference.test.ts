import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { synthesize } from "../../../src/stack/app";
import { fixtureEnvironments } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
const before = () => join(folder(), "before");
const after = () => join(folder(), "after");

beforeEach(() => synthesize(fixtureEnvironments(), before()));

async function difference(...words: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "difference", ...words], terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

test("shows what one changed setting does to the one environment", async () => {
  const environments = structuredClone(fixtureEnvironments());
  const prod = environments.find(({ name }) => name === "eec-prod");
  if (prod?.environment.database.mode === "create") prod.environment.database.multiAz = false;
  synthesize(environments, after());

  expect(await difference(before(), after())).toEqual({
    code: 0,
    err: "",
    out: "eec-prod\n  ~ aws_db_instance.database: multi_az: true → false\n",
  });
});

test("passes over the folder of an environment that is gone, which only Terraform's state keeps", async () => {
  synthesize(fixtureEnvironments(), after());
  mkdirSync(join(after(), "stacks/gone/.terraform"), { recursive: true });
  expect(await difference(before(), after())).toMatchObject({ code: 0, err: "" });
});

test("finds nothing when the code is the same", async () => {
  synthesize(fixtureEnvironments(), after());
  expect(await difference(before(), after(), "--format", "markdown")).toMatchObject({
    code: 0,
    out: expect.stringContaining("means the same"),
  });
});

test("refuses a folder in which nothing was synthesized, and says how it would be", async () => {
  expect(await difference(before(), after())).toEqual({
    code: 2,
    out: "",
    err: `${after()} holds no synthesized stacks: ${join(after(), "stacks")} does not exist.\nnext: npm run synth -- --output ${after()}\n`,
  });
});
