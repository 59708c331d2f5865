import { expect, test } from "vitest";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { type Answers, accountWithAnswers, queryAnswer } from "./account-with-answers";

const standard = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";
const known = (...names: readonly string[]): Answers =>
  queryAnswer(
    "DescribeSSLPolicies",
    `<SslPolicies>${names.map((name) => `<member><Name>${name}</Name></member>`).join("")}</SslPolicies>`,
  );
const unknown: Answers = {
  DescribeSSLPolicies: {
    status: 400,
    body: "<ErrorResponse><Error><Code>SSLPolicyNotFound</Code><Message>not found</Message></Error></ErrorResponse>",
  },
};
const fix = "choose another loadBalancer.tlsPolicy, or leave it out";

describeWithEmulator("the TLS policy", (aws) => {
  test.each<[title: string, settings: object, answers: Answers, said: readonly string[]]>([
    ["is not asked for", {}, {}, []],
    ["is known", { "loadBalancer.tlsPolicy": "standard" }, known(standard), [`fine: ${standard}`]],
    [
      "is not known",
      { "loadBalancer.tlsPolicy": "standard" },
      unknown,
      [`wrong: load balancers of us-east-1 do not know ${standard}: ${fix}`],
    ],
    [
      "is not in an empty answer",
      { "loadBalancer.tlsPolicy": "standard" },
      known(),
      [`wrong: load balancers of us-east-1 do not know ${standard}: ${fix}`],
    ],
  ])("%s", async (_, settings, answers, said) => {
    const { account, stop } = await accountWithAnswers(
      aws(),
      exampleWith({ ...settings }),
      answers,
    );
    try {
      const found = await looks.find(({ subject }) => subject === "TLS")?.run(account);
      const lines = found?.map(({ verdict, finding, ...more }) =>
        [`${verdict}: ${finding}`, ...Object.values(more)].join(": "),
      );
      expect(lines).toEqual(said);
    } finally {
      stop();
    }
  });
});
