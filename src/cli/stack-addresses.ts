import type { LoadedEnvironment } from "../environment/load";

/** Every address that an environment's stack has, such as `aws_db_instance.database`. */
export async function stackAddresses({
  environment,
}: LoadedEnvironment): Promise<readonly string[]> {
  const { terraformJson } = await import("../terraform-json");
  return Object.entries(terraformJson(environment).resource).flatMap(([type, named]) =>
    Object.keys(named).map((name) => `${type}.${name}`),
  );
}

/** The environment as a review compares a plan with it. */
export async function reviewedEnvironment(loaded: LoadedEnvironment) {
  const { account, application, environment } = loaded.environment;
  return {
    name: loaded.name,
    addresses: await stackAddresses(loaded),
    identity: { account, application, environment },
  };
}
