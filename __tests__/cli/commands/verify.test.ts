import { Command } from "commander";
import { afterEach, expect, test, vi } from "vitest";
import { CommandError } from "../../../src/base/errors";
import { verifyCommand } from "../../../src/cli/commands/verify";
import { fixtureEnvironment } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { useFixtureProject } from "../../support/use-fixture-project";

useFixtureProject();
afterEach(() => vi.unstubAllGlobals());

const { domain, loadBalancer } = fixtureEnvironment("loan-engine-test");
const url = `https://${domain.hostName}/health/ready`;
const cidrs = loadBalancer.mode === "create" ? loadBalancer.allowedCidrs : [];
const admits = `Not verified from here: ${url} was not reached (no route). The load balancer admits ${cidrs.join(", ")}; it asks the same path itself before a task counts as healthy.`;

/** What is said where the network answers so. */
async function verify(answer: () => Response, ...words: string[]) {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return answer();
  });
  const terminal = memoryTerminal();
  const limits = { attempts: 2, pauseSeconds: 0, timeoutSeconds: 1 };
  const program = new Command().addCommand(verifyCommand(terminal, limits)).exitOverride();
  const argv = ["node", "slipway", "verify", "loan-engine-test", ...words];
  try {
    await program.parseAsync(argv);
    return { code: 0, said: terminal.stdout(), asked };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { code: error.code, said: error.message, asked };
  }
}

const withoutNetwork = () => {
  throw new TypeError("fetch failed", {
    cause: Object.assign(new Error("no route"), { code: "EHOSTUNREACH" }),
  });
};

test("asks the health path of the environment's own address", async () => {
  const answer = await verify(() => new Response("ok"));
  expect(answer).toEqual({ code: 0, said: `${url} answers 200.\n`, asked: [url] });
});

test("refuses an application that does not answer 200, also where not reaching it would do", async () => {
  const answer = await verify(() => new Response("", { status: 503 }), "--unreachable-ok");
  expect(answer).toEqual({
    code: 1,
    said: `${url} does not answer 200 after 2 attempts: 503. What runs: npx slipway status loan-engine-test. What it writes: npx slipway logs loan-engine-test --errors`,
    asked: [url, url],
  });
});

test("refuses when nobody was reached", async () => {
  expect(await verify(withoutNetwork)).toMatchObject({ code: 1, said: admits });
});

test("only says so when nobody was reached and that will do", async () => {
  const answer = await verify(withoutNetwork, "--unreachable-ok");
  expect(answer).toMatchObject({ code: 0, said: `${admits}\n` });
});
