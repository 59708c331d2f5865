import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DynamoDBClient,
  PutItemCommand,
  PutResourcePolicyCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, vi } from "vitest";
import { stringify } from "yaml";
import { policyJson } from "../../src/base/policy";
import { program } from "../../src/cli/program";
import { tableWriters } from "../../src/contract/delivery-table";
import {
  type Acting,
  type identities,
  statementsOf,
  verdictOf,
} from "../stack/constructs/access/support/identities";
import { memoryTerminal } from "./memory-terminal";
import type { Emulator } from "./start-emulator";
import type { Synthesized } from "./synth";
import { useTemporaryFolder } from "./temporary-folder";

/** The table of the example environment. */
export const table = "shop-dev-delivery";
/** Its ARN. */
export const tableArn = `arn:aws:dynamodb:us-east-1:111111111111:table/${table}`;

/** In each test this process is in a folder with the example environment's file, and its AWS clients call the emulator; gives the folder. */
export function useProjectOf(environment: object, aws: () => Emulator): () => string {
  const home = process.cwd();
  const folder = useTemporaryFolder();
  beforeEach(() => {
    mkdirSync(join(folder(), "environments"));
    writeFileSync(join(folder(), "environments", "shop-dev.yaml"), stringify(environment));
    process.chdir(folder());
    vi.stubEnv("AWS_ENDPOINT_URL", aws().endpoint);
    vi.stubEnv("AWS_REGION", aws().region);
  });
  afterEach(() => {
    process.chdir(home);
    vi.unstubAllEnvs();
  });
  return folder;
}

/** Makes one of the roles that the stack has for people, such as `task-runner`, with its permissions and who may take it. */
export async function makeRole(
  of: ReturnType<typeof identities>,
  made: Synthesized,
  name: string,
): Promise<void> {
  const address = `access_${name.replaceAll("-", "_")}`;
  const trust = made.resource(`aws_iam_role.${address}`)["assume_role_policy"] as string;
  await of.role(`shop-dev-${name}`, statementsOf(made, address), trust);
}

/** Trust in the services that take an environment's own roles. */
export const trustInServices = policyJson([
  {
    Sid: "Services",
    Effect: "Allow",
    Principal: { Service: ["ecs-tasks.amazonaws.com", "states.amazonaws.com"] },
    Action: "sts:AssumeRole",
  },
]);

/** Gives the table the policy that the stack gives it. */
export async function putTablePolicy(client: DynamoDBClient, made: Synthesized): Promise<void> {
  const policy = made.only("aws_dynamodb_resource_policy")["policy"] as string;
  const Policy = policy.replaceAll("${aws_dynamodb_table.delivery_table.arn}", tableArn);
  await client.send(new PutResourcePolicyCommand({ ResourceArn: tableArn, Policy }));
}

/** The kinds of item that whoever this client acts as may write into the table. */
export async function kindsWritten(dynamodb: DynamoDBClient): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { kind } of tableWriters) {
    const Item = { kind: { S: kind }, id: { S: "x" } };
    const put = dynamodb.send(new PutItemCommand({ TableName: table, Item }));
    if ((await verdictOf(put)) === "allowed") written.push(kind);
  }
  return written;
}

/** Gives this process's AWS clients these credentials; `vi.unstubAllEnvs` takes them back. */
export function actAs({ credentials }: Acting): void {
  vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
  vi.stubEnv("AWS_SESSION_TOKEN", credentials.sessionToken ?? "");
}

/** Runs a command in this process; a refusal is its exit code and message. */
export async function slipwayActing(...words: string[]) {
  const terminal = memoryTerminal();
  try {
    await program(terminal).parseAsync(words, { from: "user" });
    return { code: terminal.code(), out: terminal.stdout() };
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, out: message };
  }
}
