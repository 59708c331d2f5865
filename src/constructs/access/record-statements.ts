import type { Statement } from "../../base/policy";
import type { AccessPlaces } from "./access-places";

/** What may be in the table of an environment, by the first half of its key. */
export type TableKind =
  | "lock"
  | "decision"
  | "release"
  | "history"
  | "last"
  | "evidence"
  | "promotion";

/** Read records of these kinds. */
export function readRecords({ tableArn }: AccessPlaces, kinds: readonly TableKind[]): Statement {
  return {
    Sid: "ReadRecords",
    Effect: "Allow",
    Action: ["dynamodb:GetItem", "dynamodb:Query"],
    Resource: tableArn,
    Condition: ofKinds(kinds),
  };
}

/** Write records of these kinds, and none of the deployer's. */
export function writeRecords(
  { tableArn }: AccessPlaces,
  kinds: readonly TableKind[],
  actions: readonly string[],
): Statement {
  return {
    Sid: "WriteRecords",
    Effect: "Allow",
    Action: actions,
    Resource: tableArn,
    Condition: ofKinds(kinds),
  };
}

/**
 * Use the key that encrypts the table, through the table alone. Known by its alias, because it may be another stack's.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export function useTheTablesKey(places: AccessPlaces, how: "read" | "write"): Statement {
  const { partition, region, account, keyAlias } = places;
  const write = ["kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];
  return {
    Sid: "UseTheTablesKey",
    Effect: "Allow",
    Action: ["kms:Decrypt", "kms:DescribeKey", ...(how === "write" ? write : [])],
    Resource: `arn:${partition}:kms:${region}:${account}:key/*`,
    Condition: {
      StringEquals: { "kms:ViaService": `dynamodb.${region}.amazonaws.com` },
      "ForAnyValue:StringEquals": { "kms:ResourceAliases": keyAlias },
    },
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
function ofKinds(kinds: readonly TableKind[]): NonNullable<Statement["Condition"]> {
  return { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [...kinds].sort() } };
}
