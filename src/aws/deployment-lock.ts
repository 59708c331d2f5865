import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type LockAttribute, lockKey } from "../contract/delivery-table";
import { unlessRefused } from "./table";

/** Who may change the service now. */
export interface LockHolder {
  /** Who took it: a person, a pipeline, or whoever the deployer works for. */
  readonly by: string;
  /** When, as an ISO time. */
  readonly since: string;
  /** The deployer's execution; empty when an apply holds it. */
  readonly executionArn: string;
  /** The digest that is deployed; empty when an apply holds it. */
  readonly digest: string;
  /** What the deployer noted of its work, a text for each name of {@link noted}. */
  readonly notes: Readonly<Record<string, string>>;
}

/** Attributes that are read as notes: `takeOvers` counts the tries to clean up, `stuck` is there once a person is needed. */
const noted = [
  "step",
  "revision",
  "previous",
  "snapshot",
  "startedBy",
  "migrationTask",
  "takeOvers",
  "stuck",
] as const satisfies readonly LockAttribute[];

/** How taking the lock ended. */
type LockResult =
  | { readonly taken: true; readonly lock: DeploymentLock }
  /** Without a holder: the environment has no table yet, so there is no lock to take. */
  | { readonly taken: false; readonly holder: LockHolder | undefined };

/** What a {@link DeploymentLock} is taken with. */
interface DeploymentLockProps {
  readonly client: DynamoDBClient;
  /** Name of the environment's table. */
  readonly table: string;
  /** Who takes it, for whoever finds it taken. */
  readonly by: string;
  /** Time of taking it, as an ISO time. */
  readonly since: string;
}

/**
 * The deployer's lock, held by an apply: neither can change the service under the other. It names no execution, so the deployer never
 * takes it for stale; whoever took it gives it back.
 */
export class DeploymentLock {
  private readonly props: DeploymentLockProps;

  private constructor(props: DeploymentLockProps) {
    this.props = props;
  }

  /** Takes the lock, or says who has it, or that the environment has no table yet. Other errors of AWS are thrown. */
  static async take(props: DeploymentLockProps): Promise<LockResult> {
    const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
    const text = (value: string) => ({ S: value });
    try {
      await props.client.send(
        new PutItemCommand({
          TableName: props.table,
          Item: {
            ...lockKey,
            by: text(props.by),
            since: text(props.since),
            trigger: text("apply"),
          } satisfies typeof lockKey & Partial<Record<LockAttribute, { readonly S: string }>>,
          ConditionExpression: "attribute_not_exists(#kind)",
          ExpressionAttributeNames: { "#kind": "kind" },
        }),
      );
      return { taken: true, lock: new DeploymentLock(props) };
    } catch (error) {
      const { name } = error as Error;
      if (name === "ResourceNotFoundException") return { taken: false, holder: undefined };
      if (name !== "ConditionalCheckFailedException") throw error;
      const holder = await readLock(props.client, props.table);
      // The call was answered twice: the first answer was lost.
      if (holder?.by === props.by && holder.since === props.since && !holder.executionArn)
        return { taken: true, lock: new DeploymentLock(props) };
      // It was given back in between: whoever asks again gets it.
      return holder ? { taken: false, holder } : DeploymentLock.take(props);
    }
  }

  /** Gives it back, unless somebody else has it by now. */
  async release(): Promise<void> {
    const { DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
    const { client, table, by, since } = this.props;
    await unlessRefused(
      client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: lockKey,
          ConditionExpression: "#by = :by AND #since = :since",
          ExpressionAttributeNames: { "#by": "by", "#since": "since" },
          ExpressionAttributeValues: { ":by": { S: by }, ":since": { S: since } },
        }),
      ),
    );
  }
}

/** Who holds the lock; undefined when nobody does or there is no table. */
export async function readLock(
  client: DynamoDBClient,
  table: string,
): Promise<LockHolder | undefined> {
  const { GetItemCommand } = await import("@aws-sdk/client-dynamodb");
  try {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: lockKey, ConsistentRead: true }),
    );
    if (!Item) return undefined;
    const text = (name: LockAttribute) => Item[name]?.S ?? Item[name]?.N ?? "";
    return {
      by: text("by"),
      since: text("since"),
      executionArn: text("executionArn"),
      digest: text("digest"),
      notes: Object.fromEntries(
        noted.flatMap((name) => (text(name) === "" ? [] : [[name, text(name)]])),
      ),
    };
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** One sentence on who holds the lock. */
export function lockHolderText({ by, since, executionArn, digest, notes }: LockHolder): string {
  const what = executionArn
    ? `deploys ${digest || "an image"} (${executionArn})`
    : "applies a plan";
  const stuck = notes["stuck"] ? "; it broke off and could not be cleaned up" : "";
  return `${by || "somebody"} ${what} since ${since}${stuck}`;
}
