import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main";
import { copyEnvironments } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();

async function eject(...words: readonly string[]) {
  const home = process.cwd();
  const terminal = memoryTerminal();
  copyEnvironments(folder());
  process.chdir(folder());
  try {
    await main(["node", "slipway", "eject", ...words], terminal);
  } finally {
    process.chdir(home);
  }
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

const json = (...path: readonly string[]) =>
  JSON.parse(readFileSync(join(folder(), ...path), "utf8"));

test("writes every block of the stack once, without the framework's notes", async () => {
  const { code, out } = await eject("eec-dev");
  expect([code, out]).toEqual([
    0,
    `ejected/eec-dev/README.md
ejected/eec-dev/.gitignore
ejected/eec-dev/backend.tf.json
ejected/eec-dev/providers.tf.json
ejected/eec-dev/main.tf.json

Next: cd ejected/eec-dev && terraform init && terraform plan, which must find nothing to do; README.md there says the rest.
`,
  ]);
  const stack = json("cdktf.out/stacks/eec-dev/cdk.tf.json");
  const [backend, providers, all] = ["backend", "providers", "main"].map((name) =>
    json("ejected/eec-dev", `${name}.tf.json`),
  );
  expect(JSON.stringify([backend, providers, all])).not.toContain('"//"');
  expect(backend).toEqual({ terraform: { backend: stack.terraform.backend } });
  expect(providers).toEqual({
    terraform: {
      required_version: ">= 1.11.0",
      required_providers: stack.terraform.required_providers,
    },
    provider: stack.provider,
  });
  expect(Object.keys(all).sort()).toEqual(["data", "ephemeral", "output", "resource"]);
  for (const block of ["data", "ephemeral", "resource"]) {
    for (const [type, byName] of Object.entries(stack[block] as Record<string, object>)) {
      expect([type, Object.keys(all[block][type])]).toEqual([type, Object.keys(byName)]);
    }
  }
});

test("refuses a folder in which something is, and leaves it as it is", async () => {
  mkdirSync(join(folder(), "there"));
  writeFileSync(join(folder(), "there/notes.txt"), "mine");
  const { code, err } = await eject("eec-dev", "--to", "there");
  expect([code, err]).toEqual([
    2,
    "there is there already and is not empty: name another folder.\n",
  ]);
  expect(readdirSync(join(folder(), "there"))).toEqual(["notes.txt"]);
});

test("leaves no draft behind", async () => {
  await eject("eec-dev", "--to", "out/eec");
  expect(readdirSync(join(folder(), "out"))).toEqual(["eec"]);
  expect(existsSync(join(folder(), "out/eec/main.tf.json"))).toBe(true);
});

test("refuses an environment that there is not", async () => {
  const { code, err } = await eject("eec-deb");
  expect(code).toBe(2);
  expect(err).toContain("eec-dev");
});
