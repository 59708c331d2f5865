import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { copyEnvironments } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { slipwayHere } from "../../support/slipway-here";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { useFixtureProject } from "../../support/use-fixture-project";

const folder = useTemporaryFolder();
useFixtureProject();

async function slipway(...words: string[]) {
  const terminal = memoryTerminal();
  await main(["node", "slipway", ...words], terminal);
  return terminal;
}

test("says in one line that dev mirrors production, after the table of declared differences", async () => {
  const terminal = await slipway("parity", "eec-dev");

  expect(terminal.code()).toBe(0);
  expect(terminal.stdout()).toContain("service.tasksMin");
  expect(terminal.stdout().trimEnd().split("\n").at(-1)).toMatch(
    /^eec-dev mirrors eec-prod: \d+ declared differences, everything else equal to the byte$/,
  );
});

test("compares every mirroring environment when none is named", async () => {
  expect((await slipway("parity")).stdout()).toBe((await slipway("parity", "eec-dev")).stdout());
});

test("writes a table that a pull request shows", async () => {
  const terminal = await slipway("parity", "eec-dev", "--format", "markdown");

  expect(terminal.stdout()).toContain(
    "| setting | eec-dev | eec-prod | because |\n|---|---|---|---|\n",
  );
  expect(terminal.stdout()).toContain(
    "| loadBalancer.allowedCidrs | 10.20.0.0/16 | 0.0.0.0/0 | Dev admits the VPN, production admits the public. |",
  );
});

test("writes JSON that a program reads", async () => {
  const terminal = await slipway("parity", "eec-dev", "--format", "json");

  expect(JSON.parse(terminal.stdout())).toMatchObject({
    here: "eec-dev",
    there: "eec-prod",
    holds: true,
  });
});

test("refuses an environment that mirrors nothing, and says in which file", async () => {
  const terminal = await slipway("parity", "eec-prod");

  expect(terminal.code()).toBe(2);
  expect(terminal.stderr()).toBe(
    "eec-prod: environments/eec-prod.yaml has `mirrors: null`, so there is nothing to compare it with.\n",
  );
});

test("refuses an environment that does not exist, and names the nearest", async () => {
  const terminal = await slipway("parity", "eec-pord");

  expect(terminal.code()).toBe(2);
  expect(terminal.stderr()).toBe(
    "There is no environment eec-pord. Did you mean eec-prod? There are: eec-dev, eec-prod, loan-engine-test.\n",
  );
});

describe("in a copy of the files, changed by hand", () => {
  const dev = () => join(folder(), "environments", "eec-dev.yaml");
  const lines = () => readFileSync(dev(), "utf8").split("\n");
  const lineOf = (text: string) => lines().findIndex((line) => line.includes(text)) + 1;

  function change(...edits: readonly (readonly [string, string])[]): void {
    const text = edits.reduce(
      (before, [from, to]) => {
        expect(before).toContain(from);
        return before.replace(from, () => to);
      },
      readFileSync(dev(), "utf8"),
    );
    writeFileSync(dev(), text);
  }

  test("an undeclared setting and a stale declaration are shown with their lines, and nothing is cut", async () => {
    copyEnvironments(folder());
    const argument = `--${"long-argument-".repeat(12)}end`;
    change(
      ["  tasksMax: 2", "  tasksMax: 6"],
      ["    - ./migrate\n", `    - ./migrate\n    - ${argument}\n`],
    );
    const { code, stdout, stderr } = await slipwayHere(folder(), ["parity", "eec-dev"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain(
      `Here is eec-dev, there is eec-prod, which it mirrors.

NOT DECLARED
  service.migrationCommand  environments/eec-dev.yaml:${lineOf("migrationCommand:")}
    here:  ./migrate, ${argument}
    there: ./migrate

DECLARED, BUT EQUAL
  service.tasksMax  environments/eec-dev.yaml:${lineOf("- setting: service.tasksMax")}
    both: 6
    because: Dev proves that scaling works without paying for production's peak.

WHAT STILL DIFFERS IN THE TERRAFORM
  aws_sfn_state_machine.delivery: definition
    here:  …`,
    );
    expect(stdout).toMatch(
      /\n\neec-dev is not a mirror of eec-prod: 1 undeclared setting, 1 stale declaration, 2 attributes\n\n\d+ declared differences not shown: npx slipway parity eec-dev --declared\n/,
    );
    expect(stdout).toMatch(/\n\nnext: npx slipway parity eec-dev\n$/);
    expect((await slipwayHere(folder(), ["parity", "eec-dev", "--declared"])).stdout).toContain(
      "\nDECLARED DIFFERENCES\n",
    );
  });

  test("doing what it says makes it a mirror again", async () => {
    copyEnvironments(folder());
    change(
      ["  tasksMax: 2", "  tasksMax: 6"],
      ["cpuPercent: 60", "cpuPercent: 50"],
      [
        "\ncluster:\n  mode: create\n",
        "\ncluster:\n  mode: existing\n  name: shared\n  execRecords:\n    mode: logs\n    logGroupName: shared-exec\n    kmsKeyArn: null\n",
      ],
      [
        "      source: generated\n      length: 64\n",
        "      source: generated\n      length: 64\n    EXTRA:\n      source: generated\n      length: 32\n",
      ],
    );
    const { stdout } = await slipwayHere(folder(), ["parity", "eec-dev"]);
    const removed = Number(/ service\.tasksMax at line (\d+) of /.exec(stdout)?.[1]);
    const below = Number(/add this right below line (\d+)\sof/.exec(stdout)?.[1]);
    const paste = /why\.\n((?: {2}.*\n)+)/.exec(stdout)?.[1] ?? "";
    const corrected = lines();
    corrected.splice(removed - 1, 2);
    corrected.splice(below, 0, ...paste.replaceAll("…", "Tried out in dev.").trimEnd().split("\n"));
    writeFileSync(dev(), corrected.join("\n"));

    const again = await slipwayHere(folder(), ["parity", "eec-dev"]);
    expect({ code: again.code, stderr: again.stderr }).toEqual({ code: 0, stderr: "" });
    expect(again.stdout).toContain("Tried out in dev.");
    expect(paste).toContain("  - setting: secrets.variables.EXTRA\n");
  });
});
