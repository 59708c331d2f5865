import { arnIn, globalArnIn, type Place } from "../../src/base/arns";
import type { Environment } from "../../src/config/schema";
import { registryHost } from "../../src/contract/images";
import { namesOf } from "../../src/contract/names";
import type { TerraformJson } from "../../src/stack/terraform-json";

/** Stand-ins for what only the owner's account knows, in the angle brackets that AWS' own examples use. */
const placeholders = {
  account: "<ACCOUNT_ID>",
  region: "<REGION>",
  digest: "<IMAGE_DIGEST>",
  keyId: "<KEY_ID>",
} as const;

type Attributes = Readonly<Record<string, unknown>>;

/**
 * The stand-in for what AWS adds to a secret, such as `<DATABASE_URL_SUFFIX>` for `loan-engine/database-url`: one for each secret,
 * because each has its own.
 */
function secretPlaceholder(secretName: string, what: "SUFFIX" | "VERSION_ID"): string {
  const name = secretName.replace(/^.*\//, "").replaceAll(/\W/g, "_").toUpperCase();
  return `<${name}_${what}>`;
}

/** The ARN of a secret that somebody else made, as an environment file gives it: its name, and the six characters that AWS added. */
const existingSecret = /(:secretsmanager:[\w-]+:\d{12}:secret:)([\w/+=.@-]+)-\w{6}\b/g;

/** Where the kit's files are filled in: the placeholders in place of an account and a region. */
const nowhere: Place = { account: placeholders.account, region: placeholders.region };

/**
 * Replaces Terraform's references in a text by what the reference would be, with placeholders for what only AWS knows. Throws on a
 * reference that it has no words for, so that a new one cannot slip into the kit.
 */
export function resolve(text: string, json: TerraformJson, environment: Environment): string {
  return text
    .replaceAll(/\$\{(\w+)\.(\w+)\.(\w+)\}/g, (reference, type, name, attribute) => {
      const attributes = json.resource[type]?.[name] ?? {};
      const value = known(type, attribute, attributes, json, environment);
      if (value === undefined) throw new Error(`the kit has no words for ${reference}`);
      return value;
    })
    .replaceAll(
      existingSecret,
      (_, start, name) => `${start}${name}-${secretPlaceholder(name, "SUFFIX")}`,
    )
    .replaceAll(environment.account, placeholders.account)
    .replaceAll(environment.region, placeholders.region);
}

function known(
  type: string,
  attribute: string,
  attributes: Attributes,
  json: TerraformJson,
  environment: Environment,
): string | undefined {
  switch (`${type}.${attribute}`) {
    case "aws_iam_role.arn":
      return globalArnIn(nowhere, "iam", `role${attributes["path"] ?? "/"}${attributes["name"]}`);
    case "aws_ecr_repository.arn":
      return arnIn(nowhere, "ecr", `repository/${attributes["name"]}`);
    case "aws_ecr_repository.repository_url":
      return `${registryHost(nowhere)}/${attributes["name"]}`;
    case "aws_ssm_parameter.insecure_value":
      return placeholders.digest;
    case "aws_kms_key.arn":
      return arnIn(nowhere, "kms", `key/${placeholders.keyId}`);
    case "aws_secretsmanager_secret.arn":
      return secretArn(attributes["name"]);
    case "aws_secretsmanager_secret_version.arn":
      return secretArn(ownerOf(attributes, json)["name"]);
    case "aws_secretsmanager_secret_version.version_id":
      return secretPlaceholder(String(ownerOf(attributes, json)["name"]), "VERSION_ID");
    case "aws_cloudwatch_log_group.name":
      return String(attributes["name"] ?? namesOf(environment).appLogGroup);
    default:
      return undefined;
  }
}

function secretArn(name: unknown): string {
  const suffix = secretPlaceholder(String(name), "SUFFIX");
  return arnIn(nowhere, "secretsmanager", `secret:${name}-${suffix}`);
}

/** The secret that a version belongs to. */
function ownerOf(version: Attributes, json: TerraformJson): Attributes {
  const name = /^\$\{aws_secretsmanager_secret\.(\w+)\.id\}$/.exec(
    String(version["secret_id"]),
  )?.[1];
  return json.resource["aws_secretsmanager_secret"]?.[name ?? ""] ?? {};
}
