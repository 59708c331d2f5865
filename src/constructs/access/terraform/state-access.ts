import { partitionOf } from "../../../base/arns";
import type { Statement } from "../../../base/policy";
import type { Environment } from "../../../config/schema";
import { namesOf } from "../../../contract/names";
import { stateKeyAlias } from "../../../terraform/state-key";

/**
 * The environment's state and its lock. Whoever plans reads the state and may take the lock, and cannot write the state.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export function stateAccess(environment: Environment, how: "read" | "write"): Statement[] {
  const { account, state } = environment;
  const { stateKey } = namesOf(environment);
  const partition = partitionOf(state.region);
  const bucket = `arn:${partition}:s3:::${state.bucket}`;
  return [
    {
      Sid: "FindTheState",
      Effect: "Allow",
      Action: "s3:ListBucket",
      Resource: bucket,
      Condition: { StringLike: { "s3:prefix": `${stateKey}*` } },
    },
    {
      Sid: how === "read" ? "ReadTheState" : "WriteTheState",
      Effect: "Allow",
      Action: how === "read" ? "s3:GetObject" : ["s3:GetObject", "s3:PutObject"],
      Resource: `${bucket}/${stateKey}`,
    },
    {
      Sid: "LockTheState",
      Effect: "Allow",
      Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
      Resource: `${bucket}/${stateKey}.tflock`,
    },
    {
      Sid: "UseTheStatesKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: `arn:${partition}:kms:${state.region}:${account}:key/*`,
      Condition: {
        StringEquals: { "kms:ViaService": `s3.${state.region}.amazonaws.com` },
        "ForAnyValue:StringEquals": { "kms:ResourceAliases": stateKeyAlias },
      },
    },
  ];
}
