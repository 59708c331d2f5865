import { expect, test } from "vitest";
import {
  trustInPrincipals,
  trustInRoles,
} from "../../../../src/stack/constructs/access/access-role";

const promoter = "arn:aws:iam::222222222222:role/shop-prod-promoter";
const place = { account: "111111111111", region: "us-east-1" };

test("whoever exists is trusted by name", () => {
  const jenkins = "arn:aws:iam::111111111111:role/jenkins";
  expect(trustInPrincipals([jenkins])).toEqual([
    {
      Sid: "NamedInTheEnvironmentsFile",
      Effect: "Allow",
      Principal: { AWS: [jenkins] },
      Action: "sts:AssumeRole",
    },
  ]);
});

test("a role that another stack makes later is trusted through its account, and of that account it alone", () => {
  expect(trustInRoles([promoter], place)).toMatchObject([
    {
      Sid: "NamedInTheEnvironmentsFile",
      Principal: { AWS: ["arn:aws:iam::222222222222:root"] },
      Condition: { ArnEquals: { "aws:PrincipalArn": [promoter] } },
    },
  ]);
});
