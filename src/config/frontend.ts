import { z } from "zod";
import { partitionOf } from "../base/arns";
import { certificateArn, choice, identifying, list, section, text, wholeNumber } from "./fields";
import { firewallOfDistribution } from "./firewall";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";
import { clientVpnOf } from "./vpn";

/** CloudFront takes certificates and web ACLs of this region alone. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html */
export const globalRegion = "us-east-1";

/** What the paths are where the file names none. */
const whenAbsent = {
  backendPaths: ["/api/*", "/auth/*", "/health/*"],
  immutablePaths: ["/assets/*"],
} as const;

const asWritten = (paths: readonly string[]) => paths.map((path) => `\`${path}\``).join(", ");

/** The pages that people load in their browsers, beside the application that answers them. */
export const frontend = choice(
  "mode",
  [
    section({
      mode: z.literal("none").describe("The application answers everything itself."),
    }).describe("The host name leads to the load balancer."),
    section({
      mode: z.literal("cdn").describe("A bucket and a CloudFront distribution."),
      certificateArn: identifying(
        certificateArn()
          .nullable()
          .describe(
            "Certificate in us-east-1 that covers the host name; null: ACM makes one there, proved by the record of `domain.certificate`.",
          ),
      ),
      backendPaths: list(
        text(
          /^(\/[\w.-]{1,40}){1,4}\/\*$/,
          "a path that begins with / and ends in /*, such as /api/*, with 1 to 4 parts of letters, digits and ._-",
        ),
        1,
      )
        .describe(
          `Requests that go to the load balancer and are never cached, at least 1; everything else is a page or a file. Absent: ${asWritten(whenAbsent.backendPaths)}.`,
        )
        .optional(),
      immutablePaths: list(
        text(
          /^(\/[\w.-]{1,40}){1,4}\/\*$/,
          "a path that begins with / and ends in /*, such as /assets/*, with 1 to 4 parts of letters, digits and ._-",
        ),
      )
        .describe(
          `Files whose bytes never change under their name, because it holds their hash: \`slipway frontend publish\` lets browsers keep them for a year. Absent: ${asWritten(whenAbsent.immutablePaths)}.`,
        )
        .optional(),
      contentSecurityPolicy: text(
        /^[\x20-\x7e]{1,2000}$/,
        "a text of 1 to 2000 printable ASCII characters",
      ).describe(
        "What pages may load and from where, 1 to 2000 characters, such as `default-src 'self'`: sent as `Content-Security-Policy` with every page and file.",
      ),
      logRetentionDays: wholeNumber(1, 3650, "days").describe(
        "Days that the distribution's and its firewall's logs are kept in their bucket, 1 to 3650.",
      ),
      firewall: firewallOfDistribution,
    }).describe(
      "The host name leads to a CloudFront distribution in front of a private bucket and of an internal load balancer.",
    ),
  ],
  ["none", "cdn"],
)
  .describe("Where pages come from (docs/frontend.md). Absent: `none`.")
  .optional();

/** A distribution of the environment's own. */
export type CdnSettings = Extract<NonNullable<Environment["frontend"]>, { readonly mode: "cdn" }>;

/** The distribution of the environment's own; undefined where there is none. */
export function cdnOf({ frontend: given }: Environment): CdnSettings | undefined {
  return given?.mode === "cdn" ? given : undefined;
}

/** Paths of the requests that go to the load balancer. */
export function backendPathsOf({ backendPaths }: CdnSettings): readonly string[] {
  return backendPaths ?? whenAbsent.backendPaths;
}

/** Paths of the files that browsers may keep for a year. */
export function immutablePathsOf({ immutablePaths }: CdnSettings): readonly string[] {
  return immutablePaths ?? whenAbsent.immutablePaths;
}

/** CloudFront has a cache behavior for each path, of which a distribution has 75 with the default one. @see https://docs.aws.amazon.com/general/latest/gr/cf_region.html */
const mostPaths = 74;

