import { namesOf } from "../../../environment/names";
import type { Environment } from "../../../environment/schema";
import { arnIn } from "../../../terraform/place";

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
