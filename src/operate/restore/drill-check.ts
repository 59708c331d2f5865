import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import type { DBInstance, RDSClient } from "@aws-sdk/client-rds";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { printable, shortened } from "../../base/printable";
import { withoutSecrets } from "../../base/secrets";
import type { Terminal } from "../../base/terminal";
import { addressesOf } from "../../contract/delivery-names";
import { type DrillCheck, drillLimitSeconds } from "../../contract/drill-check";
import { drillStreamPrefix, logStreamOf } from "../../contract/one-off-tasks";
import type { WaitProps } from "./restored-database";
import { givePassword } from "./restored-password";

/** What reads a restored database, and by which names. */
export interface CheckProps {
  readonly check: DrillCheck;
  /** Name of the secret that gets the URL of the database that a drill restored under this name. */
  readonly secretName: (databaseIdentifier: string) => string;
  readonly keyAlias: string;
  /** Log group of the application, in which the command's output is too. */
  readonly logGroupName: string;
}

/** Refuses before anything is made where the machine that reads is not there yet. */
export async function requireDrillMachine({ environment, clients, delivery }: LiveEnvironment) {
  const { DescribeStateMachineCommand } = await import("@aws-sdk/client-sfn");
  const { drillMachineArn } = addressesOf(delivery.names);
  await clients.sfn
    .send(new DescribeStateMachineCommand({ stateMachineArn: drillMachineArn }))
    .catch((error: Error) => {
      if (error.name !== "StateMachineDoesNotExist") throw error;
      throw new CommandError(
        1,
        `${environment} has no ${drillMachineArn}, which reads what a drill restored: the file asks for it in database.drill, and it is not applied yet.\n` +
          `next: npm run plan ${environment}`,
      );
    });
}

/**
 * Gives what a drill restored a password of its own, has the machine run the file's command on it, and shows what that wrote. An error unless the command ended with exit code
 * 0. What still runs when somebody leaves the machine ends, and stops at its limit.
 */
export async function readRestored(
  live: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: CheckProps & WaitProps & { readonly restored: DBInstance; readonly signal: AbortSignal },
): Promise<void> {
  const { check, as } = props;
  const named = { ...props, secretName: props.secretName(as) };
  const { secretArn, password } = await givePassword(live, rds, terminal, named);
  const end = await untilRead(live, terminal, secretArn, props);
  const clean = (text: string) =>
    shortened(withoutSecrets(stripVTControlCharacters(text).replaceAll(password, "(secret)")), 500);
  const lines = await linesOf(live, end.task, props).catch((error: Error) => {
    terminal.err(`Its log cannot be read: ${printable(error.message)}\n`);
    return [];
  });
  for (const line of lines) terminal.out(`  ${clean(line.trimEnd())}\n`);
  if (end.exitCode === "0") return;
  const reason = end.reason === "" ? "" : `: ${clean(end.reason)}`;
  // Without an exit code it was stopped at its limit, or never ran.
  const longer = / did not end within /.test(end.reason)
    ? `\nIt may run for ${check.limitSeconds} seconds: database.drill.`
    : "";
  throw new CommandError(
    1,
    end.exitCode === "none"
      ? `The command that reads it has no exit code${reason}${longer}`
      : `The command that reads it ended with exit code ${end.exitCode}${reason}`,
  );
}

/** How the command ended: `none` for an exit code where it has none. */
interface ReadEnd {
  readonly task: string;
  readonly exitCode: string;
  readonly reason: string;
}

/** Starts the machine under the database's name, so that a repeated call is the same execution, and waits for its answer. */
async function untilRead(
  { clients, delivery }: LiveEnvironment,
  terminal: Terminal,
  secretArn: string,
  { as, check, pollSeconds, signal }: CheckProps & WaitProps,
): Promise<ReadEnd> {
  const { DescribeExecutionCommand, StartExecutionCommand } = await import("@aws-sdk/client-sfn");
  const { drillMachineArn: stateMachineArn } = addressesOf(delivery.names);
  const input = JSON.stringify({ secretArn });
  const { executionArn } = await clients.sfn.send(
    new StartExecutionCommand({ stateMachineArn, name: as, input }),
  );
  terminal.err(`${as}: being read, for ${check.limitSeconds} seconds at most\n`);
  const deadline = Date.now() + (drillLimitSeconds(check) + 60) * 1000;
  for (;;) {
    const { status, output, error, cause } = await clients.sfn.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    if (status === "SUCCEEDED" && output !== undefined) return JSON.parse(output) as ReadEnd;
    if (status !== "RUNNING" || Date.now() > deadline) {
      const why = [status, error, cause].filter((text) => text).join(" ");
      throw new CommandError(1, `How it was read is not known: ${printable(why)}. ${executionArn}`);
    }
    await sleep(pollSeconds * 1000, undefined, { ...(signal && { signal }) });
  }
}

/** How many lines of the command's output are shown, the last ones, and how often they are looked for: they reach CloudWatch some seconds after it ended. */
const [mostLines, mostLooks] = [40, 4];

async function linesOf(
  { session, delivery }: LiveEnvironment,
  task: string,
  { logGroupName, pollSeconds, signal }: CheckProps & WaitProps,
): Promise<readonly string[]> {
  const { CloudWatchLogsClient, GetLogEventsCommand } = await import(
    "@aws-sdk/client-cloudwatch-logs"
  );
  if (task === "") return [];
  const logs = new CloudWatchLogsClient(session.config);
  const logStreamName = logStreamOf(delivery.names.container, task, drillStreamPrefix);
  for (let look = 1; ; look += 1) {
    const { events = [] } = await logs
      .send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: mostLines }))
      .catch((error: Error) => {
        if (error.name !== "ResourceNotFoundException") throw error; // nothing was written yet
        return { events: [] };
      });
    if (events.length > 0 || look === mostLooks) return events.map(({ message = "" }) => message);
    await sleep(pollSeconds * 1000, undefined, { ...(signal && { signal }) });
  }
}

/** Deletes the secret with the URL at once; one that is not there is fine. */
export async function removeUrl({ session }: LiveEnvironment, SecretId: string): Promise<void> {
  const { DeleteSecretCommand, SecretsManagerClient } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  await new SecretsManagerClient(session.config)
    .send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }))
    .catch((error: Error) => {
      if (error.name !== "ResourceNotFoundException") throw error;
    });
}
