import { type PolicyStatement, policyJson } from "../../../base/policy";
import { type TableWriter, tableWriters } from "../../../contract/delivery-table";

/** Who may write into the table, by ARN: `others` where there is no role for it, so that people do it with permissions of their own. */
export type WriterArns = Readonly<
  Record<Exclude<TableWriter, "others">, readonly string[] | "others">
>;

/** Writes in batches and by PartiQL, which none of our commands makes: no condition distinguishes the kinds of their items as well. */
const otherWrites = [
  "dynamodb:BatchWriteItem",
  "dynamodb:PartiQLDelete",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLUpdate",
] as const;

/**
 * The table's own policy as JSON: it allows nothing, and refuses to write an item to everybody but those whose kind of item it is, administrators
 * included. Whoever may remove the policy can repair what it protects. Reading is not touched, nor what Terraform does.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
 */
export function tablePolicy(tableArn: string, arns: WriterArns): string {
  const kindsByWriters = new Map<string, string[]>();
  for (const { kind, writers } of tableWriters) {
    const named = writers.map((writer: TableWriter) =>
      writer === "others" ? "others" : arns[writer],
    );
    if (named.includes("others")) continue;
    const key = JSON.stringify(named.flat().sort());
    kindsByWriters.set(key, [...(kindsByWriters.get(key) ?? []), kind]);
  }
  return policyJson([
    ...[...kindsByWriters].map(([key, kinds]): PolicyStatement => {
      const allowed: string[] = JSON.parse(key);
      return {
        Sid: `OnlyTheirOwnWrite${kinds.map(pascal).join("")}`,
        Effect: "Deny",
        Principal: "*",
        Action: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        Resource: tableArn,
        Condition: {
          "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": kinds },
          ...(allowed.length > 0 && { ArnNotEquals: { "aws:PrincipalArn": allowed } }),
        },
      };
    }),
    {
      Sid: "NobodyWritesInAnotherWay",
      Effect: "Deny",
      Principal: "*",
      Action: otherWrites,
      Resource: tableArn,
    },
  ]);
}

function pascal(kind: string): string {
  return kind.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
}
