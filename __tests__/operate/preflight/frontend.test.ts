import { expect, test } from "vitest";
import type { Environment } from "../../../src/config/schema";
import { runPreflight } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { exampleEnvironment } from "../../support/example-environment";
import { frontendEnvironment, ownNetworkFrontendEnvironment } from "../../support/frontend";
import { type Answers, accountWithAnswers } from "./account-with-answers";

const behind = frontendEnvironment();
const certificateArn =
  "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000002";

const quota = (of: object): Answers => ({
  GetServiceQuota: {
    body: (request) =>
      JSON.stringify(
        JSON.parse(request).QuotaCode === "L-0EA8095F" ? of : { Quota: { Value: 50 } },
      ),
  },
});
const gatewayOf = (vpcId: string): Answers => ({
  DescribeInternetGateways: {
    body: `<DescribeInternetGatewaysResponse><internetGatewaySet><item><internetGatewayId>igw-0123456789abcdef0</internetGatewayId><attachmentSet><item><vpcId>${vpcId}</vpcId><state>available</state></item></attachmentSet></item></internetGatewaySet></DescribeInternetGatewaysResponse>`,
  },
});
const here = gatewayOf("vpc-0123456789abcdef0");
const enough = quota({ Quota: { Value: 60 } });
const room = "fine: 59 of 60 rules in a security group";
const gateway = "fine: vpc-0123456789abcdef0 has igw-0123456789abcdef0";

describeWithEmulator("an account for a distribution", (aws) => {
  test.each<[title: string, environment: Environment, answers: Answers, lines: readonly string[]]>([
    ["nothing of it", exampleEnvironment(), { ...enough, ...here }, []],
    ["a gateway and room", behind, { ...enough, ...here }, [gateway, room]],
    [
      "no gateway",
      behind,
      { ...enough, ...gatewayOf("vpc-0fffffffffffffff0") },
      [
        "wrong: vpc-0123456789abcdef0 has no internet gateway: CloudFront reaches only into a VPC that has one, though no route need lead to it: aws ec2 create-internet-gateway, then attach-internet-gateway",
        room,
      ],
    ],
    ["room alone where the network is made", ownNetworkFrontendEnvironment(), enough, [room]],
    [
      "one rule too few",
      behind,
      { ...quota({ Quota: { Value: 58 } }), ...here },
      [
        gateway,
        "wrong: the load balancer's security group would need 59 rules, since CloudFront's addresses count as 55, and may have 58: ask for more in the console, Service Quotas, or name fewer clients in loadBalancer.allowedCidrs",
      ],
    ],
    [
      "a quota without a value",
      behind,
      { ...quota({}), ...here },
      [
        gateway,
        "unknown: the quota of rules in a security group has no value: look in the console, Service Quotas",
      ],
    ],
  ])("CloudFront: %s", async (_, environment, answers, lines) => {
    const { account, stop } = await accountWithAnswers(aws(), environment, answers);
    try {
      const found = (await runPreflight(account)).filter(({ subject }) => subject === "CloudFront");
      expect(
        found.map(({ verdict, finding, fix }) =>
          [verdict, finding, ...(fix ? [fix] : [])].join(": "),
        ),
      ).toEqual(lines);
    } finally {
      stop();
    }
  });

  test.each([
    [
      "issued",
      { Status: "ISSUED", SubjectAlternativeNames: ["*.dev.example.gov"] },
      "fine: issued for shop.dev.example.gov",
    ],
    [
      "pending",
      { Status: "PENDING_VALIDATION" },
      "wrong: it is PENDING_VALIDATION, not ISSUED: validate it, or name another in frontend.certificateArn",
    ],
    [
      "for another name",
      { Status: "ISSUED", SubjectAlternativeNames: ["example.gov"] },
      "wrong: it is for example.gov, not for shop.dev.example.gov: name one in frontend.certificateArn that is for the host name",
    ],
    [
      "not there",
      undefined,
      `wrong: ${certificateArn} does not exist: correct frontend.certificateArn`,
    ],
  ])("a certificate of others for the distribution: %s", async (_, Certificate, line) => {
    const environment = frontendEnvironment({ certificateArn });
    const asked: [arn: string, region: string][] = [];
    const DescribeCertificate = {
      status: Certificate ? 200 : 400,
      body: (request: string, signature: string) => {
        asked.push([JSON.parse(request).CertificateArn, signature.split("/")[2] ?? ""]);
        return JSON.stringify(
          Certificate ? { Certificate } : { __type: "ResourceNotFoundException" },
        );
      },
    };
    const { account, stop } = await accountWithAnswers(aws(), environment, {
      ...enough,
      ...here,
      DescribeCertificate,
    });
    try {
      const config = { ...account.config, region: "us-west-2" };
      const found = (await runPreflight({ ...account, config })).filter(
        ({ subject }) => subject === "Certificate",
      );
      expect(
        found.map(({ verdict, finding, fix }) =>
          [verdict, finding, ...(fix ? [fix] : [])].join(": "),
        ),
      ).toEqual([line]);
      expect(asked).toEqual([[certificateArn, "us-east-1"]]); // wherever the environment is
    } finally {
      stop();
    }
  });
});
