import { expect, test } from "vitest";
import { HostName } from "../../../src/stack/constructs/host-name";
import { synthesizeIn } from "../../support/synth";

const hostName = (dualStack: boolean) =>
  synthesizeIn(
    (stack) =>
      new HostName(stack, "host_name", {
        hostName: "shop.example.gov",
        zone: { zoneId: "Z0123456789", zoneName: "example.gov", visibility: "public" },
        target: { dnsName: "shop.elb.amazonaws.com", zoneId: "ZELB" },
        dualStack,
        evaluatesHealth: true,
      }),
  );

test("is an alias, which costs nothing and follows the load balancer's addresses", () => {
  expect(hostName(false).resource("aws_route53_record.host_name_a")).toEqual({
    zone_id: "${data.aws_route53_zone.host_name_zone.zone_id}",
    name: "shop.example.gov",
    type: "A",
    alias: { name: "shop.elb.amazonaws.com", zone_id: "ZELB", evaluate_target_health: true },
  });
});

test("has an IPv6 record only where the load balancer answers on IPv6", () => {
  expect(Object.keys(hostName(false).all("aws_route53_record"))).toEqual(["host_name_a"]);
  expect(hostName(true).resource("aws_route53_record.host_name_aaaa")).toMatchObject({
    type: "AAAA",
    name: "shop.example.gov",
  });
});
