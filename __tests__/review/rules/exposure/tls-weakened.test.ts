import { describe, expect, test } from "vitest";
import { tlsPolicies } from "../../../../src/contract/tls-policies";
import { tlsWeakened } from "../../../../src/review/rules/exposure/tls-weakened";
import { planOf, saidBy, saidOfUpdate, type Values } from "../../support/plans";

describe("tls-weakened", () => {
  const policies = (was: string, will: string | null, unknown: Values = {}) =>
    saidOfUpdate(
      tlsWeakened,
      "aws_alb_listener.it",
      { protocol: "HTTPS", ssl_policy: was },
      { protocol: "HTTPS", ssl_policy: will },
      unknown,
    );
  const modern = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06";

  test.each([
    [modern, "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06"],
    [modern, "ELBSecurityPolicy-TLS13-1-0-2021-06"],
    [modern, "ELBSecurityPolicy-2016-08"],
    ["ELBSecurityPolicy-TLS13-1-3-2021-06", modern],
    ["ELBSecurityPolicy-TLS-1-2-2017-01", "ELBSecurityPolicy-FS-1-1-2019-08"],
  ])("refuses to go from %s to %s, and lets the reverse pass", (strong, weak) => {
    expect(policies(strong, weak)).toEqual([
      `refused: the TLS policy goes from ${strong} to ${weak}, which is weaker`,
    ]);
    expect(policies(weak, strong)).toEqual([]);
  });

  test("refuses to leave the FIPS module, and lets it be taken", () => {
    const [fips, standard] = [tlsPolicies.fips, tlsPolicies.standard];
    expect(policies(fips, standard)).toEqual([
      `refused: the TLS policy goes from ${fips} to ${standard}, which does not keep to the FIPS module`,
    ]);
    expect(policies(standard, fips)).toEqual([]);
    expect(policies(tlsPolicies.absent, standard)).toEqual([]);
  });

  test("counts a policy that is unset or not known yet as the weakest", () => {
    expect(policies(modern, null)).toEqual([
      `refused: the TLS policy goes from ${modern} to unset, which is weaker`,
    ]);
    expect(policies(modern, null, { ssl_policy: true })).toHaveLength(1);
  });

  test("refuses a new listener below TLS 1.2, which is what AWS takes when nothing is said", () => {
    const fresh = (after: Values, unknown: Values = {}) =>
      saidBy(
        tlsWeakened,
        planOf({ address: "aws_lb_listener.it", after: { protocol: "HTTPS", ...after }, unknown }),
      );
    expect(fresh({ ssl_policy: "ELBSecurityPolicy-2016-08" })).toEqual([
      "refused: accepts TLS older than 1.2: its policy is ELBSecurityPolicy-2016-08",
    ]);
    expect(fresh({}, { ssl_policy: true })).toHaveLength(1);
    expect(fresh({ ssl_policy: modern })).toEqual([]);
  });

  const mode = (value: string) => ({
    protocol: "HTTPS",
    ssl_policy: modern,
    mutual_authentication: [{ mode: value }],
  });

  test.each([
    ["verify", "passthrough", "passes on certificates of clients that it no longer verifies"],
    ["passthrough", "off", "no longer asks clients for a certificate"],
  ])("refuses to ask clients for less, from %s to %s, and not the reverse", (more, less, what) => {
    const from = (was: string, will: string) =>
      saidOfUpdate(tlsWeakened, "aws_lb_listener.it", mode(was), mode(will));
    expect(from(more, less)).toEqual([`refused: ${what}`]);
    expect(from(less, more)).toEqual([]);
  });

  test("refuses that clients are no longer asked for a certificate", () => {
    expect(saidOfUpdate(tlsWeakened, "aws_lb_listener.it", mode("verify"), mode("off"))).toEqual([
      "refused: no longer asks clients for a certificate",
    ]);
    expect(saidOfUpdate(tlsWeakened, "aws_lb_listener.it", mode("off"), mode("verify"))).toEqual(
      [],
    );
  });
});

test.each([
  ["ELBSecurityPolicy-TLS-1-0-2015-04", 1],
  ["ELBSecurityPolicy-TLS-1-1-2017-01", 1],
  ["ELBSecurityPolicy-TLS-1-2-2017-01", 0],
  ["ELBSecurityPolicy-TLS13-1-2-2021-06", 0],
])(
  "tls-weakened says of a new listener with %s, %s times, that it accepts older TLS",
  (policy, times) => {
    const after = { protocol: "HTTPS", ssl_policy: policy };
    expect(saidBy(tlsWeakened, planOf({ address: "aws_lb_listener.it", after }))).toHaveLength(
      times,
    );
  },
);
