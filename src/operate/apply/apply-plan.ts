import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { DeploymentLock, lockHolderText } from "../../aws/deployment-lock";
import { explainAwsError } from "../../aws/explain-aws-error";
import { holdInForce, holdText } from "../../aws/release-hold";
import { rolledBackBy, shortRevision, watchRollout } from "../../aws/rollout";
import type { Session } from "../../aws/session";
import { CommandError } from "../../base/errors";
import { printable } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import { planFileName } from "../../contract/written-stacks";
import { longestShown } from "../../review/read/terraform-show";
import { runTerraform, withoutColour } from "../terraform";
import { recordApply } from "./apply-record";
import { basisProblems, readLiveBasis, serviceRevision } from "./plan-basis";
import type { ReviewRecord } from "./review-record";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Properties of {@link applyPlan}. */
export interface ApplyPlanProps {
  readonly terminal: Terminal;
  readonly session: Session;
  /** Name of the environment, for messages. */
  readonly environment: string;
  readonly cluster: string;
  readonly service: string;
  /** SSM parameter that holds the released digest. */
  readonly imagePointer: string;
  /** Table that holds the deployer's lock. */
  readonly table: string;
  /** Whether the environment's file says that somebody may hold it. */
  readonly holds: boolean;
  /** Terraform or OpenTofu. */
  readonly executable: string;
  /** Folder of the stack, in which its saved plan is. */
  readonly folder: string;
  /** What the plan's review came to. */
  readonly record: ReviewRecord;
  /** Time of the apply, as an ISO time. */
  readonly now: string;
  /** Whether ECS rolls a rollout back for an alarm. */
  readonly alarmsRollBack: boolean;
  /** Seconds between two looks at the rollout, and after which it is given up. */
  readonly pollSeconds: number;
  readonly limitSeconds: number;
}

/**
 * Applies exactly the reviewed plan, alone: with the deployer's lock in hand, on the image and revision that the plan was made for, and
 * watched until its rollout ends. The lock is given back whatever happens. Throws a {@link CommandError} for each refusal and failure.
 */
export async function applyPlan(props: ApplyPlanProps): Promise<void> {
  // From before the lock is taken until it is given back: a signal must not end the process in between.
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of signals) process.on(signal, onSignal);
  try {
    await applyWithLock(props, stop.signal);
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function applyWithLock(props: ApplyPlanProps, signal: AbortSignal): Promise<void> {
  const lock = await takeLock(props);
  const failure = await applyAlone(props, lock !== undefined, signal).then(
    () => undefined,
    (error: Error) => error,
  );
  await lock?.release().catch((error: Error) => {
    throw stillLocked(props.environment, failure, error);
  });
  if (failure) throw failure;
}

async function applyAlone(
  props: ApplyPlanProps,
  hasTable: boolean,
  signal: AbortSignal,
): Promise<void> {
  if (hasTable) await refuseWhileHeld(props);
  await refuseAnotherBasis(props);
  if (signal.aborted) throw new CommandError(1, "Stopped by hand. Nothing was applied.");
  // Before Terraform starts, so that an apply that is killed is not one that nobody knows of. The first apply makes the table.
  if (hasTable) await recordApply(props, "began", "");
  const failure = await applyAndWatch(props, signal).then(
    () => undefined,
    (error: Error) => error,
  );
  const said = failure ? (explainAwsError(failure) ?? failure).message : "";
  await recordApply(props, failure ? "failed" : "applied", said).catch((error: Error) => {
    // An apply of a part, or one that failed early, has not made the table yet: there is no history to miss it.
    if (!hasTable && error.name === "ResourceNotFoundException") return;
    const why = (explainAwsError(error) ?? error).message;
    props.terminal.err(
      `${props.environment}: how this apply ended could not be recorded in ${props.table}: ${why}\n`,
    );
  });
  if (failure) throw failure;
}

async function applyAndWatch(props: ApplyPlanProps, signal: AbortSignal): Promise<void> {
  const code = await runTerraform(
    { ...props, args: ["apply", "-input=false", ...withoutColour(props.terminal), planFileName] },
    props.terminal,
  );
  if (code !== 0) {
    throw new CommandError(
      1,
      `Terraform could not apply all of the plan (exit ${code}); what it did is in the state.\nnext: npm run plan ${props.environment}`,
    );
  }
  await followRollout(props, signal);
}

/** No deployer takes over the lock of an apply: whoever applied must be notified that it stays, whatever became of the apply. */
function stillLocked(environment: string, failure: Error | undefined, error: Error): CommandError {
  const said = (one: Error) => (explainAwsError(one) ?? one).message;
  return new CommandError(
    1,
    `${failure ? `${said(failure)}\n` : ""}${environment} stays locked, because the lock could not be given back: ${said(error)}\n` +
      `Nothing is deployed or applied until it is freed.\nnext: npx slipway unlock ${environment}`,
  );
}

async function takeLock(props: ApplyPlanProps): Promise<DeploymentLock | undefined> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { environment, session, record, now, table } = props;
  const client = new DynamoDBClient(session.config);
  const result = await DeploymentLock.take({ client, table, by: session.caller, since: now });
  if (result.taken) return result.lock;
  if (result.holder) {
    throw new CommandError(
      1,
      `${environment} is locked: ${lockHolderText(result.holder)}.\nNothing was applied. Wait until it ends, then plan again: npm run plan ${environment}\nIf it is over and the lock stays: npx slipway unlock ${environment}`,
    );
  }
  // Without a service there is no deployer that could change anything meanwhile.
  if (record.basis.revision === undefined) return undefined;
  throw new CommandError(
    1,
    `${environment} has a service but no table ${table}, so the deployer cannot be kept away. Nothing was applied.\n` +
      "Find out who removed the table; if it never existed, this plan may be applied bare: npx cdktf apply",
  );
}

