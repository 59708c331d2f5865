import pc from "picocolors";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { addressesOf } from "../../contract/delivery-names";
import type { OpenEnvironment } from "../open-environment";
import { followExecution } from "./follow-execution";
import { isFine, renderTold } from "./render-told";
import { type Request, startDeployment } from "./start-deployment";
import { lastLogLines } from "./task-log";

/** What {@link carryOut} must be told. */
export interface CarryOutOptions {
  readonly opened: OpenEnvironment;
  readonly request: Request;
  readonly terminal: Terminal;
  /** Aborted when somebody stops looking; the deployment goes on. */
  readonly signal: AbortSignal;
  readonly pollMilliseconds: number;
}

/** Starts the deployer with a request, tells each step, and how it ended; a {@link CommandError} unless the digest runs then. */
export async function carryOut(options: CarryOutOptions): Promise<void> {
  const { opened, request, terminal, signal, pollMilliseconds } = options;
  const { party, session } = opened;
  const { environment } = party;
  const executionArn = await startDeployment(party, request);
  const { console, region } = { ...addressesOf(party.delivery.names), ...party.delivery.names };
  terminal.out(`${console}/states/home?region=${region}#/v2/executions/details/${executionArn}\n`);

  const began = performance.now();
  const onStep = (step: string) => {
    const seconds = Math.round((performance.now() - began) / 1000);
    terminal.out(`${String(seconds).padStart(5)} s  ${step}\n`);
  };
  const { sfn } = party.clients;
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
  const log = await lastLogLines(new CloudWatchLogsClient(session.config), ended.told);
  terminal.out(renderTold(ended.told, log, pc.createColors(terminal.interactive)));
  if (!isFine(ended.told)) terminal.exitCode(1);
}
