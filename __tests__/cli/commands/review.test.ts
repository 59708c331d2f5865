import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { useFixtureProject } from "../../support/use-fixture-project";

const folder = useTemporaryFolder();
useFixtureProject();
const plan = (name: string) => join(__dirname, "../../fixtures/terraform", `${name}.plan.json`);

async function review(...args: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", "review", ...args], terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

describe("exit code", () => {
  test.each([
    ["create", 1],
    ["after-release", 0],
    ["environment-variable", 0],
    ["database-replaced", 1],
    ["opened-and-widened", 1],
  ])("of %s is %s", async (name, code) => {
    expect(await review(plan(name))).toMatchObject({ code, err: "" });
  });

  test("is 2 with one message for what cannot be read", async () => {
    expect(await review("no-such-file.json")).toEqual({
      code: 2,
      out: "",
      err: "no-such-file.json cannot be opened: there is no such file.\n",
    });
    const cut = join(folder(), "cut.json");
    writeFileSync(cut, readFileSync(plan("create")).subarray(0, 5000));
    expect(await review(cut)).toMatchObject({
      code: 2,
      out: "",
      err: `${cut} ends in the middle of its JSON, after 5000 characters: it was cut off. Make it again.\n`,
    });
  });
});

test("refuses an environment in place of a plan together with another one", async () => {
  expect(await review("eec-dev", "--environment", "eec-prod")).toEqual({
    code: 2,
    out: "",
    err: "eec-dev is an environment, so its saved plan is compared with its own stack: leave out --environment eec-prod.\n",
  });
});

describe("approvals", () => {
  const replaced = plan("database-replaced");
  const allow = "aws_db_instance.db:replace";

  test("let the plan pass and are printed with their reason", async () => {
    const { code, out } = await review(
      replaced,
      "--allow",
      allow,
      "--because",
      "restored from snapshot 4711 afterwards",
    );
    expect(code).toBe(0);
    expect(out).toContain("APPROVED BY NAME");
    expect(out).toContain("Because: restored from snapshot 4711 afterwards");
  });

  test("each need a reason, their own or one for several", async () => {
    const needs = (name: string) =>
      `--allow "${name}" needs a --because after it: whoever reads the review must know why.\n`;
    expect(await review(replaced, "--allow", allow)).toEqual({
      code: 2,
      out: "",
      err: needs(allow),
    });
    expect(
      await review(replaced, "--allow", allow, "--because", "x", "--allow", "aws_lb.a:delete"),
    ).toMatchObject({ code: 2, err: needs("aws_lb.a:delete") });
    const shared = ["--allow", "aws_lb.a:delete", "--allow", allow, "--because", "agreed in 4711"];
    const { code, out } = await review(replaced, ...shared);
    expect(code).toBe(0);
    expect(out).toContain("      Because: agreed in 4711\n");
    expect(await review(replaced, "--allow", allow, "--because", " ")).toMatchObject({
      code: 2,
      err: needs(allow),
    });
    expect(await review(replaced, "--because", "x")).toMatchObject({
      code: 2,
      err: "--because must follow the --allow that it explains.\n",
    });
  });

  test("must name an address and an action", async () => {
    expect(await review(replaced, "--allow", "aws_db_instance.db", "--because", "x")).toEqual({
      code: 2,
      out: "",
      err: '--allow "aws_db_instance.db" is not ADDRESS:ACTION, such as aws_db_instance.database:replace.\n',
    });
  });

  test("that nothing asked for are said, and change nothing", async () => {
    const { code, out } = await review(plan("after-release"), "--allow", allow, "--because", "x");
    expect(code).toBe(0);
    expect(out).toContain(`APPROVALS THAT NOTHING ASKED FOR\n  ${allow}\n`);
  });
});

describe("an environment", () => {
  test("that is named must be the plan's own", async () => {
    const { code, out } = await review(plan("after-release"), "--environment", "eec-dev");
    expect(code).toBe(1);
    expect(out).toContain(
      "of the plan's 24 addresses are ones of eec-dev: this is another environment's plan",
    );
    expect(out).toContain("Nobody can approve this.");
  });

  test("that is named in place of a plan stands for its saved plan", async () => {
    expect(await review("eec-dev")).toEqual({
      code: 2,
      out: "",
      err: "There is no saved plan of eec-dev (cdktf.out/stacks/eec-dev/plan). Make one: npm run plan eec-dev\n",
    });
  });

  test("that does not exist is refused with the ones that do", async () => {
    expect(await review(plan("create"), "--environment", "eec-pord")).toMatchObject({
      code: 2,
      err: expect.stringContaining("Did you mean eec-prod?"),
    });
  });
});

describe("from the shell", () => {
  const slipway = resolve(__dirname, "../../../bin/slipway.js");
  const run = (input: string | Buffer, ...args: string[]) =>
    spawnSync(process.execPath, [slipway, "review", ...args], { input, encoding: "utf8" });

  test("a plan is read from standard input, without colour in a pipe", () => {
    const { status, stdout, stderr } = run(readFileSync(plan("opened-and-widened")), "-");
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^refused, for 6 findings\n\nREFUSED\n/);
    expect(stdout).not.toContain("\u001b");
  });

  test("nothing is no plan", () => {
    expect(run("", "-")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "Standard input is empty.\n",
    });
  });

  test("markdown and json are printed on demand", () => {
    expect(run(readFileSync(plan("create")), "-", "--format", "markdown").stdout).toMatch(
      /^### refused, for 3 findings\n/,
    );
    expect(
      JSON.parse(run(readFileSync(plan("create")), "-", "--format", "json").stdout),
    ).toMatchObject({ version: 1, refused: true });
  });
});
