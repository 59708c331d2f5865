import { z } from "zod";
import {
  arn,
  choice,
  identifying,
  logRetentionDays,
  oneOf,
  reason,
  section,
  wholeNumber,
} from "./fields";
import type { EnvironmentRule } from "./rule";

const action = (rules: string) =>
  oneOf(["count", "block"]).describe(`${rules}: \`block\` refuses, \`count\` only records.`);

/** What a web ACL of our own looks for, wherever it stands. */
const ruleSettings = {
  common: action("Rules against common attacks, `AWSManagedRulesCommonRuleSet`"),
  maxBodyKiB: z
    .literal(8, { error: "must be 8, or null" })
    .nullable()
    .describe(
      "8 also blocks every request whose body is longer than 8 KiB, uploads too; null only counts them.",
    ),
  knownBadInputs: action(
    "Rules against requests that are known to exploit something, `AWSManagedRulesKnownBadInputsRuleSet`",
  ),
  ipReputation: action(
    "Addresses that AWS knows for attacks, `AWSManagedRulesAmazonIpReputationList`",
  ),
  sqlInjection: oneOf(["off", "count", "block"]).describe(
    "Rules against SQL in requests, `AWSManagedRulesSQLiRuleSet`: `block` refuses, `count` only records, `off` leaves them out.",
  ),
  rateLimit: section({
    requestsPerFiveMinutes: wholeNumber(10, 2_000_000_000, "requests").describe(
      "Requests of one address in five minutes beyond which it applies, 10 to 2000000000. Many people can share an address.",
    ),
    action: action("Requests beyond it"),
  }).describe("How much one address may ask."),
};

const none = section({
  mode: z.literal("none").describe("There is no firewall."),
  reason: reason().describe("Why there is none, 10 to 300 characters."),
}).describe("Nothing looks at requests before the application does.");

const existing = (about: string) =>
  section({
    mode: z.literal("existing").describe("A web ACL that others own."),
    webAclArn: identifying(
      arn(
        "wafv2",
        /regional\/webacl\/[\w-]{1,128}\/[\w-]{1,64}/,
        "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shared/00000000-0000-0000-0000-000000000000",
      ).describe("Its ARN; it is in the load balancer's region."),
    ),
  }).describe(about);

/** The firewall in front of a distribution: without a section of its own nobody knows whether it was forgotten. */
export const firewallOfDistribution = choice(
  "mode",
  [
    section({
      mode: z.literal("managed").describe("A web ACL with AWS's own groups of rules."),
      ...ruleSettings,
    }).describe(
      "A web ACL of this environment's own, in us-east-1; its record is kept as long as the distribution's.",
    ),
    section({
      mode: z.literal("existing").describe("A web ACL that others own."),
      webAclArn: identifying(
        arn(
          "wafv2",
          /global\/webacl\/[\w-]{1,128}\/[\w-]{1,64}/,
          "arn:aws:wafv2:us-east-1:111111111111:global/webacl/shared/00000000-0000-0000-0000-000000000000",
        ).describe("Its ARN, of scope CLOUDFRONT."),
      ),
    }).describe("A web ACL that others own is put in front of the distribution."),
    none,
  ],
  ["managed", "existing", "none"],
).describe("The firewall (AWS WAF) in front of the distribution.");

/** The firewall in front of a load balancer of our own. @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html */
export const firewall = choice(
  "mode",
  [
    section({
      mode: z.literal("managed").describe("A web ACL with AWS's own groups of rules."),
      ...ruleSettings,
      logRetentionDays: logRetentionDays().describe(
        "Days that records of blocked and counted requests are kept.",
      ),
    }).describe("A web ACL of this environment's own."),
    existing("A web ACL that others own is put in front of the load balancer."),
    none,
  ],
  ["managed", "existing", "none"],
)
  .describe("The firewall (AWS WAF) in front of the load balancer. Absent: there is none.")
  .optional();

/** The firewall in front of a load balancer that others own: what must be there. */
export const firewallOfOthers = choice(
  "mode",
  [existing("`slipway preflight` checks that it stands before the load balancer."), none],
  ["existing", "none"],
)
  .describe(
    "The firewall (AWS WAF) that its owner has put in front of it: looked for, never changed. Absent: nobody looks.",
  )
  .optional();

/** What only counts cannot block long bodies. */
export const bodyLimit: EnvironmentRule = ({ loadBalancer, frontend }) => {
  const places = [
    { at: "loadBalancer", firewall: loadBalancer.firewall },
    { at: "frontend", firewall: frontend?.mode === "cdn" ? frontend.firewall : undefined },
  ];
  return places.flatMap(({ at, firewall }) => {
    if (firewall?.mode !== "managed") return [];
    const { common, maxBodyKiB } = firewall;
    if (maxBodyKiB === null || common === "block") return [];
    return [
      {
        path: [at, "firewall", "maxBodyKiB"],
        message: `must be null where common is count, got ${maxBodyKiB}`,
        fix: "write null, or common: block: the limit is one of the common rules",
      },
    ];
  });
};