/**
 * Read with the lock in hand, so that no release can come between. The first apply makes the table, and the one that adds operators makes the role that holds: before,
 * nobody can hold it, and this apply's role may not yet read whether somebody does.
 */
async function refuseWhileHeld({ environment, session, table, holds, record }: ApplyPlanProps) {
  if (!holds || !record.basis.operatorExists) return;
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(session.config);
  const hold = await holdInForce(client, table, new Date().toISOString());
  if (!hold) return;
  throw new CommandError(
    1,
    `${environment} is ${holdText(hold)}.\nNothing was applied. Wait, or talk to who holds it; then plan again: npm run plan ${environment}\nTo end the hold early: npx slipway resume ${environment}`,
  );
}

async function refuseAnotherBasis(props: ApplyPlanProps): Promise<void> {
  const { environment, record } = props;
  const { pointer, revision } = record.basis;
  const problems = basisProblems({ pointer, revision }, await readLiveBasis(props));
  if (problems.length === 0) return;
  throw new CommandError(
    1,
    `The plan of ${environment} was made for something else: ${problems.join("; ")}.\nNothing was applied.\nnext: npm run plan ${environment}`,
  );
}

async function followRollout(props: ApplyPlanProps, signal: AbortSignal): Promise<void> {
  const { terminal, environment, session, cluster, service, pollSeconds, limitSeconds } = props;
  const revision = serviceRevision((await stateOf(props)).values);
  if (!revision) {
    terminal.out(`${environment}: applied; there is no service to watch.\n`);
    return;
  }
  const { ECSClient } = await import("@aws-sdk/client-ecs");
  const watched = { client: new ECSClient(session.config), cluster, service, revision };
  const result = await watchRollout({
    ...watched,
    pollSeconds,
    limitSeconds,
    signal,
    progress: (text) => terminal.out(`${environment}: ${text}\n`),
  });
  if (result.state === "failed") {
    const since = new Date(props.now);
    const alarm = props.alarmsRollBack ? await alarmText({ ...watched, since }) : "";
    throw new CommandError(
      1,
      `${environment}: applied, but the rollout failed: ${result.text}${alarm}.\nnext: npx slipway status ${environment}`,
    );
  }
  terminal.out(`${environment}: applied; ${shortRevision(revision)} runs, ${result.text}.\n`);
}

/** By which alarm ECS went back, for the end of a sentence; the rollout has failed whether or not that can be read. */
async function alarmText(props: Parameters<typeof rolledBackBy>[0]): Promise<string> {
  try {
    const names = await rolledBackBy(props);
    return names.length > 0 ? `; rolled back by the alarm ${names.join(", ")}` : "";
  } catch (error) {
    const { message } = explainAwsError(error as Error) ?? (error as Error);
    return `; whether an alarm rang could not be read (${printable(message)})`;
  }
}

async function stateOf({ executable, folder }: ApplyPlanProps) {
  const { stdout } = await promisify(execFile)(executable, ["show", "-json"], {
    cwd: folder,
    maxBuffer: longestShown,
  });
  return JSON.parse(stdout) as { readonly values?: Parameters<typeof serviceRevision>[0] };
}
