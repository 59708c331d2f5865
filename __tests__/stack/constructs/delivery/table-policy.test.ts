import { expect, test } from "vitest";
import {
  tablePolicy,
  type WriterArns,
} from "../../../../src/stack/constructs/delivery/table-policy";
import { parsed } from "../../../support/synth";

const table = "arn:aws:dynamodb:us-east-1:111111111111:table/shop-dev-delivery";
const role = (name: string) => [`arn:aws:iam::111111111111:role/shop-dev-${name}`];
const arns: WriterArns = {
  deployer: role("deployer"),
  tester: [],
  promoter: role("promoter"),
  waivers: role("waivers"),
  operator: "others",
  taskRunner: role("runner"),
  restorer: role("runner"),
  databaseClient: [...role("second"), ...role("first")],
  publisher: "others",
};
const only = (sid: string, kinds: readonly string[], allowed?: readonly string[]) => ({
  Sid: `OnlyTheirOwnWrite${sid}`,
  Effect: "Deny",
  Principal: "*",
  Action: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  Resource: table,
  Condition: {
    "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": kinds },
    ...(allowed && { ArnNotEquals: { "aws:PrincipalArn": allowed } }),
  },
});

test("refuses to write an item to everybody but those whose kind it is, to all where nobody's, and leaves alone what others write too", () => {
  expect(parsed(tablePolicy(table, arns)).Statement).toEqual([
    only("Connection", ["connection"], [...role("first"), ...role("second")]),
    only(
      "DecisionFirstSeenLastNoticedRelease",
      ["decision", "first-seen", "last", "noticed", "release"],
      role("deployer"),
    ),
    only("Evidence", ["evidence"]),
    only("Promotion", ["promotion"], role("promoter")),
    only("RestoreRun", ["restore", "run"], role("runner")),
    only("Waiver", ["waiver"], role("waivers")),
    {
      Sid: "NobodyWritesInAnotherWay",
      Effect: "Deny",
      Principal: "*",
      Action: [
        "dynamodb:BatchWriteItem",
        "dynamodb:PartiQLDelete",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
      ],
      Resource: table,
    },
  ]);
});
