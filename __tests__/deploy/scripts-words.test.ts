import { expect, test } from "vitest";
import { folder, scripts, useScripts } from "./support/run-script";

const { runScript } = useScripts({ namesOnce: true });

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const tagForm = "1 to 128 of A-Z a-z 0-9 _ . - with neither . nor - first";
const digestForm = "sha256: and 64 of 0-9 a-f";
const refused = (line: string) => ({ code: 2, stdout: "", stderr: `${line}; try --help\n` });

test.each(scripts)("%s explains itself: what it does, its words, what it needs", async (script) => {
  const { code, stdout } = await runScript(script, "--help");

  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: ${folder}/${script} `);
  expect(stdout).toMatch(/Needs .*Node/s);
});

test.each(
  scripts.flatMap((script) => [
    [script, []],
    [script, [""]],
  ]),
)("refuses %s without an environment (%j), with its usage and exit 2", async (script, words) => {
  expect(await runScript(script, ...words)).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringContaining("Usage:"),
  });
});

test.each(scripts)("refuses an option that %s does not know", async (script) => {
  expect(await runScript(script, "--force", "loan-engine-test")).toEqual(
    refused("unknown option --force"),
  );
});

test.each([
  ["create-ecr-repository.sh", ["eec-prod", "loan-engine-test"]],
  ["deploy-service.sh", ["eec-prod", "--dry-run", "loan-engine-test"]],
  ["build-and-push.sh", ["eec-prod", "examples/loan-engine", "loan-engine-test"]],
])("refuses a word more than %s takes, and acts on none of them", async (script, words) => {
  expect(await runScript(script, ...words)).toEqual(refused("surplus word loan-engine-test"));
});

test.each(scripts)(
  "refuses an environment that has no file, in %s as everywhere",
  async (script) => {
    expect(await runScript(script, "--dry-run", "nope")).toMatchObject({
      code: 2,
      stderr: "There is no environment nope. There are: eec-dev, eec-prod, loan-engine-test.\n",
    });
  },
);

test.each([
  ["build-and-push.sh", "--tag", tagForm],
  ["deploy-service.sh", "--digest", digestForm],
])("refuses %s with a %s that has no value, in one line", async (script, option, form) => {
  expect(await runScript(script, "loan-engine-test", option)).toEqual(
    refused(`${option} needs a value: ${form}`),
  );
});

test.each([
  ["build-and-push.sh", "--tag", "--dry-run", "--dry-run", tagForm],
  ["build-and-push.sh", "--tag", "", "''", tagForm],
  ["build-and-push.sh", "--tag", "a b", "a\\ b", tagForm],
  ["build-and-push.sh", "--tag", ".a", ".a", tagForm],
  ["build-and-push.sh", "--tag", "v1\n", "$'v1\\n'", tagForm],
  ["build-and-push.sh", "--tag", "a".repeat(129), "a".repeat(129), tagForm],
  ["deploy-service.sh", "--digest", "--create", "--create", digestForm],
  ["deploy-service.sh", "--digest", digest.slice(0, -1), digest.slice(0, -1), digestForm],
  ["deploy-service.sh", "--digest", `${digest}0`, `${digest}0`, digestForm],
  ["deploy-service.sh", "--digest", digest.toUpperCase(), digest.toUpperCase(), digestForm],
])("refuses %s with the %s %j", async (script, option, value, shown, form) => {
  expect(await runScript(script, option, value, "loan-engine-test")).toEqual(
    refused(`${option} ${shown}: must be ${form}`),
  );
});

test.each([
  ["build-and-push.sh", "--tag", "_a.B-9"],
  ["build-and-push.sh", "--tag", "a".repeat(128)],
  ["deploy-service.sh", "--digest", digest],
])("takes %s with the %s %s, before the environment or after it", async (script, option, value) => {
  for (const words of [
    [option, value, "loan-engine-test"],
    ["loan-engine-test", option, value],
  ]) {
    expect(await runScript(script, "--dry-run", ...words)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(value),
      stderr: "",
    });
  }
});

test.each([
  ["build-and-push.sh", "--tag", "v1"],
  ["deploy-service.sh", "--digest", digest],
])("refuses %s with %s twice", async (script, option, value) => {
  expect(await runScript(script, option, value, option, value, "loan-engine-test")).toEqual(
    refused(`${option} is given twice`),
  );
});
