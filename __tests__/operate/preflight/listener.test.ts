import { expect, test } from "vitest";
import { certificateAnswer } from "../../../src/operate/preflight/entry";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { makeExisting } from "../../support/existing-objects";
import { type Answers, accountWithAnswers, queryAnswer } from "./account-with-answers";

const listenerArn =
  "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef";
const existing = {
  mode: "existing",
  listenerArn,
  securityGroupId: "sg-0123456789abcdef0",
  addSecurityGroupRule: true,
  priority: 10,
};
const rule = (priority: number, host: string): Answers =>
  queryAnswer(
    "DescribeRules",
    `<Rules><member><Priority>${priority}</Priority><Conditions><member><Field>host-header</Field><HostHeaderConfig><Values><member>${host}</member></Values></HostHeaderConfig></member></Conditions></member></Rules>`,
  );

describeWithEmulator("a listener that exists", (aws) => {
  test.each<[title: string, settings: object, answers: Answers, said: string]>([
    ["as the file says", {}, {}, "fine: HTTPS in vpc-0123456789abcdef0, priority 10 is free"],
    [
      "with our own rule",
      {},
      rule(10, "shop.dev.example.gov"),
      "fine: HTTPS in vpc-0123456789abcdef0, priority 10 is free",
    ],
    [
      "with another's rule",
      {},
      rule(10, "other.example.gov"),
      "wrong: priority 10 is taken, by a rule for other.example.gov",
    ],
    [
      "with another's rule elsewhere",
      {},
      rule(11, "other.example.gov"),
      "fine: HTTPS in vpc-0123456789abcdef0, priority 10 is free",
    ],
    [
      "with another's rule where maintenance needs a place",
      { "loadBalancer.maintenance": true },
      rule(11, "other.example.gov"),
      "wrong: priority 11 is taken, by a rule for other.example.gov",
    ],
    [
      "with another group",
      { "loadBalancer.securityGroupId": "sg-0fedcba9876543210" },
      {},
      "wrong: its load balancer has the security group sg-0123456789abcdef0, not sg-0fedcba9876543210",
    ],
    [
      "in another VPC",
      { "network.vpcId": "vpc-0fedcba9876543210" },
      {},
      "wrong: its load balancer is in vpc-0123456789abcdef0, not in vpc-0fedcba9876543210",
    ],
    [
      "without TLS",
      {},
      queryAnswer(
        "DescribeListeners",
        `<Listeners><member><ListenerArn>${listenerArn}</ListenerArn><LoadBalancerArn>${listenerArn.replace(":listener/", ":loadbalancer/").replace(/\/\w+$/, "")}</LoadBalancerArn><Protocol>HTTP</Protocol></member></Listeners>`,
      ),
      "wrong: the listener speaks HTTP",
    ],
    [
      "that is not there",
      { "loadBalancer.listenerArn": listenerArn.replace(/.$/, "0") },
      {},
      `wrong: ${listenerArn.replace(/.$/, "0")} does not exist`,
    ],
  ])("%s", async (_, settings, answers, said) => {
    await makeExisting(aws(), exampleWith({ loadBalancer: existing }));
    const environment = exampleWith({ loadBalancer: { ...existing }, ...settings });
    const { account, stop } = await accountWithAnswers(aws(), environment, answers);
    try {
      const found = await looks.find(({ subject }) => subject === "Listener")?.run(account);
      expect(found?.map(({ verdict, finding }) => `${verdict}: ${finding}`)).toEqual([said]);
    } finally {
      stop();
    }
  });
});

test.each([
  [{ Status: "PENDING_VALIDATION" }, "wrong: it is PENDING_VALIDATION, not ISSUED"],
  [{}, "wrong: it is without a status, not ISSUED"],
  [
    { Status: "ISSUED", SubjectAlternativeNames: ["*.example.gov"] },
    "wrong: it is for *.example.gov, not for shop.dev.example.gov",
  ],
  [
    { Status: "ISSUED", SubjectAlternativeNames: ["*.dev.example.gov"] },
    "fine: issued for shop.dev.example.gov",
  ],
  [
    {
      Status: "ISSUED",
      SubjectAlternativeNames: ["shop.dev.example.gov"],
      RenewalEligibility: "INELIGIBLE",
    },
    "unknown: it is for shop.dev.example.gov, but ACM will not renew it",
  ],
])("a certificate of %j", (given, said) => {
  const { verdict, finding } = certificateAnswer("shop.dev.example.gov", given);
  expect(`${verdict}: ${finding}`).toBe(said);
});
