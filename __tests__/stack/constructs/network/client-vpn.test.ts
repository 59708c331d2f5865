import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Environment } from "../../../../src/config/schema";
import { environmentSchema } from "../../../../src/config/schema";
import { readPlan } from "../../../../src/review/read/plan";
import { planOfStacks } from "../../../../src/review/read/plan-of-stacks";
import { reviewPlan } from "../../../../src/review/review-plan";
import { terraformJson } from "../../../../src/stack/terraform-json";
import { firstPlan } from "../../../review/support/first-plan";
import {
  ownNetworkVpnEnvironment,
  vpnEnvironment,
  vpnExample,
  vpnOfOthersExample,
  vpnSection,
} from "../../../support/client-vpn";
import { exampleEnvironment } from "../../../support/example-environment";
import { violations } from "../../../support/invariants";
import { synthesizeEnvironment } from "../../../support/synth";
import { describeWithTools } from "../../../support/tools";

const inOthers = synthesizeEnvironment(vpnEnvironment());
const inOwn = synthesizeEnvironment(ownNetworkVpnEnvironment({ banner: null }));
type Made = typeof inOthers;

const rulesOfVpn = (made: Made) =>
  ["ingress", "egress"].flatMap((direction) =>
    Object.entries(made.all(`aws_vpc_security_group_${direction}_rule`))
      .filter(([, rule]) => JSON.stringify(rule).includes("network_vpn"))
      .map(([name, rule]) => [
        direction,
        name,
        rule["from_port"],
        rule["to_port"],
        rule["ip_protocol"],
      ]),
  );

test("a file without the section, or with the VPN of others, makes what it made", () => {
  const text = JSON.stringify(terraformJson(exampleEnvironment()));
  expect(text).not.toContain("vpn");
  const others = environmentSchema.parse(parse(vpnOfOthersExample));
  expect(JSON.stringify(terraformJson(others))).toBe(text);
});

describe.each<[string, Made]>([
  ["in a network of others", inOthers],
  ["in a network of its own", inOwn],
])("%s", (_, made) => {
  test("the VPN's security group reaches the load balancer on 443 and nothing else, and only the load balancer's admits it", () => {
    expect(rulesOfVpn(made)).toEqual([
      ["ingress", "network_load_balancer_443_from_vpn", 443, 443, "tcp"],
      ["egress", "network_vpn_443_to_load_balancer", 443, 443, "tcp"],
    ]);
    expect(made.only("aws_ec2_client_vpn_endpoint")["security_group_ids"]).toEqual([
      "${aws_security_group.network_vpn.id}",
    ]);
  });

  test("who connects is recorded, encrypted, and kept for as long as the file says", () => {
    expect(made.only("aws_ec2_client_vpn_endpoint")["connection_log_options"]).toEqual({
      enabled: true,
      cloudwatch_log_group: "${aws_cloudwatch_log_group.vpn_log.name}",
    });
    expect(made.all("aws_cloudwatch_log_group")["vpn_log"]).toMatchObject({
      name: "/slipway/shop-dev/vpn",
      retention_in_days: 365,
      kms_key_id: "${aws_kms_key.encryption.arn}",
      lifecycle: { prevent_destroy: true },
    });
    expect(String(made.only("aws_kms_key")["policy"])).toContain("log-group:/slipway/shop-dev/vpn");
  });

  test("only what goes to the VPC takes the tunnel, and a session ends when its hours are over", () => {
    expect(made.only("aws_ec2_client_vpn_endpoint")).toMatchObject({
      client_cidr_block: "10.100.0.0/22",
      split_tunnel: true,
      session_timeout_hours: 8,
      disconnect_on_session_timeout: true,
      server_certificate_arn: vpnSection().serverCertificateArn,
    });
  });
});

