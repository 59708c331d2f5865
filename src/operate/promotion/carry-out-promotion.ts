import pc from "picocolors";
import { explainAwsError } from "../../aws/explain-aws-error";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { followExecution, type Told } from "../deployments/follow-execution";
import { isFine, renderTold } from "../deployments/render-told";
import { startDeployment } from "../deployments/start-deployment";
import { followRelease, historyMark } from "./follow-release";
import { promote } from "./promote";
import type { FactsOptions } from "./read-facts";
import { renderJudgement } from "./render-judgement";

/** What {@link carryOutPromotion} must be told. */
export interface CarryOutPromotionOptions {
  readonly facts: FactsOptions;
  /** Whether to wait until the target has deployed it. */
  readonly follow: boolean;
  readonly terminal: Terminal;
  /** Aborted when somebody stops it by hand. */
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
}

/** Promotes, follows the target's deployer, and tells each step; a {@link CommandError} unless the digest was promoted. */
export async function carryOutPromotion(options: CarryOutPromotionOptions): Promise<void> {
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

  const told = await followed(options, since, onStep).catch(
    unlessStopped(`Stopped looking; it goes on. How it ends: npx slipway status ${to.environment}`),
  );
  if (told === undefined) {
    throw new CommandError(
      1,
      `${to.environment} has not decided about it in the time it may take. Look at it: npx slipway status ${to.environment}`,
    );
  }
  terminal.out(renderTold(told, [], colors));
  if (!isFine(told)) terminal.exitCode(1);
}

/** The target's deployer is started by its scan; where only an explicit start deploys, this is it. */
async function followed(
  { facts, signal, pollMilliseconds }: CarryOutPromotionOptions,
  since: string,
  onStep: (step: string) => void,
): Promise<Told | undefined> {
  const { to: party, digest } = facts;
  const looking = { signal, onStep, pollMilliseconds };
  if (party.delivery.settings.trigger === "scan") {
    return followRelease({ party, digest, since, ...looking });
  }
  const executionArn = await startDeployment(party, { digest }).catch((error: Error) => {
    const why = explainAwsError(error) ?? error;
    throw new CommandError(
      1,
      `It was promoted, and ${party.environment} does not deploy it yet: its deployer could not be started. ${why.message}\nnext: npx slipway deploy ${party.environment} --digest ${digest}`,
    );
  });
  const ended = await followExecution({ sfn: party.clients.sfn, executionArn, ...looking });
  if ("told" in ended) return ended.told;
  throw new CommandError(
    1,
    `The execution broke off (${ended.brokeOff}). What it left is being cleaned up: npx slipway status ${party.environment}`,
  );
}

function unlessStopped(message: string) {
  return (error: Error): never => {
    throw error.name === "AbortError" ? new CommandError(1, message) : error;
  };
}
