import { stripVTControlCharacters } from "node:util";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import pc from "picocolors";
import type { Colors } from "picocolors/types";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { printable } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import { addressesOf } from "../../contract/delivery-names";
import { outcomeOf } from "../../contract/outcomes";
import { type DeployerOutput, followExecution } from "./follow-execution";
import { type Request, startDeployment } from "./start-deployment";

/** Options of {@link runDeployment}. */
interface RunDeploymentOptions {
  readonly live: LiveEnvironment;
  readonly request: Request;
  readonly terminal: Terminal;
  /** Aborted when somebody stops looking; the deployment goes on. */
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
}

/** Starts the deployer with a request, prints each step, and how it ended; a {@link CommandError} unless the digest runs then. */
export async function runDeployment(options: RunDeploymentOptions): Promise<void> {
  const { live, request, terminal, signal, pollMilliseconds } = options;
  const { environment } = live;
  const executionArn = await startDeployment(live, request);
  terminal.out(`${addressesOf(live.delivery.names).executionPages}${executionArn}\n`);

  const began = performance.now();
  const onStep = (step: string) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    terminal.out(`${String(seconds).padStart(5)} s  ${step}\n`);
  };
  const { sfn } = live.clients;
  const ended = await followExecution({
    sfn,
    executionArn,
    onStep,
    signal,
    pollMilliseconds,
  }).catch((error: Error) => {
    if (error.name !== "AbortError") throw error;
    throw new CommandError(
      1,
      `\nStopped looking; the deployment goes on. How it ends: npx slipway status ${environment}`,
    );
  });
  if ("brokeOff" in ended) {
    throw new CommandError(
      1,
      `The execution broke off (${ended.brokeOff}). What it left is being cleaned up.\nnext: npx slipway status ${environment}`,
    );
  }
  const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
  const log = await lastLogLines(new CloudWatchLogsClient(live.session.config), ended.output);
  terminal.out(renderOutput(ended.output, log, pc.createColors(terminal.interactive)));
  if (!isFine(ended.output)) terminal.exitCode(1);
}

/** Whether what was asked for is so: the digest runs, and nothing of its release is left to do. */
export function isFine({ outcome, result }: Pick<DeployerOutput, "outcome" | "result">): boolean {
  return result !== "failed" && ["released", "runs"].includes(outcomeOf(outcome).leaves);
}

/** How a deployment ended, for people: outcome, sentence, details, warnings, the task's last words, what to do. */
export function renderOutput(
  output: DeployerOutput,
  log: readonly string[],
  colors: Colors,
): string {
  const paint = isFine(output) ? colors.green : colors.red;
  const details = Object.entries(output.detail).map(([name, text]) => `  ${name}: ${text}`);
  const warnings = output.warnings.map((warning) => colors.yellow(`  warning: ${warning}`));
  const lines = log.length === 0 ? [] : ["  last lines of its log:", ...log.map((l) => `    ${l}`)];
  const todo = output.todo === "Nothing." ? [] : [`What to do: ${output.todo}`];
  return `${[`${paint(output.outcome)}: ${output.says}`, ...details, ...lines, ...warnings, ...todo].join("\n")}\n`;
}

/** Lines of a failed task's log that are shown. */
const lines = 20;

/**
 * The last lines of the log of the task that an outcome names; empty when it names none. Reading it must never hide the outcome: what
 * cannot be read is said in one line.
 */
async function lastLogLines(
  client: CloudWatchLogsClient,
  { detail }: Pick<DeployerOutput, "detail">,
): Promise<readonly string[]> {
  const { "log group": logGroupName, "log stream": logStreamName } = detail;
  if (logGroupName === undefined || logStreamName === undefined) return [];
  const { GetLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  try {
    const { events = [] } = await client.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit: lines, startFromHead: false }),
    );
    if (events.length === 0) return ["(its log is empty)"];
    return events.map(({ message = "" }) =>
      printable(stripVTControlCharacters(message).trimEnd().replaceAll("\t", "  ")),
    );
  } catch (error) {
    return [`(its log could not be read: ${(error as Error).name})`];
  }
}