/** A distribution reaches an internal load balancer of our own, and people reach the distribution by a public name. */
export const frontendLeadsThere: EnvironmentRule = (environment) => {
  if (cdnOf(environment) === undefined) return [];
  const { loadBalancer, domain, region } = environment;
  const refused = (what: string, fix: string): RuleProblem => ({
    path: ["frontend", "mode"],
    message: `must be none where ${what}, got cdn`,
    fix,
  });
  const internal =
    "write scheme: internal; a load balancer that faces the Internet is replaced by it, as docs/frontend.md says";
  return [
    ...(partitionOf(region) === "aws"
      ? []
      : [refused(`region is ${region}`, "write none: CloudFront is not in this partition")]),
    ...(loadBalancer.mode === "existing"
      ? [
          refused(
            "loadBalancer.mode is existing",
            "make a load balancer here, since only its security group can admit CloudFront; or write none",
          ),
        ]
      : []),
    ...(loadBalancer.mode === "create" && loadBalancer.scheme === "internet-facing"
      ? [refused("loadBalancer.scheme is internet-facing", internal)]
      : []),
    ...(domain.hostedZone.visibility === "private"
      ? [
          refused(
            "domain.hostedZone is private",
            "give the public zone: a name in a private one cannot lead to CloudFront",
          ),
        ]
      : []),
    ...(clientVpnOf(environment)
      ? [
          refused(
            "access.vpn.mode is clientVpn",
            "write none, or take the VPN away: the name would lead to CloudFront, past the VPN",
          ),
        ]
      : []),
  ];
};

/** ACM can make the distribution's certificate only where it makes the load balancer's: the record that proves the name is the latter's. */
export const frontendCertificate: EnvironmentRule = (environment) => {
  const managed = environment.domain.certificate.mode === "managed";
  if (cdnOf(environment)?.certificateArn !== null || managed) return [];
  return [
    {
      path: ["frontend", "certificateArn"],
      message: "must be an ARN where domain.certificate.mode is existing, got null",
      fix: `give the ARN of a certificate in ${globalRegion}, or write managed there`,
    },
  ];
};

/** Behind a distribution everybody has CloudFront's few addresses, which a limit for each address would shut out together. @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html */
export const frontendAddresses: EnvironmentRule = (environment) => {
  const { firewall } = environment.loadBalancer;
  if (cdnOf(environment) === undefined || firewall?.mode !== "managed") return [];
  if (firewall.rateLimit.action === "count") return [];
  return [
    {
      path: ["loadBalancer", "firewall", "rateLimit", "action"],
      message: "must be count where frontend.mode is cdn, got block",
      fix: "write count, and block in frontend.firewall: the load balancer sees CloudFront's addresses, which everybody shares, so that one viewer's limit would be all viewers'",
    },
  ];
};

/** Few enough paths for AWS, and the health check among them: pipelines ask it by the host name. */
export const frontendPaths: EnvironmentRule = (environment) => {
  const cdn = cdnOf(environment);
  if (cdn === undefined) return [];
  const paths = backendPathsOf(cdn);
  const path = ["frontend", "backendPaths"];
  const { healthCheck } = environment.service;
  const isAsked = paths.some((pattern) => healthCheck.path.startsWith(pattern.slice(0, -1)));
  return [
    ...(isAsked
      ? []
      : [
          {
            path,
            message: `must include service.healthCheck.path ${healthCheck.path}, got ${paths.join(", ")}`,
            fix: "add a path such as /health/*: whoever verifies a deployment asks by the host name",
          },
        ]),
    ...(paths.length > mostPaths
      ? [
          {
            path,
            message: `must be at most ${mostPaths} paths, got ${paths.length}`,
            fix: "join some: a distribution has 75 cache behaviors",
          },
        ]
      : []),
  ];
};

/** Who publishes needs pages that come from a bucket. */
export const publishersPublish: EnvironmentRule = (environment) => {
  if (environment.access.publishers?.mode !== "role" || cdnOf(environment)) return [];
  const mode = environment.frontend?.mode ?? "absent";
  return [
    {
      path: ["access", "publishers", "mode"],
      message: `must be none where frontend.mode is ${mode}, got role`,
      fix: "write none, or frontend.mode: cdn: without it there is nothing to publish to",
    },
  ];
};
