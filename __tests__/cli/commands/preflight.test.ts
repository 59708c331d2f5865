import { expect, test, vi } from "vitest";
import { main } from "../../../src/cli/main";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { makeExisting } from "../../support/existing-objects";
import { fixtureEnvironment } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { useFixtureProject } from "../../support/use-fixture-project";

async function preflight(name: string, interactive = false) {
  const terminal = { ...memoryTerminal(), interactive };
  await main(["node", "slipway", "preflight", name], terminal);
  return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
}

describeWithEmulator("preflight", (aws) => {
  useFixtureProject();
  const { account } = fixtureEnvironment("loan-engine-test");

  const withCredentialsOf = (accountId: string) => {
    for (const [name, value] of Object.entries({
      ...aws().environment,
      AWS_ACCESS_KEY_ID: accountId,
    })) {
      vi.stubEnv(name, value);
    }
  };

  test("lists what the account lacks, and what to type next", async () => {
    await makeExisting(aws(), fixtureEnvironment("loan-engine-test"));
    withCredentialsOf(account);
    const { code, out, err } = await preflight("loan-engine-test");
    vi.unstubAllEnvs();
    expect([code, err]).toEqual([1, ""]);
    expect(out).toMatch(
      /^✓ Account {5}333333333333, us-east-1, as arn:aws:iam::333333333333:root\n/,
    );
    expect(out).toContain(
      "\n✗ State       slipway-state-333333333333 does not exist\n              → make it once for the account: npx cdktf apply state-333333333333\n",
    );
    expect(out).toMatch(
      /\n\d+ fine, \d+ wrong, \d+ unknown from here, 3 to decide about\n\nNext: correct what is wrong ✗ and ask again: npx slipway preflight loan-engine-test\n$/,
    );
  });

  test("a person sees how many looks are done, in one line that is gone at the end", async () => {
    withCredentialsOf(account);
    const { err } = await preflight("loan-engine-test", true);
    vi.unstubAllEnvs();
    const [before, ...lines] = err.split("\r");
    expect(before).toBe("");
    const last = lines.splice(-2);
    expect(last).toEqual([" ".repeat(60), ""]);
    expect(lines.map((line) => /^(\d+ of \d+) looked at: /.exec(line)?.[1])).toEqual(
      looks.slice(1).map((_, index) => `${index + 1} of ${looks.length}`),
    );
    const subjects = lines.map((line) => line.replace(/^.*: /, "").trimEnd());
    expect(new Set(subjects).size).toBe(looks.length - 1); // the last one to end has no line
    expect(looks.map(({ subject }) => subject)).toEqual(expect.arrayContaining(subjects));
    expect(lines.map(({ length }) => length)).toEqual(lines.map(() => 60)); // covers the one before
  });

  test("looks at nothing with another account's credentials", async () => {
    withCredentialsOf("111111111111");
    const found = await preflight("loan-engine-test");
    vi.unstubAllEnvs();
    expect(found).toEqual({
      code: 2,
      out: "",
      err: "loan-engine-test is in account 333333333333, but these credentials belong to arn:aws:iam::111111111111:root. Use credentials of that account.\n",
    });
  });
});
