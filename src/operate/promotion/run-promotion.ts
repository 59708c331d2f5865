import { setTimeout as pause } from "node:timers/promises";
import pc from "picocolors";
import { explainAwsError } from "../../aws/explain-aws-error";
import type { LiveEnvironment } from "../../aws/live-environment";
import { newestItems, readItem, type TextItem } from "../../aws/table";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { LockStep } from "../../contract/delivery-table";
import { outcomeOf, outcomes } from "../../contract/outcomes";
import { timeLimitSeconds } from "../../contract/time-limit";
import { type DeployerOutput, followExecution } from "../deployments/follow-execution";
import { isFine, renderOutput } from "../deployments/run-deployment";
import { startDeployment } from "../deployments/start-deployment";
import type { FactsOptions } from "./facts";
import { promote } from "./promote";
import { renderJudgement } from "./rules";

/** Options of {@link runPromotion}. */
interface RunPromotionOptions {
  readonly facts: FactsOptions;
  /** Whether to wait until the target has deployed it. */
  readonly follow: boolean;
  readonly terminal: Terminal;
  /** Aborted when somebody stops it by hand. */
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
}

/** Promotes, follows the target's deployer, and prints each step; a {@link CommandError} unless the digest was promoted. */
export async function runPromotion(options: RunPromotionOptions): Promise<void> {
  const { facts, terminal, signal } = options;
  const { to } = facts;
  const colors = pc.createColors(terminal.interactive);
  const began = performance.now();
  const onStep = (step: string) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    terminal.out(`${String(seconds).padStart(5)} s  ${step}\n`);
  };
  const since = await historyMark(to);
  const { judgement, tags } = await promote({ ...facts, signal, onStep }).catch(
    unlessStopped("Stopped. Nothing was tagged, so nothing is deployed; it may be done again."),
  );
  terminal.out(renderJudgement(judgement, colors));
  if (tags === undefined) throw new CommandError(1, "Refused. Nothing was changed.");
  terminal.out(`Promoted: ${to.repository} has it as ${tags.join(", ")}.\n`);
  if (!options.follow) return;

  const output = await followed(options, since, onStep).catch(
    unlessStopped(`Stopped looking; it goes on. How it ends: npx slipway status ${to.environment}`),
  );
  if (output === undefined) {
    throw new CommandError(
      1,
      `${to.environment} has not decided about it in the time it may take. Look at it: npx slipway status ${to.environment}`,
    );
  }
  terminal.out(renderOutput(output, [], colors));
  if (!isFine(output)) terminal.exitCode(1);
}

/** The target's deployer is started by its scan; where only an explicit start deploys, this is it. */
async function followed(
  { facts, signal, pollMilliseconds }: RunPromotionOptions,
  since: string,
  onStep: (step: string) => void,
): Promise<DeployerOutput | undefined> {
  const { to: live, digest } = facts;
  const looking = { signal, onStep, pollMilliseconds };
  if (live.delivery.settings.trigger === "scan") {
    return followRelease({ live, digest, since, ...looking });
  }
  const executionArn = await startDeployment(live, { digest }).catch((error: Error) => {
    const why = explainAwsError(error) ?? error;
    throw new CommandError(
      1,
      `It was promoted, and ${live.environment} does not deploy it yet: its deployer could not be started. ${why.message}\nnext: npx slipway deploy ${live.environment} --digest ${digest}`,
    );
  });
  const ended = await followExecution({ sfn: live.clients.sfn, executionArn, ...looking });
  if ("output" in ended) return ended.output;
  throw new CommandError(
    1,
    `The execution broke off (${ended.brokeOff}). What it left is being cleaned up: npx slipway status ${live.environment}`,
  );
}

function unlessStopped(message: string) {
  return (error: Error): never => {
    throw error.name === "AbortError" ? new CommandError(1, message) : error;
  };
}

/** Options of {@link followRelease}. */
export interface FollowOptions {
  readonly live: LiveEnvironment;
  readonly digest: string;
  /** From {@link historyMark}, taken before the image could be released. */
  readonly since: string;
  /** Aborted when somebody stops looking. */
  readonly signal: AbortSignal;
  /** Hears of each step, in the words for people. */
  readonly onStep: (step: string) => void;
  readonly pollMilliseconds: number;
  /** Time after which it is given up; by default what the deployer itself may take. */
  readonly limitMilliseconds?: number;
}

/** The newest entry of the environment's history: what comes later is found by comparing, not by a clock. */
export async function historyMark(live: LiveEnvironment): Promise<string> {
  const [newest] = await newestItems(live, "history", { limit: 1 });
  return newest?.["id"] ?? "";
}

/**
 * Follows the environment's own deployer until it has decided about an image; undefined when it has not in time. Only the
 * records are read, because it is the registry's scan that starts the deployer, and nobody here knows the execution.
 */
export async function followRelease(options: FollowOptions): Promise<DeployerOutput | undefined> {
  const { live, digest, since, signal, onStep, pollMilliseconds } = options;
  const { limitMilliseconds = timeLimitSeconds(live.delivery.settings) * 1000 } = options;
  let said = "";
  const say = (step: string) => {
    if (step !== said) onStep(step);
    said = step;
  };
  for (let waited = 0; waited <= limitMilliseconds; waited += pollMilliseconds) {
    const ended = await endOf(live, digest, since);
    if (ended && outcomeOf(ended.outcome).leaves !== "retried") return ended;
    say(ended ? `${ended.says} Waiting` : await stepOf(live, digest));
    await pause(pollMilliseconds, undefined, { signal });
  }
  return undefined;
}

/** The newest entry about the digest. */
async function endOf(
  live: LiveEnvironment,
  digest: string,
  since: string,
): Promise<DeployerOutput | undefined> {
  const after = since === "" ? {} : { after: since };
  const entries = await newestItems(live, "history", { ...after, limit: 20 });
  const entry = entries.find((item) => item["digest"] === digest);
  return entry && outputOf(entry);
}

/** What an entry of the history says, as the execution itself said it. */
function outputOf(entry: TextItem): DeployerOutput | undefined {
  const outcome = outcomes.find(({ kind }) => kind === entry["outcome"]);
  if (outcome === undefined) return undefined;
  return {
    ...outcome,
    outcome: outcome.kind,
    digest: entry["digest"] ?? "",
    detail: JSON.parse(entry["detail"] || "{}"),
    warnings: JSON.parse(entry["warnings"] || "[]"),
  };
}

async function stepOf(live: LiveEnvironment, digest: string): Promise<string> {
  const lock = await readItem(live, "lock", "deployment");
  if (lock?.["digest"] !== digest) return `Waiting for the scan in ${live.environment}`;
  return steps[lock["step"] ?? ""] ?? `${live.environment} looks at the image`;
}

/** Steps that the deployer notes in its lock. */
const steps: Readonly<Partial<Record<string, string>>> & Readonly<Record<LockStep, string>> = {
  registering: "Registering the task definition",
  registered: "Registered the task definition",
  snapshotting: "Taking a snapshot of the database",
  migrating: "Running the migration",
  updating: "Rolling out",
};
