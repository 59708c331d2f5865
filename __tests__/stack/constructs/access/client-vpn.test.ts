import { expect, test } from "vitest";
import type { Environment } from "../../../../src/config/schema";
import { ownNetworkVpnEnvironment, vpnEnvironment } from "../../../support/client-vpn";
import { exampleEnvironment } from "../../../support/example-environment";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const own = { "aws:ResourceTag/application": "shop", "aws:ResourceTag/environment": "dev" };
const endpoints = "arn:aws:ec2:us-east-1:111111111111:client-vpn-endpoint/*";

/** Every statement of the policies whose addresses begin so. */
const statements = (environment: Environment, address: string) =>
  Object.entries(synthesizeEnvironment(environment).all("aws_iam_policy"))
    .filter(([name]) => name.startsWith(address))
    .flatMap(([, { policy }]) => parsed(String(policy)).Statement);
const bySid = (environment: Environment, sid: string) =>
  statements(environment, "access_apply").find(({ Sid }) => Sid === sid);

test("developers find the VPN and get its configuration, of this environment alone, where there is one", () => {
  const { policy } = synthesizeEnvironment(vpnEnvironment()).resource(
    "aws_iam_policy.access_developers",
  );
  expect(statement(policy, "FindTheVpn")).toMatchObject({
    Action: "ec2:DescribeClientVpnEndpoints",
    Resource: "*",
  });
  expect(statement(policy, "GetTheVpnsConfiguration")).toMatchObject({
    Action: "ec2:ExportClientVpnClientConfiguration",
    Resource: endpoints,
    Condition: { StringEquals: own },
  });
  expect(JSON.stringify(statements(exampleEnvironment(), "access_developers"))).not.toContain(
    "ClientVpn",
  );
});

test("whoever applies changes this environment's endpoint alone, in its network, and lets AWS make Client VPN's own role", () => {
  expect(bySid(vpnEnvironment(), "ChangeVpn")).toMatchObject({
    Resource: endpoints,
    Condition: { StringEquals: own },
  });
  expect(bySid(vpnEnvironment(), "ChangeVpnInANetworkOfOthers")?.Resource).toEqual([
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0aaaaaaaaaaaaaaa1",
    "arn:aws:ec2:us-east-1:111111111111:subnet/subnet-0aaaaaaaaaaaaaaa2",
    "arn:aws:ec2:us-east-1:111111111111:vpc/vpc-0123456789abcdef0",
  ]);
  expect(bySid(ownNetworkVpnEnvironment(), "ChangeVpnInTheNetwork")).toMatchObject({
    Resource: ["security-group/*", "subnet/*", "vpc/*"].map(
      (kind) => `arn:aws:ec2:us-east-1:111111111111:${kind}`,
    ),
    Condition: { StringEquals: own },
  });
  expect(bySid(ownNetworkVpnEnvironment(), "ChangeVpnInANetworkOfOthers")).toBeUndefined();
  const roles = (environment: Environment) =>
    bySid(environment, "LetServicesMakeTheirOwnRoles")?.Condition?.["StringEquals"]?.[
      "iam:AWSServiceName"
    ];
  expect(roles(vpnEnvironment())).toContain("clientvpn.amazonaws.com");
  expect(roles(exampleEnvironment())).not.toContain("clientvpn.amazonaws.com");
  expect(JSON.stringify(statements(exampleEnvironment(), "access_apply"))).not.toContain(
    "ClientVpn",
  );
});
