import type { Environment } from "../schema";
import { arnParts } from "./arns";
import type { Rule, RuleProblem } from "./rule";

type ExistingSecret = Extract<Environment["secrets"]["variables"][string], { source: "arn" }>;

/** A secret that others made is asked for in a way that its service understands. */
export const secretSources: Rule = ({ account, secrets }) =>
  Object.entries(secrets.variables).flatMap(([name, secret]) => {
    if (secret.source !== "arn") return [];
    const path = ["secrets", "variables", name];
    return [...jsonKey(path, secret), ...foreign(path, secret, account)];
  });

function jsonKey(path: readonly string[], secret: ExistingSecret): RuleProblem[] {
  if (secret.jsonKey === null || arnParts(secret.arn).service === "secretsmanager") return [];
  return [
    {
      path: [...path, "jsonKey"],
      message: `must be null for an SSM parameter, got ${JSON.stringify(secret.jsonKey)}`,
      fix: "an SSM parameter is taken whole; keep the value in a parameter of its own",
    },
  ];
}

/** Only a secret under a customer managed key can be read from another account. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html */
function foreign(path: readonly string[], secret: ExistingSecret, account: string): RuleProblem[] {
  const owner = arnParts(secret.arn).account;
  if (owner === account || secret.kmsKeyArn !== null) return [];
  return [
    {
      path: [...path, "kmsKeyArn"],
      message: `must be given for a secret of another account (${owner}), got null`,
      fix: "name the customer managed key that encrypts it; the AWS managed key does not work across accounts",
    },
  ];
}