test("people sign in at the SAML provider, and their portal is open where it has a provider", () => {
  const endpoint = inOthers.only("aws_ec2_client_vpn_endpoint");
  expect(endpoint["authentication_options"]).toEqual([
    {
      type: "federated-authentication",
      saml_provider_arn: "arn:aws:iam::111111111111:saml-provider/identity-center",
      self_service_saml_provider_arn: "arn:aws:iam::111111111111:saml-provider/portal",
    },
  ]);
  expect(endpoint["self_service_portal"]).toBe("enabled");
  const closed = synthesizeEnvironment(
    vpnEnvironment({
      authentication: {
        type: "saml",
        providerArn: "arn:aws:iam::111111111111:saml-provider/identity-center",
        portalProviderArn: null,
        groups: ["a"],
      },
    }),
  ).only("aws_ec2_client_vpn_endpoint");
  expect(closed["self_service_portal"]).toBe("disabled");
  expect(closed["authentication_options"]).toEqual([
    {
      type: "federated-authentication",
      saml_provider_arn: "arn:aws:iam::111111111111:saml-provider/identity-center",
    },
  ]);
});

test("with mutual TLS the authority of the clients' certificates decides, and there is no portal", () => {
  const endpoint = inOwn.only("aws_ec2_client_vpn_endpoint");
  expect(endpoint["authentication_options"]).toEqual([
    {
      type: "certificate-authentication",
      root_certificate_chain_arn:
        "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000001",
    },
  ]);
  expect(endpoint["self_service_portal"]).toBe("disabled");
});

test("each group is authorized for the load balancer's subnets and the VPC's resolver, and for nothing else", () => {
  const rules = (made: Made) =>
    Object.entries(made.all("aws_ec2_client_vpn_authorization_rule")).map(([name, rule]) => [
      name,
      rule["access_group_id"] ?? rule["authorize_all_groups"],
      rule["target_network_cidr"],
    ]);
  const two = synthesizeEnvironment(
    vpnEnvironment({
      authentication: {
        type: "saml",
        providerArn: "arn:aws:iam::111111111111:saml-provider/identity-center",
        portalProviderArn: null,
        groups: ["developers", "testers"],
      },
    }),
  );
  const subnet = (zone: number) =>
    `\${data.aws_subnet.network_load_balancer_subnet_${zone}.cidr_block}`;
  const resolver = "${cidrhost(data.aws_vpc.vpn_vpc.cidr_block, 2)}/32";
  expect(rules(two)).toEqual(
    ["developers", "testers"].flatMap((group) => [
      [`vpn_${group}_to_subnet_1`, group, subnet(1)],
      [`vpn_${group}_to_subnet_2`, group, subnet(2)],
      [`vpn_${group}_to_dns`, group, resolver],
    ]),
  );
  expect(rules(inOwn)).toEqual([
    ["vpn_everybody_to_subnet_1", true, "10.40.0.0/23"],
    ["vpn_everybody_to_subnet_2", true, "10.40.4.0/23"],
    ["vpn_everybody_to_dns", true, '${cidrhost("10.40.0.0/20", 2)}/32'],
  ]);
});

test("names are asked of the VPC's resolver, since private ones are known to it alone", () => {
  expect(inOthers.only("aws_ec2_client_vpn_endpoint")["dns_servers"]).toEqual([
    "${cidrhost(data.aws_vpc.vpn_vpc.cidr_block, 2)}",
  ]);
  expect(inOwn.only("aws_ec2_client_vpn_endpoint")["dns_servers"]).toEqual([
    '${cidrhost("10.40.0.0/20", 2)}',
  ]);
});

test("it is associated with the load balancer's first subnet, or with each", () => {
  const subnets = (made: Made) =>
    Object.values(made.all("aws_ec2_client_vpn_network_association")).map(
      ({ subnet_id }) => subnet_id,
    );
  expect(subnets(inOthers)).toEqual([
    "${data.aws_subnet.network_load_balancer_subnet_1.id}",
    "${data.aws_subnet.network_load_balancer_subnet_2.id}",
  ]);
  expect(subnets(inOwn)).toEqual(["${aws_subnet.vpc_service_1.id}"]);
});

