import { z } from "zod";
import { arnParts } from "../base/arns";
import { choice, identifying, kmsKeyArn, section, text, variableName, wholeNumber } from "./fields";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";

const secret = choice(
  "source",
  [
    section({
      source: z
        .literal("database")
        .describe("The URL of the database that this environment makes."),
    }).describe("`postgresql://…?sslmode=require` with a generated password."),
    section({
      source: z.literal("generated").describe("Random text, made by AWS, known to nobody."),
      length: wholeNumber(32, 128, "characters").describe(
        "Characters of the generated text, 32 to 128.",
      ),
    }).describe("Random letters and digits."),
    section({
      source: z.literal("arn").describe("A secret that exists."),
      arn: identifying(
        text(
          /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+)$/,
          "the whole ARN of a Secrets Manager secret (with its 6 last characters) or of an SSM parameter",
        ).describe("ARN of a Secrets Manager secret or of an SSM SecureString parameter."),
      ),
      jsonKey: text(/^[^:\s]{1,256}$/, "a key of 1 to 256 characters without : or spaces, or null")
        .nullable()
        .describe(
          "Key within the secret's JSON; null takes the whole secret. Secrets Manager only.",
        ),
      kmsKeyArn: identifying(
        kmsKeyArn()
          .nullable()
          .describe("Key that encrypts it; null for the AWS managed key of its service."),
      ),
    }).describe("A secret that others made and rotate."),
  ],
  ["database", "generated", "arn"],
);

/** What the container gets as environment variables and nobody reads in a file. */
export const secrets = section({
  version: wholeNumber(1, 1_000_000).describe(
    "Raise it by one (1 to 1000000) to rotate the database password and every generated secret at the next apply.",
  ),
  variables: z
    .record(variableName(), secret, { error: "must be a section of names and secrets" })
    .describe("Environment variables of the container whose values are secret."),
}).describe("Secrets of the container.");

type ExistingSecret = Extract<Environment["secrets"]["variables"][string], { source: "arn" }>;

/** A secret that others made is asked for as its service understands it. */
export const secretSources: EnvironmentRule = ({ account, secrets }) =>
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

/** ECS refuses a name that is both a plain variable and a secret. */
export const variablesOnce: EnvironmentRule = ({ service, secrets }) =>
  Object.keys(service.variables)
    .filter((name) => Object.hasOwn(secrets.variables, name))
    .map((name) => ({
      path: ["service", "variables", name],
      on: "key",
      message: `must not be in secrets.variables too`,
      fix: "keep it in secrets.variables if its value is secret, else here",
    }));
