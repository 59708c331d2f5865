import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CloudWatchLogsClient,
  type CloudWatchLogsClientConfig,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { expect, test, vi } from "vitest";
import { logsCommand } from "../../src/cli/commands/logs";
import { main } from "../../src/cli/main";
import { duration, readLogs } from "../../src/operate/read-logs";
import { describeWithEmulator } from "../support/emulator";
import { fixtureEnvironment } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";
import { useFixtureProject } from "../support/use-fixture-project";

const logGroupName = "/slipway/loan-engine-test/app";
const noon = Date.UTC(2026, 10, 27, 12);

describeWithEmulator("logs", (aws) => {
  useFixtureProject();
  const client = () => new CloudWatchLogsClient(aws().clientConfig);

  const write = (stream: string, ...lines: readonly [secondsAfterNoon: number, string][]) =>
    writeAs(
      aws().clientConfig,
      stream,
      lines.map(([after, message]) => ({ timestamp: noon + after * 1000, message })),
    );

  async function read(query: { after?: number; errors?: boolean } = {}) {
    const lines: string[] = [];
    const { after = 0, errors = false } = query;
    const from = noon + after * 1000;
    await readLogs(client(), { logGroupName, from, errors }, (line) => lines.push(line));
    return lines;
  }

  test("prints the lines of all tasks in the order of time, and nothing that moves the cursor", async () => {
    await write("0123456789ab", [1, "started"], [3, "\u001b[31mred\u001b[0m\ttext \u202E"]);
    await write("fedcba987654", [2, "first\nsecond"]);
    expect(await read()).toEqual([
      "2026-11-27T12:00:01Z 01234567 started",
      "2026-11-27T12:00:02Z fedcba98 first\n    second",
      "2026-11-27T12:00:03Z 01234567 red  text \\u202e",
    ]);
  });

  test("begins where it is asked to", async () => {
    await write("0123456789ab", [1, "before"], [2, "after"]);
    expect(await read({ after: 2 })).toEqual(["2026-11-27T12:00:02Z 01234567 after"]);
  });

  test.each([
    ["ERROR: no", true],
    ['{"level":"error","message":"no"}', true],
    ["Traceback (most recent call last):", true],
    ["java.lang.IllegalStateException: no", true],
    ["FATAL", true],
    ["all is well", false],
  ])("with errors alone, %s is printed: %s", async (message, isPrinted) => {
    await write("0123456789ab", [1, message]);
    expect((await read({ errors: true })).length).toBe(isPrinted ? 1 : 0);
  });

  test("follows: each new line once, until it is stopped", async () => {
    await write("0123456789ab", [1, "one"]);
    const lines: string[] = [];
    const stop = new AbortController();
    const following = readLogs(
      client(),
      { logGroupName, from: noon, errors: false },
      (line) => lines.push(line.split(" ").at(-1) ?? ""),
      { everySeconds: 0.05, signal: stop.signal },
    );
    await vi.waitFor(() => expect(lines).toEqual(["one"]), 20_000);
    await write("0123456789ab", [2, "two"]);
    await vi.waitFor(() => expect(lines).toEqual(["one", "two"]), 20_000);
    await sleep(200);
    stop.abort();
    await following;
    expect(lines).toEqual(["one", "two"]);
  });

  const { account } = fixtureEnvironment("loan-engine-test");

  function actInItsAccount() {
    const variables = { ...aws().environment, AWS_ACCESS_KEY_ID: account };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  }

  async function logs(...words: readonly string[]) {
    actInItsAccount();
    const terminal = memoryTerminal();
    await main(["node", "slipway", "logs", "loan-engine-test", ...words], terminal);
    vi.unstubAllEnvs();
    return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
  }

  /** Writes lines of the past into the environment's own log. */
  const writeAgo = (...lines: readonly [minutesAgo: number, string][]) =>
    writeAs(
      { ...aws().clientConfig, credentials: { accessKeyId: account, secretAccessKey: "none" } },
      "0123456789ab",
      lines.map(([ago, message]) => ({ timestamp: Date.now() - ago * 60_000, message })),
    );
  /** What was printed, without the times. */
  const texts = (out: string) => out.replaceAll(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ /gm, "");

  test("prints the last quarter of an hour, or what --since says, and with --errors nothing but errors", async () => {
    await writeAgo(
      [50, "ERROR: an hour ago"],
      [20, "before"],
      [10, "ERROR: no"],
      [1, "all is well"],
    );
    const printed = async (...words: readonly string[]) => {
      const { out, ...rest } = await logs(...words);
      expect(rest).toEqual({ code: 0, err: "" });
      return texts(out);
    };
    expect(await printed()).toBe("01234567 ERROR: no\n01234567 all is well\n");
    expect(await printed("--since", "5m")).toBe("01234567 all is well\n");
    expect(await printed("--since", "1h")).toBe(
      "01234567 ERROR: an hour ago\n01234567 before\n01234567 ERROR: no\n01234567 all is well\n",
    );
    expect(await printed("--errors", "--since", "1h")).toBe(
      "01234567 ERROR: an hour ago\n01234567 ERROR: no\n",
    );
  });

  test("says that there is nothing in that time, and where to look", async () => {
    await writeAgo([10, "all is well"]);
    const status = "What runs: npx slipway status loan-engine-test\n";
    expect(await logs("--since", "5m")).toEqual({
      ...{ code: 0, out: "" },
      err: `Nothing in the last 5m. ${status}`,
    });
    expect(await logs("--errors")).toEqual({
      ...{ code: 0, out: "" },
      err: `Nothing in the last 15m that speaks of an error. ${status}`,
    });
  });

  test("--follow prints new lines as they come, until Ctrl-C", async () => {
    await writeAgo([20, "before"], [10, "ERROR: one"]);
    actInItsAccount();
    const terminal = memoryTerminal();
    const words = ["loan-engine-test", "--follow", "--errors"];
    let ended = false;
    const following = logsCommand(terminal, 0.05)
      .parseAsync(words, { from: "user" })
      .then(() => {
        ended = true;
      });
    const prints = (text: string) =>
      vi.waitFor(() => expect(texts(terminal.stdout())).toBe(text), 20_000);
    await prints("01234567 ERROR: one\n");
    await writeAgo([0, "all is well"], [0, "ERROR: two"]);
    await prints("01234567 ERROR: one\n01234567 ERROR: two\n");
    expect(ended).toBe(false);
    process.emit("SIGINT");
    await following;
    vi.unstubAllEnvs();
    expect([terminal.code(), terminal.stderr()]).toEqual([0, ""]);
  });

  test("--follow ends with whoever read it, as in `| head`", async () => {
    await writeAgo([10, "one"]);
    const slipway = `"${process.execPath}" "${resolve(__dirname, "../../bin/slipway.js")}"`;
    const line = `${slipway} logs loan-engine-test --follow | true; exit \${PIPESTATUS[0]}`;
    const env = { ...process.env, ...aws().environment, AWS_ACCESS_KEY_ID: account };
    const { status, signal } = spawnSync("bash", ["-c", line], { env, timeout: 60_000 });
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });

  test("says when there is no log", async () => {
    expect(await logs()).toEqual({
      code: 1,
      out: "",
      err: `There is no log group ${logGroupName}: is the environment applied?\n`,
    });
  });

  test("refuses a time that is none", async () => {
    const { code, err } = await logs("--since", "yesterday");
    expect(code).toBe(2);
    expect(err).toContain("It must be a number and s, m, h or d, such as 15m.");
  });
});

/** Writes lines into a task's stream of the account that the credentials are of. */
async function writeAs(
  config: CloudWatchLogsClientConfig,
  stream: string,
  logEvents: InputLogEvent[],
): Promise<void> {
  const client = new CloudWatchLogsClient(config);
  const logStreamName = `app/app/${stream}`;
  await client.send(new CreateLogGroupCommand({ logGroupName })).catch(() => {});
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName })).catch(() => {});
  await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

test.each([
  ["90s", 90_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["3d", 259_200_000],
  ["0m", undefined],
  ["1.5h", undefined],
  ["15", undefined],
])("%s is %s ms", (text, milliseconds) => {
  expect(duration(text)).toBe(milliseconds);
});