test("a banner is what the file says, to the character, or there is none", () => {
  const options = (made: Made) =>
    made.only("aws_ec2_client_vpn_endpoint")["client_login_banner_options"];
  expect(options(inOthers)).toEqual({
    enabled: true,
    banner_text: "For members of the shop alone.",
  });
  expect(options(synthesizeEnvironment(vpnEnvironment({ banner: "Mind ${this}" })))).toEqual({
    enabled: true,
    banner_text: "Mind $${this}",
  });
  expect(options(inOwn)).toEqual({ enabled: false });
});

const both: [string, Environment][] = [
  ["others", vpnEnvironment()],
  ["its own", ownNetworkVpnEnvironment()],
];

test.each(both)("a VPN into a network of %s keeps every invariant", (_, environment) => {
  expect(violations(synthesizeEnvironment(environment), environment)).toEqual([]);
});

const refused = (plan: unknown) =>
  reviewPlan(readPlan(plan as Parameters<typeof readPlan>[0], "vpn"))
    .findings.filter(({ verdict }) => verdict === "refused")
    .map(({ rule, address, what }) => `${rule} ${address}: ${what}`);

test("the first plan asks for no approval of the VPN", () => {
  const asEver = refused(firstPlan(synthesizeEnvironment(exampleEnvironment()).json));
  expect(refused(firstPlan(inOthers.json))).toEqual(asEver);
});

test("refuses a group that is added to a VPN that is there, and one that leaves it", () => {
  const with_ = (groups: string) =>
    terraformJson(environmentSchema.parse(parse(vpnExample.replace("[shop-developers]", groups))));
  const [one, two] = [with_("[a]"), with_("[a, b]")];
  const subnets = ["vpn_b_to_subnet_1", "vpn_b_to_subnet_2", "vpn_b_to_dns"];
  const address = (name: string) => `aws_ec2_client_vpn_authorization_rule.${name}`;
  expect(refused(planOfStacks(one, two)).map((said) => said.split(", to")[0])).toEqual(
    subnets.map((name) => `ingress-opened ${address(name)}: lets in members of b on the VPN`),
  );
  expect(refused(planOfStacks(two, one))).toEqual(
    subnets.map(
      (name) => `connection-closed ${address(name)}: people no longer get there through the VPN`,
    ),
  );
});

describeWithTools(["terraform"], "the plan of a VPN into a network of others", ({ terraform }) => {
  /** What Terraform makes of the postcondition where the VPC has these ranges. */
  function isApart(clientCidr: string, ...ranges: readonly string[]): string {
    const { json } = synthesizeEnvironment(
      vpnEnvironment({ clientCidr, banner: null, logRetentionDays: 30 }),
    );
    const vpc = json.data?.["aws_vpc"]?.["vpn_vpc"] as {
      lifecycle: { postcondition: { condition: string }[] };
    };
    const condition = vpc.lifecycle.postcondition[0]?.condition ?? "";
    const associations = JSON.stringify(ranges.map((cidr_block) => ({ cidr_block })));
    const input = condition
      .replace(/^\$\{(.*)\}$/s, "$1")
      .replace("self.cidr_block_associations", associations);
    return execFileSync(terraform, ["console"], { input, cwd: tmpdir(), encoding: "utf8" }).trim();
  }

  test.each([
    ["10.100.0.0/22", ["10.64.0.0/16"], "true"],
    ["10.100.0.0/22", ["10.100.4.0/22", "10.99.0.0/16"], "true"],
    ["10.100.0.0/22", ["10.64.0.0/16", "10.100.0.0/16"], "false"],
    ["10.96.0.0/12", ["10.100.0.0/24"], "false"],
    ["10.100.0.0/22", ["10.100.0.0/22"], "false"],
  ])("of clients in %s and a VPC of %s says that they are apart: %s", (clients, ranges, said) => {
    expect(isApart(clients, ...ranges)).toBe(said);
  });
});
