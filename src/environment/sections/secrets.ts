import { z } from "zod";
import { choice, kmsKeyArn, section, text, wholeNumber } from "../fields";
import { variableName } from "./service";

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
      arn: text(
        /^arn:aws[a-z-]*:(secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}|ssm:[a-z0-9-]+:\d{12}:parameter\/[\w./-]+)$/,
        "the whole ARN of a Secrets Manager secret (with its 6 last characters) or of an SSM parameter",
      ).describe("ARN of a Secrets Manager secret or of an SSM SecureString parameter."),
      jsonKey: text(/^[^:\s]{1,256}$/, "a key of 1 to 256 characters without : or spaces, or null")
        .nullable()
        .describe(
          "Key within the secret's JSON; null takes the whole secret. Secrets Manager only.",
        ),
      kmsKeyArn: kmsKeyArn()
        .nullable()
        .describe("Key that encrypts it; null for the AWS managed key of its service."),
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
