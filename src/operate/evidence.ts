import { type LiveEnvironment, openEnvironment } from "../aws/live-environment";
import { newestItems } from "../aws/table";
import { CommandError } from "../base/errors";
import type { Terminal } from "../base/terminal";
import { loadOne } from "../config/environments-folder";
import type { LoadedEnvironment } from "../config/load";
import { namesOf } from "../contract/names";
import { imageToTest, recordEvidence, runTests, testedImage, wordOf } from "./promotion/evidence";
import type { Evidence } from "./promotion/facts";
import { evidenceOf, kinds } from "./promotion/records";
import { requireDigest } from "./promotion/what-runs";

/** `slipway evidence run`: what ran before the tests must run after them, or nothing is recorded. */
export async function run(
  terminal: Terminal,
  name: string,
  words: readonly string[],
  report: string,
): Promise<void> {
  const loaded = loadOne(name);
  const { environment, file } = loaded;
  const command = words.length > 0 ? words : environment.promotion.testCommand;
  if (command === null) {
    throw new CommandError(
      2,
      `${name} has no tests: write promotion.testCommand into ${file}, or give a command after --.`,
    );
  }
  const live = await open(loaded);
  const tested = await imageToTest(live);
  terminal.out(`Testing ${tested.digest} in ${name}: ${command.join(" ")}\n`);
  const variables = {
    SLIPWAY_URL: `https://${environment.domain.hostName}`,
    SLIPWAY_ENVIRONMENT: name,
    SLIPWAY_DIGEST: tested.digest,
  };
  const result = await runTests({ command, variables });
  say(terminal, name, await recordEvidence({ live, result, tested, report }));
  if (result === "failed") terminal.exitCode(1);
}

/** `slipway evidence start`. */
export async function start(terminal: Terminal, name: string): Promise<void> {
  terminal.out(`${wordOf(await imageToTest(await open(loadOne(name))))}\n`);
}

/** `slipway evidence record`. */
export async function record(
  terminal: Terminal,
  name: string,
  result: Evidence["result"],
  word: string,
  report: string,
): Promise<void> {
  const tested = testedImage(word);
  const live = await open(loadOne(name));
  say(terminal, name, await recordEvidence({ live, result, tested, report }));
}

/** `slipway evidence show`. */
export async function show(
  terminal: Terminal,
  name: string,
  asked: string | undefined,
): Promise<void> {
  if (asked !== undefined) requireDigest(asked);
  const live = await open(loadOne(name));
  const digest = asked ?? (await imageToTest(live)).digest;
  const items = await newestItems(live, kinds.evidence, { beginsWith: `${digest}#`, limit: 20 });
  if (items.length === 0)
    throw new CommandError(1, `${name}: no tests were recorded for ${digest}.`);
  terminal.out(`${digest} in ${name}, newest first:\n`);
  for (const { result, at, by, report } of items.map(evidenceOf)) {
    terminal.out(`  ${result}  ${at}  ${by}${report === "" ? "" : `  ${report}`}\n`);
  }
}

/** As the tester, where there is one: only it may write evidence. */
async function open(loaded: LoadedEnvironment): Promise<LiveEnvironment> {
  const { tester } = loaded.environment.access;
  const role = tester.mode === "role" ? namesOf(loaded.environment).testerRole : undefined;
  return openEnvironment(loaded, { role });
}

function say(terminal: Terminal, name: string, { result, digest, at }: Evidence): void {
  terminal.out(`Recorded: the tests ${result} for ${digest} in ${name}, ${at}.\n`);
}
