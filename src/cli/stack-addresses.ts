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
