import type { LoadedEnvironment } from "../environment/load";
import { namesOf } from "../environment/names";

/**
 * Who holds an environment's lock now, as a sentence; empty when nobody does. What cannot be found out is said, since a plan made during a
 * deployment will be refused when it is applied.
 */
export async function deploymentNow({ name, environment }: LoadedEnvironment): Promise<string> {
  const { lockHolderText, readLock } = await import("../apply/deployment-lock");
  const { openSession } = await import("../aws/session");
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { account, region } = environment;
  try {
    const session = await openSession({ account, region, environment: name, role: undefined });
    const holder = await readLock(
      new DynamoDBClient(session.config),
      namesOf(environment).delivery,
    );
    return holder
      ? `A deployment is running: ${lockHolderText(holder)}. When it ends this plan is of yesterday: plan again.`
      : "";
  } catch (error) {
    return `It could not be seen whether a deployment is running: ${(error as Error).message}`;
  }
}
