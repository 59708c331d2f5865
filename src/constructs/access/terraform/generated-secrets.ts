import { arnIn } from "../../../base/arns";
import type { Environment } from "../../../config/schema";
import { namesOf } from "../../../contract/names";

/**
 * The secrets that Terraform opens when it plans: those that it generates, and no other, by ARN. AWS puts six characters after a
 * secret's name.
 */
export function generatedSecretArns(environment: Environment): string[] {
  const names = namesOf(environment);
  const { database, secrets } = environment;
  const variables = Object.entries(secrets.variables)
    .filter(([, { source }]) => source !== "arn")
    .map(([variable]) => names.secret(variable));
  return [...variables, ...(database.mode === "create" ? [names.databasePasswordSecret] : [])]
    .sort()
    .map((name) => arnIn(environment, "secretsmanager", `secret:${name}-??????`));
}
