import { expect, test } from "vitest";
import type { Edge, EdgePeer } from "../../../../src/stack/constructs/network/edges";
import { SecurityGroupRules } from "../../../../src/stack/constructs/network/security-group-rules";
import { synthesizeIn } from "../../../support/synth";

const service: EdgePeer = { kind: "tier", tier: "service" };
const balancer: EdgePeer = { kind: "tier", tier: "load balancer" };

function rules(edge: Partial<Edge>, writable: string[] = []) {
  const synthesized = synthesizeIn(
    (stack) =>
      new SecurityGroupRules(stack, "rules", {
        edges: [
          {
            from: balancer,
            to: service,
            port: 8080,
            protocol: "tcp",
            because: "requests",
            ...edge,
          },
        ],
        groupIdByTier: new Map([
          ["service", "sg-service"],
          ["load balancer", "sg-balancer"],
        ]),
        writableGroupIds: new Set(writable),
        prefixListIdByGateway: new Map([["s3", "pl-s3"]]),
        cloudFrontPrefixListId: "pl-cloudfront",
      }),
  );
  return {
    ingress: synthesized.all("aws_vpc_security_group_ingress_rule"),
    egress: synthesized.all("aws_vpc_security_group_egress_rule"),
  };
}

test("opens both ends of an edge, for one port of one protocol, and says why", () => {
  const rule = {
    description: "load balancer to service: requests",
    ip_protocol: "tcp",
    from_port: 8080,
    to_port: 8080,
  };
  expect(rules({})).toEqual({
    egress: {
      rules_load_balancer_8080_to_service: {
        ...rule,
        security_group_id: "sg-balancer",
        referenced_security_group_id: "sg-service",
      },
    },
    ingress: {
      rules_service_8080_from_load_balancer: {
        ...rule,
        security_group_id: "sg-service",
        referenced_security_group_id: "sg-balancer",
      },
    },
  });
});

test.each([
  ["10.20.0.0/16", { cidr_ipv4: "10.20.0.0/16" }],
  ["2001:db8::/32", { cidr_ipv6: "2001:db8::/32" }],
])("an address range %s has only our end", (cidr, expected) => {
  const { ingress, egress } = rules({ from: { kind: "range", cidr } });
  expect(egress).toEqual({});
  expect(Object.values(ingress)).toEqual([expect.objectContaining(expected)]);
});

test("a prefix list is named as such", () => {
  const { egress } = rules({ from: service, to: { kind: "prefix list", id: "pl-1" }, port: 443 });
  expect(egress["rules_service_443_to_pl_1"]).toMatchObject({ prefix_list_id: "pl-1" });
});

test("a gateway and CloudFront are named by their prefix lists", () => {
  const { egress } = rules({ from: service, to: { kind: "gateway", service: "s3" }, port: 443 });
  expect(egress["rules_service_443_to_s3"]).toMatchObject({ prefix_list_id: "pl-s3" });
  const { ingress } = rules({ from: { kind: "cloudfront" }, to: balancer, port: 443 });
  expect(ingress["rules_load_balancer_443_from_cloudfront"]).toMatchObject({
    prefix_list_id: "pl-cloudfront",
  });
});

test("leaves a group of others alone unless the file lets us add to it", () => {
  const edge = {
    from: service,
    to: { kind: "security group", id: "sg-postgres" } as const,
    port: 5432,
  };
  expect(rules(edge).ingress).toEqual({});
  expect(rules(edge, ["sg-postgres"]).ingress).toEqual({
    rules_sg_postgres_5432_from_service: expect.objectContaining({
      security_group_id: "sg-postgres",
      referenced_security_group_id: "sg-service",
    }),
  });
});

test("distinguishes UDP from TCP in the address, since both may use one port", () => {
  const { egress } = rules({
    from: service,
    to: { kind: "range", cidr: "10.0.0.2/32" },
    port: 53,
    protocol: "udp",
  });
  expect(Object.keys(egress)).toEqual(["rules_service_53_udp_to_10_0_0_2_32"]);
});
