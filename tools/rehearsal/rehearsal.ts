import { spawn } from "node:child_process";
import { resolve } from "node:path";
import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import { requireTool } from "../../__tests__/support/find-tool";
import { promotedTag, releasedTag } from "../../src/contract/images";
import { followRelease, historyMark } from "../../src/operate/promotion/run-promotion";
import { type Stage, setStage } from "./stage";

/** What {@link rehearsal} must be told. */
export interface RehearsalOptions {
  /** An empty folder of its own, which the caller removes. */
  readonly folder: string;
  readonly colors: Colors;
  /** Aborted when somebody has seen enough. */
  readonly signal: AbortSignal;
  readonly write: (text: string) => void;
}

/** One line of the table at the end. */
type Row = readonly [what: string, where: string, as: string];

/** The whole road, step by step, with the commands that people and pipelines type. */
export async function rehearsal(options: RehearsalOptions): Promise<void> {
  const { folder, write, signal, colors } = options;
  const began = performance.now();
  const rows: (readonly [string, ...Row])[] = [];
  const seconds = () => `${Math.round((performance.now() - began) / 1000)} s`;
  const note = (...row: Row) => rows.push([seconds(), ...row]);
  const chapter = (number: number, title: string) =>
    write(`\n${colors.bold(`${number}. ${title}`)}\n`);

  write(
    "Setting up a registry, a deployer and two environments on this machine; nothing of AWS is reached.\n",
  );
  const stage = await setStage(folder);
  try {
    const slipway = (...words: readonly string[]) => play(options, stage, "slipway", words);

    chapter(1, "A developer pushes an image to eec/dev. Nobody has to be asked.");
    const since = await historyMark(stage.liveDev);
    const digest = await push(options, stage, "main-1");
    note("pushed", "eec/dev", "main-1");

    chapter(
      2,
      "Its scan comes back clean, so dev deploys it by itself: migration, rollout, release.",
    );
    const told = await followRelease({
      live: stage.liveDev,
      digest,
      since,
      signal,
      onStep: (step) => write(`   ${seconds().padStart(5)}  ${step}\n`),
      pollMilliseconds: 200,
    });
    if (told?.outcome !== "released") throw new Error(`dev did not release it: ${told?.says}`);
    write(`   ${seconds().padStart(5)}  ${told.says}\n`);
    note("scanned and released", "eec-dev", releasedTag(digest));

    chapter(3, "Production does not take what nobody tested.");
    await slipway("promote", "eec-dev", "eec-prod", "--dry-run").then(refusedIsRight);

    chapter(4, "The automated tests run against dev, and what they say is kept for this digest.");
    await slipway("evidence", "run", "eec-dev").then(fineIsRight);
    note("tested", "eec-dev", "passed");

    chapter(5, "The same bytes go to production's registry, and production deploys them.");
    await slipway("promote", "eec-dev", "eec-prod").then(fineIsRight);
    note("promoted", "eec/prod", promotedTag(digest));
    note("scanned and released", "eec-prod", releasedTag(digest));

    const here = await stage.prod.runningDigest();
    if (here !== digest) throw new Error(`production runs ${here}, not ${digest}`);
    write(`\n${table(rows)}\n\nOne digest all the way: ${digest}\n`);
    write("Nothing is left behind.\n");
  } finally {
    await stage.strike();
  }
}

async function push(options: RehearsalOptions, stage: Stage, tag: string): Promise<string> {
  const { images, emulator, dev } = stage;
  const image = images.indexWithAttestation("EEC, first version");
  images.select(image);
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
  { folder, colors, write, signal }: RehearsalOptions,
  { environment }: Stage,
  program: string,
  words: readonly string[],
): Promise<number | null> {
  const isSlipway = program === "slipway";
  const shown = [isSlipway ? "slipway" : "crane", ...words];
  write(colors.cyan(`   $ ${shown.join(" ")}\n`));
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

function table(rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
    head: ["after", "what", "where", "as"],
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...rows.map((row) => [...row]));
  return drawn.toString();
}
