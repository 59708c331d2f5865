import { spawn } from "node:child_process";
import { type LiveEnvironment, openEnvironment } from "../../aws/live-environment";
import { addItem, newestItems } from "../../aws/table";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { loadOne } from "../../config/environments-folder";
import type { LoadedEnvironment } from "../../config/load";
import { namesOf } from "../../contract/names";
import { pagesToTest, type ShownPages } from "../frontend/tested-pages";
import { requireNoMaintenance } from "../no-maintenance";
import type { Evidence } from "./facts";
import { fileShape, type GivenOptions, readGiven } from "./image-needs";
import { evidenceItem, evidenceOf, kinds } from "./records";
import { requireDigest, whatRuns } from "./what-runs";

/** `slipway evidence run`: what ran before the tests must run after them, or nothing is recorded. */
export async function runEvidence(
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
  requireNoMaintenance(loaded, "Nothing was tested");
  const live = await open(loaded);
  const tested = await whatToTest(live);
  terminal.out(
    `Testing ${tested.digest}${withPages(tested.pages?.digest)} in ${name}: ${command.join(" ")}\n`,
  );
  const variables = {
    SLIPWAY_URL: `https://${environment.domain.hostName}`,
    SLIPWAY_ENVIRONMENT: name,
    SLIPWAY_DIGEST: tested.digest,
  };
  const result = await runTests({ command, variables });
  say(
    terminal,
    name,
    await recordEvidence({ live, result, tested, report, ...givenByFile(loaded) }),
  );
  if (result === "failed") terminal.exitCode(1);
}

/** `slipway evidence start`. */
export async function startEvidence(terminal: Terminal, name: string): Promise<void> {
  terminal.out(`${wordOf(await whatToTest(await open(loadOne(name))))}\n`);
}

/** `slipway evidence record`. */
export async function recordEvidenceResult(
  terminal: Terminal,
  name: string,
  result: Evidence["result"],
  word: string,
  report: string,
): Promise<void> {
  const tested = testedOf(word);
  const loaded = loadOne(name);
  const live = await open(loaded);
  const byFile = givenByFile(loaded);
  say(terminal, name, await recordEvidence({ live, result, tested, report, ...byFile }));
}

/** `slipway evidence show`. */
export async function showEvidence(
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
  for (const { result, at, by, report, pages } of items.map(evidenceOf)) {
    terminal.out(
      `  ${result}  ${at}  ${by}${report === "" ? "" : `  ${report}`}${pages ? `  pages ${pages}` : ""}\n`,
    );
  }
}

/** As the tester, where there is one: only it may write evidence. */
async function open(loaded: LoadedEnvironment): Promise<LiveEnvironment> {
  const { tester } = loaded.environment.access;
  const role = tester.mode === "role" ? namesOf(loaded.environment).testerRole : undefined;
  return openEnvironment(loaded, { role });
}

function say(terminal: Terminal, name: string, { result, digest, pages, at }: Evidence): void {
  terminal.out(
    `Recorded: the tests ${result} for ${digest}${withPages(pages)} in ${name}, ${at}.\n`,
  );
}

function withPages(digest: string | undefined): string {
  return digest ? ` with the pages ${digest}` : "";
}

/** Options of {@link recordEvidence}. */
interface EvidenceOptions extends Omit<GivenOptions, "taskDefinition"> {
  readonly live: LiveEnvironment;
  readonly result: Evidence["result"];
  /** What ran when the tests began. */
  readonly tested: Tested;
  /** Where their report is: a URL, or any text; may be empty. */
  readonly report: string;
}

/** What the environment's file says of what the image is given. */
function givenByFile(loaded: LoadedEnvironment): Omit<GivenOptions, "taskDefinition"> {
  const declared = loaded.environment.differences.map(({ setting }) => setting);
  return { shape: fileShape(loaded), declared };
}

/** Records that the tests passed, or did not, for what runs; a `CommandError` when that is not what ran when they began. */
async function recordEvidence(options: EvidenceOptions): Promise<Evidence> {
  const { live, result, tested, report, shape, declared } = options;
  const now = await whatToTest(live);
  requireSame(live, tested, now);
  // Evidence of a digest alone names no pages: nobody knows which ones were shown when those tests began.
  if (tested.pages) requireSamePages(live, tested.pages, now.pages);
  const evidence = {
    digest: tested.digest,
    result,
    at: new Date().toISOString(),
    by: live.caller,
    report,
    pages: tested.pages?.digest || undefined,
    ...(await readGiven(live, { taskDefinition: now.taskDefinition, shape, declared })),
  };
  await addItem(live, evidenceItem({ ...evidence, deployment: now.deployment ?? "" }));
  return evidence;
}

