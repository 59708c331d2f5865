import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { environmentSchema } from "../../src/config/schema";
import { readPlan } from "../../src/review/read/plan";
import { planOfStacks } from "../../src/review/read/plan-of-stacks";
import { reviewPlan } from "../../src/review/review-plan";
import { reviewedEnvironment } from "../../src/review/reviewed-environment";
import type { TerraformJson } from "../../src/stack/terraform-json";
import { certificateVpnExample, vpnExample } from "../support/client-vpn";
import { connectingText } from "../support/connecting";
import { exampleText } from "../support/example-environment";
import { fixtureText } from "../support/fixture-environments";
import { frontendExample } from "../support/frontend";
import { guardedText } from "../support/guarded";
import { stackOnce } from "../support/stack-once";

// What the module itself brings into an environment that stands is distinguished from a stranger's by what the environment's file names and makes.

const newcomers =
  /^aws_(iam_|sfn_state_machine|cloudwatch_event_|scheduler_schedule|ec2_client_vpn_|route53_record|cloudwatch_metric_alarm|s3_bucket_|ecr_)/;

const asked =
  /^(trust-widened|automation-added|ingress-opened|name-moved|managed-policy-attached|setting-overwritten|unfamiliar-)/;

const drillingText = exampleText
  .replace(
    "\ndatabase:\n",
    "$&  drill: {mode: command, command: [psql], variable: RESTORED_URL, limitSeconds: 60}\n",
  )
  .replace(
    "\naccess:\n",
    '$&  restorers: {mode: role, trustedArns: ["arn:aws:iam::111111111111:role/on-call"]}\n',
  );

/** What is refused of a plan that makes everything of those kinds in the environment of that file, in which all else stands. */
async function said(text: string, more: { readonly isKnown: boolean }) {
  const environment = environmentSchema.parse(parse(text));
  const stack = stackOnce(environment);
  const standing: TerraformJson = {
    ...stack,
    resource: Object.fromEntries(
      Object.entries(stack.resource).filter(([type]) => !newcomers.test(type)),
    ),
  };
  const name = `${environment.application}-${environment.environment}`;
  const known = more.isKnown
    ? await reviewedEnvironment({ name, file: "", environment, placeholders: [] })
    : undefined;
  const plan = readPlan(planOfStacks(standing, stack), "test");
  return reviewPlan(plan, { environment: known })
    .findings.filter(({ verdict, rule }) => verdict === "refused" && asked.test(rule))
    .map(({ verdict, rule, address, what }) => ({ said: `${verdict} ${rule} ${address}`, what }));
}

// Production's account, wherever it may be another.
const reader = "refused trust-widened aws_iam_role.access_promotion_reader";
const vpn = "refused ingress-opened aws_ec2_client_vpn_endpoint.vpn";

describe.each([
  ["the example", exampleText, [reader]],
  ["the example with every role", guardedText, [reader]],
  ["the example with which people connect", connectingText, [reader]],
  ["a drill that reads", drillingText, [reader]],
  ["eec-dev", fixtureText("eec-dev"), [reader]],
  ["eec-prod", fixtureText("eec-prod"), ["refused trust-widened aws_iam_role.access_promoter"]],
  ["loan-engine-test", fixtureText("loan-engine-test"), []],
  ["pages before a bucket", frontendExample, [reader]],
  ["a VPN", vpnExample, [vpn, reader]],
  ["a VPN with certificates", certificateVpnExample, [vpn, reader]],
])("of %s", (_, text, expected) => {
  test("only what lets others in needs somebody's word, where its file is known", async () => {
    const found = await said(text, { isKnown: true });
    const ofOtherAccounts = (one: { what: string }) => one.what.endsWith("(another account)");
    const own = found.filter((one) => !ofOtherAccounts(one));
    expect(own.map((one) => one.said)).toEqual(expected.filter((one) => one.includes("vpn")));
    expect([...new Set(found.map((one) => one.said))].sort()).toEqual([...expected].sort());
  });

  test("every machine, and every role and policy for people, is refused where its file is not known", async () => {
    const stack = stackOnce(environmentSchema.parse(parse(text)));
    const found = new Set((await said(text, { isKnown: false })).map((one) => one.said));
    const names = (type: string) => Object.keys(stack.resource[type] ?? {});
    const strangers = [
      ...names("aws_sfn_state_machine").map(
        (name) => `refused automation-added aws_sfn_state_machine.${name}`,
      ),
      ...names("aws_iam_role")
        .filter((name) => name.startsWith("access_"))
        .map((name) => `refused trust-widened aws_iam_role.${name}`),
      ...names("aws_iam_group_policy_attachment").map(
        (name) => `refused managed-policy-attached aws_iam_group_policy_attachment.${name}`,
      ),
    ];
    expect([...found].filter((one) => !one.includes("vpn")).sort()).toEqual(strangers.sort());
  });
});
