import type { Statement } from "../../base/policy";
import type { Environment } from "../../config/schema";
import type { AccessPlaces } from "./access-places";
import { readRecords, useTheTablesKey } from "./record-statements";
import { generatedSecretArns } from "./terraform/generated-secrets";
import { readStatements } from "./terraform/service-access";
import { terraformServices } from "./terraform/services";
import { stateAccess } from "./terraform/state-access";

/** What {@link planPolicy} and the apply policy must be told. */
export interface TerraformPolicyProps {
  /** The checked file, from which follows what Terraform keeps. */
  readonly environment: Environment;
  /** Where the environment's own things are, by ARN. */
  readonly places: AccessPlaces;
  /** ARN of the key that encrypts everything that the environment keeps. */
  readonly keyArn: string;
}

/**
 * Whoever plans reads what Terraform reads and changes nothing but the state's lock. A plan opens the generated secrets, so
 * this is as confidential as applying.
 */
export function planPolicy(props: TerraformPolicyProps): Statement[] {
  return [...readPolicy(props), ...stateAccess(props.environment, "read")];
}

/** What both a plan and an apply read. */
export function readPolicy({ environment, places, keyArn }: TerraformPolicyProps): Statement[] {
  const secrets = generatedSecretArns(environment);
  return [
    ...readStatements(terraformServices(environment)),
    ...(secrets.length === 0
      ? []
      : [
          {
            Sid: "OpenGeneratedSecrets",
            Effect: "Allow" as const,
            Action: "secretsmanager:GetSecretValue",
            Resource: secrets,
          },
          {
            Sid: "DecryptThem",
            Effect: "Allow" as const,
            Action: "kms:Decrypt",
            Resource: keyArn,
            Condition: {
              StringEquals: { "kms:ViaService": `secretsmanager.${places.region}.amazonaws.com` },
            },
          },
        ]),
    readRecords(places, ["lock"]),
    useTheTablesKey(places, "read"),
  ];
}
