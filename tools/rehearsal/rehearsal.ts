import { spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Scan, World } from "../../__tests__/deployer/support/world";
import { requireTool } from "../../__tests__/support/find-tool";
import { dayMilliseconds } from "../../src/base/time";
import { promotedTag, releasedTag } from "../../src/contract/images";
import type { OutcomeKind } from "../../src/contract/outcomes";
import { followRelease, historyMark } from "../../src/operate/promotion/run-promotion";
import { type RehearsalOptions, show, writeCommand } from "./show";
import { type Stage, setStage } from "./stage";

/** The whole road, step by step, with the commands that people and pipelines type. */
export async function rehearsal(options: RehearsalOptions): Promise<void> {
  const { folder, write, signal } = options;
  const { seconds, note, step, table } = show(options);

  write(
    "Setting up a registry, a deployer and two environments on this machine; nothing of AWS is reached.\n",
  );
  const stage = await setStage(folder);
  try {
    const slipway = (...words: readonly string[]) => play(options, stage, "slipway", words);
    let since = "";
    /** Shows what dev does about an image until it has decided. */
    const follow = async (digest: string, outcome: OutcomeKind) => {
      const ended = await followRelease({
        live: stage.liveDev,
        digest,
        since,
        signal,
        onStep: (step) => write(`   ${seconds().padStart(5)}  ${step}\n`),
        pollMilliseconds: 200,
      });
      if (ended?.outcome !== outcome)
        throw new Error(`dev did not end in ${outcome}: ${ended?.says}`);
      write(`   ${seconds().padStart(5)}  ${ended.says}\n`);
      since = await historyMark(stage.liveDev);
    };

    step(1, "A developer pushes an image to eec/dev. Nobody has to be asked.");
    const digest = await push(options, stage, { version: "first", tag: "main-1" });
    note("pushed", "eec/dev", "main-1");

    step(2, "Its scan comes back clean, so dev deploys it by itself: migration, rollout, release.");
    await follow(digest, "released");
    note("scanned and released", "eec-dev", releasedTag(digest));

    step(3, "Production does not take what nobody tested.");
    await slipway("promote", "eec-dev", "eec-prod", "--dry-run").then(refusedIsRight);

    step(4, "The automated tests run against dev, and what they say is kept for this digest.");
    await slipway("evidence", "run", "eec-dev").then(fineIsRight);
    note("tested", "eec-dev", "passed");

    step(5, "The same bytes go to production's registry, and production deploys them.");
    await slipway("promote", "eec-dev", "eec-prod").then(fineIsRight);
    note("promoted", "eec/prod", promotedTag(digest));
    note("scanned and released", "eec-prod", releasedTag(digest));

    await runs(stage.prod, digest);

    step(6, "The next image brings a finding. It is refused, and what runs goes on.");
    const found = await push(options, stage, {
      version: "second",
      tag: "main-2",
      scan: scanWith(vulnerability),
    });
    await follow(found, "findings");
    note("refused", "eec-dev", `main-2: ${vulnerability}`);
    await runs(stage.dev, digest);

    step(7, "It does no harm here: who may say so waives it for a week, and the same image runs.");
    await slipway(
      ...["waive", "eec-dev", vulnerability, "--until", inAWeek()],
      ...["--because", "Not reachable: the option that it needs is off."],
    ).then(fineIsRight);
    await slipway("deploy", "eec-dev", "--digest", found).then(fineIsRight);
    note("waived and released", "eec-dev", releasedTag(found));

    step(8, "A bad release: its containers end as soon as they start. ECS puts the last one back.");
    const bad = await push(options, stage, { version: "third", tag: "main-3", ends: true });
    await follow(bad, "rollout-failed");
    note("rolled back", "eec-dev", releasedTag(found));
    await runs(stage.dev, found);
    await slipway("history", "eec-dev").then(fineIsRight);

    write(`\n${table()}\n\nOne digest from push to production: ${digest}\n`);
    write("Nothing is left behind.\n");
  } finally {
    await stage.strike();
  }
}

/** What the second image brings, as ECR's own scan lists it. */
const vulnerability = "CVE-2026-31415";

function scanWith(name: string): Scan {
  return {
    status: "COMPLETE",
    counts: { HIGH: 1 },
    findings: [
      { name, severity: "HIGH", attributes: [{ key: "package_name", value: "libexpat" }] },
    ],
  };
}

/** The last day of a waiver, UTC. */
function inAWeek(): string {
  return new Date(Date.now() + 7 * dayMilliseconds).toISOString().slice(0, 10);
}

async function runs(world: World, digest: string): Promise<void> {
  const here = await world.runningDigest();
  if (here !== digest) throw new Error(`${world.names.environment} runs ${here}, not ${digest}`);
}

/** An image of the application that a developer pushes. */
interface Push {
  readonly version: string;
  readonly tag: string;
  /** What its scan finds; nothing when left out. */
  readonly scan?: Scan;
  /** Whether its containers end as soon as they start. */
  readonly ends?: boolean;
}

async function push(
  options: RehearsalOptions,
  stage: Stage,
  { version, tag, scan, ends = false }: Push,
): Promise<string> {
  const { images, emulator, dev, devScanner } = stage;
  const image = images.indexWithAttestation(`EEC, ${version} version`);
  images.select(image);
  for (const digest of [image.digest, ...images.imagesOf(image.digest)]) {
    if (scan) devScanner.finds(digest, scan);
    if (ends) await dev.fixtures({ containers: { [digest]: { service: "broken" } } });
  }
  const to = `${emulator.registry}/${dev.names.repository}:${tag}`;
  const code = await play(options, stage, requireTool("crane"), [
    "push",
    "--insecure",
    images.folder,
    to,
  ]);
  fineIsRight(code);
  return image.digest;
}

/** Shows a command and runs it in this terminal. */
function play(
  options: RehearsalOptions,
  { environment }: Stage,
  program: string,
  words: readonly string[],
): Promise<number | null> {
  const { folder, signal } = options;
  const isSlipway = program === "slipway";
  writeCommand(options, [isSlipway ? "slipway" : "crane", ...words]);
  const bin = resolve(__dirname, "../../bin/slipway.js");
  return new Promise((done, failed) => {
    const child = spawn(
      isSlipway ? process.execPath : program,
      isSlipway ? [bin, ...words] : words,
      {
        cwd: folder,
        env: environment,
        stdio: ["ignore", "inherit", isSlipway ? "inherit" : "ignore"],
      },
    );
    child.on("error", failed);
    child.on("close", (code) => (signal.aborted ? failed(signal.reason) : done(code)));
    signal.addEventListener("abort", () => child.kill("SIGINT"));
  });
}

function fineIsRight(code: number | null): void {
  if (code !== 0) throw new Error(`the command ended with ${code}, and should have ended with 0`);
}

function refusedIsRight(code: number | null): void {
  if (code !== 1) throw new Error(`the command ended with ${code}, and should have been refused`);
}
