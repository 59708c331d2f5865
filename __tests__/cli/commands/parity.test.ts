import { expect, test } from "vitest";
import { main } from "../../../src/cli/main";
import { memoryTerminal } from "../../support/memory-terminal";

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
