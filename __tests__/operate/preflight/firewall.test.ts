import { expect, test } from "vitest";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { makeExisting } from "../../support/existing-objects";
import { firewallSection, sharedAclArn } from "../../support/guarded";
import { type Answers, accountWithAnswers, jsonAnswer } from "./account-with-answers";

const listenerArn =
  "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef";
const others = {
  mode: "existing",
  listenerArn,
  securityGroupId: "sg-0123456789abcdef0",
  addSecurityGroupRule: true,
  priority: 10,
};
const shared = { mode: "existing", webAclArn: sharedAclArn };
const acl = (ARN: string) => ({ WebACL: { Name: "x", Id: "x", ARN, DefaultAction: {} } });
const inFront = (arn: string) => jsonAnswer("GetWebACLForResource", acl(arn));
const nothing = jsonAnswer("GetWebACLForResource", {});
const other = sharedAclArn.replace("shared", "loose");
/** So many policies of others and these, one on each page. */
const logPolicies = (others: number, ...own: readonly string[]): Answers => {
  const all = [...Array.from({ length: others }, (_, index) => `other-${index}`), ...own];
  return {
    DescribeResourcePolicies: {
      body: (request) => {
        const page = Number(JSON.parse(request).nextToken ?? 0);
        return JSON.stringify({
          resourcePolicies: [{ policyName: all[page] }],
          ...(page + 1 < all.length && { nextToken: `${page + 1}` }),
        });
      },
    },
  };
};
const ask =
  "ask the load balancer's owner, or correct loadBalancer.firewall: Slipway changes nothing of it";

describeWithEmulator("a firewall", (aws) => {
  test.each<[title: string, settings: object, answers: Answers, said: readonly string[]]>([
    ["is not asked for", {}, {}, []],
    [
      "is one of our own",
      { "loadBalancer.firewall": firewallSection() },
      {},
      ["fine: 1 of 10 policies of log groups"],
    ],
    [
      "is one of our own, and takes the last policy of a log group",
      { "loadBalancer.firewall": firewallSection() },
      logPolicies(9),
      ["fine: 10 of 10 policies of log groups"],
    ],
    [
      "is one of our own, whose policy is there among the ten",
      { "loadBalancer.firewall": firewallSection() },
      logPolicies(9, "shop-dev-firewall"),
      ["fine: 10 of 10 policies of log groups"],
    ],
    [
      "is one of our own, and others have all policies of log groups",
      { "loadBalancer.firewall": firewallSection() },
      logPolicies(10),
      [
        "wrong: 11 policies of log groups would be needed, and us-east-1 may have 10: a quota that AWS does not raise: see which are left over: aws logs describe-resource-policies; delete one that nothing needs: aws logs delete-resource-policy --policy-name …",
      ],
    ],
    [
      "is there",
      { "loadBalancer.firewall": shared },
      jsonAnswer("GetWebACL", acl(sharedAclArn)),
      ["fine: shared"],
    ],
    [
      "is not there",
      { "loadBalancer.firewall": shared },
      {},
      [
        `wrong: ${sharedAclArn} does not exist: correct loadBalancer.firewall.webAclArn: aws wafv2 list-web-acls --scope REGIONAL`,
      ],
    ],
    [
      "stands before the load balancer of others",
      { loadBalancer: { ...others, firewall: shared } },
      inFront(sharedAclArn),
      ["fine: shared stands before the load balancer"],
    ],
    [
      "does not stand before it, as AWS says it",
      { loadBalancer: { ...others, firewall: shared } },
      nothing,
      [`wrong: no firewall stands before the load balancer, not shared: ${ask}`],
    ],
    [
      "does not stand before it, as the emulator says it",
      { loadBalancer: { ...others, firewall: shared } },
      {},
      [`wrong: no firewall stands before the load balancer, not shared: ${ask}`],
    ],
    [
      "is another one",
      { loadBalancer: { ...others, firewall: shared } },
      inFront(other),
      [`wrong: loose stands before the load balancer, not shared: ${ask}`],
    ],
    [
      "is none, by the file",
      {
        loadBalancer: { ...others, firewall: { mode: "none", reason: "Its owner has none." } },
      },
      {},
      [],
    ],
  ])("%s", async (_, settings, answers, said) => {
    const environment = exampleWith({ ...settings });
    const without = structuredClone(environment);
    delete without.loadBalancer.firewall; // whether it is there is what a row says
    await makeExisting(aws(), without);
    const { account, stop } = await accountWithAnswers(aws(), environment, answers);
    try {
      const found = await looks.find(({ subject }) => subject === "Firewall")?.run(account);
      const lines = found?.map(({ verdict, finding, ...more }) =>
        [`${verdict}: ${finding}`, ...Object.values(more)].join(": "),
      );
      expect(lines).toEqual(said);
    } finally {
      stop();
    }
  });
});
