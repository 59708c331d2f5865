import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  GetRoleCommand,
  IAMClient,
  ListPoliciesCommand,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { GetWebACLForResourceCommand, WAFV2Client } from "@aws-sdk/client-wafv2";
import { expect } from "vitest";
import { rolloutAlarmNames } from "../../src/contract/alarms";
import { namesOf } from "../../src/contract/names";
import { tlsPolicies } from "../../src/contract/tls-policies";
import { byCertificate, vpnExample } from "../support/client-vpn";
import { sharedAclArn } from "../support/guarded";
import { monitoringSection } from "../support/monitored";
import { fine } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { comesToLife, isJudged, nothingToDo } from "./support/life";
import { changeSettings, plan, textWith } from "./support/planned";
import { isTornDownOnPurpose } from "./support/tear-down";

const boundary = "arn:aws:iam::111111111111:policy/platform/boundary";
const targets = ["dns", "subnet_1", "subnet_2"];
const byMail = (name: string) => [{ protocol: "email", address: `${name}@example.gov` }];

// What a security review asks for, all at once: a VPN into a network of others, roles below a boundary and a path, FIPS, a firewall of others, and releases that
// alarms roll back. The emulator keeps what the provider asks for; nobody connects, and nothing is looked at.
describeWorld({ name: "shop-dev", environments: oneEnvironment }, (life) => {
  const { step, world } = life;
  const config = () => world().emulator.clientConfig;
  comesToLife(life, { create: [], variants: {} });

  step("has every role below the boundary, and every role and policy below the path", async () => {
    const iam = new IAMClient(config());
    const { Roles = [] } = await iam.send(new ListRolesCommand({}));
    const own = Roles.filter(({ Path }) => !Path?.startsWith("/aws-service-role/"));
    expect(own.length).toBeGreaterThan(8);
    for (const { RoleName, Path } of own) {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
      const PermissionsBoundaryArn = Role?.PermissionsBoundary?.PermissionsBoundaryArn;
      expect({ RoleName, Path, PermissionsBoundaryArn }).toEqual({
        RoleName,
        Path: "/slipway/",
        PermissionsBoundaryArn: boundary,
      });
    }
    const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
    const others = Policies.filter(({ Path }) => Path !== "/slipway/").map(({ Arn }) => Arn);
    expect([Policies.length > 1, others]).toEqual([true, [boundary]]);
  });

  step("has a listener with FIPS behind the firewall of others", async () => {
    const elb = new ElasticLoadBalancingV2Client(config());
    const { LoadBalancers: [balancer] = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
    const { LoadBalancerArn } = balancer ?? {};
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    expect(Listeners.find(({ Port }) => Port === 443)).toMatchObject({
      SslPolicy: tlsPolicies.fips,
    });
    const inFront = new GetWebACLForResourceCommand({ ResourceArn: LoadBalancerArn });
    expect((await new WAFV2Client(config()).send(inFront)).WebACL?.ARN).toBe(sharedAclArn);
  });

  step("rolls a release back when one of its alarms rings", async () => {
    const { cluster, service } = namesOf(world().environment());
    const described = await new ECSClient(config()).send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    expect(described.services?.[0]?.deploymentConfiguration?.alarms).toEqual({
      enable: true,
      rollback: true,
      alarmNames: rolloutAlarmNames("shop-dev", true),
    });
  });

  step("hands out the client's configuration", async () => {
    const { output } = fine(await world().slipway(["vpn-config", "shop-dev"], { as: "plan" }));
    expect(output).toContain("remote cvpn-endpoint-");
  });
  isJudged(life, {
    "a group more": {
      settings: { "access.vpn.authentication.groups": ["shop-developers", "testers"] },
      refused: targets.map(
        (target) => `aws_ec2_client_vpn_authorization_rule.vpn_testers_to_${target}:create`,
      ),
    },
    "longer sessions": {
      settings: { "access.vpn.sessionHours": 24 },
      refused: ["aws_ec2_client_vpn_endpoint.vpn:update"],
    },
  });

  step("knows people by certificates instead, after each change of it was approved", async () => {
    changeSettings(world(), { "access.vpn.authentication": byCertificate });
    const planned = await plan(world(), { approve: toCertificates });
    expect([planned.refused, planned.approved]).toEqual([[], toCertificates]);
    fine(await world().slipway(["apply", "shop-dev"], { as: "apply" }));
  });
  step("plans again, and nothing is left to do", () => nothingToDo(world()));
  isTornDownOnPurpose(life);
});

/** Whoever has a certificate of the authority gets in, and nobody while the endpoint is made again. */
const toCertificates = [
  ...targets.map((one) => `aws_ec2_client_vpn_authorization_rule.vpn_everybody_to_${one}:create`),
  ...targets.map(
    (one) => `aws_ec2_client_vpn_authorization_rule.vpn_shop_developers_to_${one}:delete`,
  ),
  "aws_ec2_client_vpn_endpoint.vpn:replace",
  "aws_ec2_client_vpn_network_association.vpn_association_1:replace",
  "aws_ec2_client_vpn_network_association.vpn_association_2:replace",
];

function oneEnvironment(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "vpn-"));
  mkdirSync(join(folder, "environments"));
  const text = textWith(vpnExample, {
    "access.promotionReaders": [],
    "access.permissionsBoundaryArn": boundary,
    "access.iamPath": "/slipway/",
    "loadBalancer.tlsPolicy": "fips",
    "loadBalancer.firewall": { mode: "existing", webAclArn: sharedAclArn },
    monitoring: { ...monitoringSection(), pages: byMail("on-call"), mails: byMail("shop-team") },
  });
  writeFileSync(join(folder, "environments/shop-dev.yaml"), text);
  return join(folder, "environments");
}