/** What ran when tests began. */
interface Tested {
  readonly digest: string;
  /** Id of the deployment that brought it; undefined where only the digest is known. */
  readonly deployment: string | undefined;
  /** What the frontend shows; undefined where nobody publishes one, or only the digest is known. */
  readonly pages: ShownPages | undefined;
}

/** One word for it, which a pipeline keeps while the tests run. */
function wordOf({ digest, deployment, pages }: Tested): string {
  const shown = pages ? [pages.digest, pages.release] : [];
  return [digest, ...(deployment === undefined ? [] : [deployment, ...shown])].join("@");
}

/** Reads {@link wordOf}; a digest alone will do. */
function testedOf(word: string): Tested {
  const [digest = "", deployment, pages, release = ""] = word.split("@");
  return {
    digest: requireDigest(digest),
    deployment,
    pages: pages === undefined ? undefined : { digest: pages && requireDigest(pages), release },
  };
}

/** What the environment runs and shows now; a {@link CommandError} where nothing can be tested. */
async function whatToTest(live: LiveEnvironment) {
  return { ...(await imageToTest(live)), pages: await pagesToTest(live) };
}

async function imageToTest(live: LiveEnvironment) {
  const { environment } = live;
  const runs = await whatRuns(live.delivery, live.call);
  if (runs.first) throw new CommandError(1, `${environment} has not released anything yet.`);
  if (runs.digest === undefined) {
    throw new CommandError(
      1,
      `${environment} runs ${runs.image}, which is no image of its repository, so it cannot be promoted.`,
    );
  }
  if (!runs.steady) {
    throw new CommandError(
      1,
      `${environment} is being deployed, so it is open what the tests would test. Wait for it to end: npx slipway status ${environment}.`,
    );
  }
  const { digest, deployment, taskDefinition } = runs;
  return { digest, deployment, taskDefinition };
}

/** Throws unless what was tested ran all the time: an image that was swapped and swapped back was not tested alone. */
function requireSame(live: LiveEnvironment, before: Tested, now: Tested): void {
  const { environment } = live;
  if (now.digest !== before.digest) {
    throw new CommandError(
      1,
      `${environment} was deployed during the tests: they began with ${before.digest}, and now it runs ${now.digest}. ${again}`,
    );
  }
  if (before.deployment !== undefined && now.deployment !== before.deployment) {
    throw new CommandError(
      1,
      `${environment} was deployed during the tests: it runs ${before.digest} as before, but by another deployment (${before.deployment}, now ${now.deployment}). ${again}`,
    );
  }
}

/** The same of its pages. */
function requireSamePages(
  { environment }: LiveEnvironment,
  before: ShownPages,
  now: ShownPages = { digest: "", release: "" },
): void {
  const released = `The pages of ${environment} were released during the tests:`;
  if (now.digest !== before.digest) {
    throw new CommandError(
      1,
      `${released} they began with ${before.digest || "none"}, and now it shows ${now.digest || "none"}. ${again}`,
    );
  }
  if (now.release !== before.release) {
    throw new CommandError(
      1,
      `${released} it shows ${before.digest} as before, but by another release (${before.release}, now ${now.release}). ${again}`,
    );
  }
}

const again = "Nothing was recorded; run the tests again.";

/** Options of {@link runTests}. */
interface TestRun {
  /** The command as words. */
  readonly command: readonly string[];
  /** Variables that the tests get besides this process's own. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Runs the automated tests with this terminal. Exit 0 is passed, any other code failed; tests that could not be started, or
 * that a signal ended, say nothing, and are a {@link CommandError}.
 */
function runTests({ command, variables }: TestRun): Promise<Evidence["result"]> {
  const [program = "", ...words] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      stdio: "inherit",
      env: { ...process.env, ...variables },
    });
    child.on("error", (error) => {
      const what = `The tests could not be started: ${command.join(" ")}: ${error.message}`;
      reject(new CommandError(2, `${what}\nNothing was recorded.`));
    });
    child.on("close", (code, signal) => {
      if (signal === null) return resolve(code === 0 ? "passed" : "failed");
      reject(new CommandError(1, `The tests were ended by ${signal}. Nothing was recorded.`));
    });
  });
}
