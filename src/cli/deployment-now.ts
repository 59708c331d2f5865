import type { LoadedEnvironment } from "../config/load";
import { namesOf } from "../contract/names";
import type { Deployment } from "../review/review-plan";

/**
 * Who holds an environment's lock now; undefined when nobody does. What cannot be found out is said, since a plan made during a
 * deployment will be refused when it is applied.
 */
export async function deploymentNow({
  name,
  environment,
}: LoadedEnvironment): Promise<Deployment | undefined> {
  const { lockHolderText, readLock } = await import("../operate/apply/deployment-lock");
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
      ? { isRunning: true, what: `A deployment is running: ${lockHolderText(holder)}.` }
      : undefined;
  } catch (error) {
    const { message } = error as Error;
    return {
      isRunning: false,
      what: `It could not be seen whether a deployment is running: ${message}`,
    };
  }
}
