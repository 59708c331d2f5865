import { expect, test } from "vitest";
import type { Environment } from "../../../src/config/schema";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { byCertificate, ownNetworkVpnEnvironment, vpnEnvironment } from "../../support/client-vpn";
import { describeWithEmulator } from "../../support/emulator";
import { exampleEnvironment } from "../../support/example-environment";
import { type Answers, accountWithAnswers, jsonAnswer, queryAnswer } from "./account-with-answers";

const issued = jsonAnswer("DescribeCertificate", { Certificate: { Status: "ISSUED" } });
const pending = jsonAnswer("DescribeCertificate", {
  Certificate: { Status: "PENDING_VALIDATION" },
});
const noCertificate: Answers = {
  DescribeCertificate: {
    status: 400,
    body: JSON.stringify({ __type: "ResourceNotFoundException", message: "not found" }),
  },
};
const provider = queryAnswer("GetSAMLProvider", "<CreateDate>2026-01-01T00:00:00Z</CreateDate>");
const noProvider: Answers = {
  GetSAMLProvider: {
    status: 404,
    body: "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>none</Message></Error></ErrorResponse>",
  },
};
const vpc = (...ranges: readonly string[]): Answers => ({
  DescribeVpcs: {
    body: `<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-0123456789abcdef0</vpcId><cidrBlockAssociationSet>${ranges
      .map((range) => `<item><cidrBlock>${range}</cidrBlock></item>`)
      .join("")}</cidrBlockAssociationSet></item></vpcSet></DescribeVpcsResponse>`,
  },
});
const noVpc: Answers = {
  DescribeVpcs: {
    status: 400,
    body: "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>none</Message></Error></Errors></Response>",
  },
};
const good = { ...issued, ...provider, ...vpc("10.64.0.0/16", "10.65.0.0/16") };
const fines = [
  "fine: serverCertificateArn is issued",
  "fine: authentication.providerArn is there",
  "fine: authentication.portalProviderArn is there",
];
const apart = "fine: 10.100.0.0/22 is apart from 10.64.0.0/16, 10.65.0.0/16";
const saml = "arn:aws:iam::111111111111:saml-provider";
const certificate =
  "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-00000000000";

describeWithEmulator("the VPN", (aws) => {
  test.each<[title: string, environment: Environment, answers: Answers, said: readonly string[]]>([
    ["is not asked for", exampleEnvironment(), good, []],
    ["finds everything", vpnEnvironment(), good, [...fines, apart]],
    [
      "with mutual TLS has a second certificate, and in a network of its own the file knows the addresses",
      ownNetworkVpnEnvironment(),
      issued,
      [
        "fine: serverCertificateArn is issued",
        "fine: authentication.clientCertificateArn is issued",
      ],
    ],
    [
      "has a certificate that is not issued",
      vpnEnvironment(),
      { ...good, ...pending },
      [
        "wrong: serverCertificateArn is PENDING_VALIDATION, not ISSUED: validate it or import it anew, or name another in access.vpn.serverCertificateArn",
        ...fines.slice(1),
        apart,
      ],
    ],
    [
      "has certificates that are not there",
      ownNetworkVpnEnvironment({ authentication: byCertificate }),
      noCertificate,
      [
        `wrong: ${certificate}0 does not exist: correct access.vpn.serverCertificateArn: aws acm list-certificates`,
        `wrong: ${certificate}1 does not exist: correct access.vpn.authentication.clientCertificateArn: aws acm list-certificates`,
      ],
    ],
    [
      "has providers that are not there",
      vpnEnvironment(),
      { ...good, ...noProvider },
      [
        "fine: serverCertificateArn is issued",
        `wrong: ${saml}/identity-center does not exist: correct access.vpn.authentication.providerArn: aws iam list-saml-providers`,
        `wrong: ${saml}/portal does not exist: correct access.vpn.authentication.portalProviderArn: aws iam list-saml-providers`,
        apart,
      ],
    ],
    [
      "has addresses that are the VPC's second range's",
      vpnEnvironment(),
      { ...good, ...vpc("10.64.0.0/16", "10.100.0.0/16") },
      [
        ...fines,
        "wrong: vpc-0123456789abcdef0 has addresses of 10.100.0.0/22: 10.100.0.0/16: choose another range in access.vpn.clientCidr",
      ],
    ],
    [
      "takes an answer without ranges for none",
      vpnEnvironment(),
      { ...good, ...vpc() },
      [
        ...fines,
        "unknown: whether vpc-0123456789abcdef0 has addresses of 10.100.0.0/22: AWS names no range of it: aws ec2 describe-vpcs --vpc-ids vpc-0123456789abcdef0",
      ],
    ],
    ["leaves a VPC that is not there to that line", vpnEnvironment(), { ...good, ...noVpc }, fines],
  ])("%s", async (_, environment, answers, said) => {
    const { account, stop } = await accountWithAnswers(aws(), environment, answers);
    try {
      const found = await looks.find(({ subject }) => subject === "VPN")?.run(account);
      const lines = found?.map(({ verdict, finding, ...more }) =>
        [`${verdict}: ${finding}`, ...Object.values(more)].join(": "),
      );
      expect(lines).toEqual(said);
    } finally {
      stop();
    }
  });
});
