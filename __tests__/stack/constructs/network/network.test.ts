import { expect, test } from "vitest";
import type { Edge } from "../../../../src/stack/constructs/network/edges";
import { Network, type NetworkProps } from "../../../../src/stack/constructs/network/network";
import { exampleEnvironment } from "../../../support/example-environment";
import { exampleWith } from "../../../support/example-with";
import { synthesizeEnvironment, synthesizeIn } from "../../../support/synth";

const toService: Edge = {
  from: { kind: "range", cidr: "10.20.0.0/16" },
  to: { kind: "tier", tier: "service" },
  port: 8080,
  protocol: "tcp",
  because: "requests",
};

const props: NetworkProps = {
  namePrefix: "shop-test",
  vpc: {
    vpcId: "vpc-1",
    loadBalancerSubnetIds: ["subnet-a1", "subnet-a2"],
    serviceSubnetIds: ["subnet-b1", "subnet-b2"],
    databaseSubnetIds: ["subnet-c1", "subnet-c2"],
  },
  edges: [toService],
  writableGroupIds: new Set(),
};

test("mode: existing makes the same bytes as a file that does not say it", () => {
  const said = exampleWith({ "network.mode": "existing" });
  expect([said.network.mode, exampleEnvironment().network.mode]).toEqual(["existing", undefined]);
  expect(synthesizeEnvironment(said).text()).toBe(
    synthesizeEnvironment(exampleEnvironment()).text(),
  );
});

test("makes a security group for each tier that an edge touches, empty of rules of its own", () => {
  expect(
    synthesizeIn((stack) => new Network(stack, "network", props)).all("aws_security_group"),
  ).toEqual({
    network_service: {
      name: "shop-test-service",
      description:
        "shop-test: the service; its rules are made from one table of permitted connections",
      vpc_id: "vpc-1",
    },
  });
});

test("refuses to name the group of a tier that no edge touches", () => {
  synthesizeIn((stack) => {
    const network = new Network(stack, "network", props);
    expect(network.securityGroupId("service")).toBeTypeOf("string");
    expect(() => network.securityGroupId("database")).toThrow(
      "test/network: no edge touches the database, so it has no security group",
    );
  });
});

test("reads each tier's subnets, and demands that those of tasks and databases are private", () => {
  const subnets = synthesizeIn((stack) => new Network(stack, "network", props)).allData(
    "aws_subnet",
  );
  expect(Object.fromEntries(Object.entries(subnets).map(([name, { id }]) => [name, id]))).toEqual({
    network_load_balancer_subnet_1: "subnet-a1",
    network_load_balancer_subnet_2: "subnet-a2",
    network_service_subnet_1: "subnet-b1",
    network_service_subnet_2: "subnet-b2",
    network_database_subnet_1: "subnet-c1",
    network_database_subnet_2: "subnet-c2",
  });
  const demandingPrivacy = Object.keys(subnets).filter((name) =>
    JSON.stringify(subnets[name]).includes("map_public_ip_on_launch"),
  );
  expect(demandingPrivacy.sort()).toEqual([
    "network_database_subnet_1",
    "network_database_subnet_2",
    "network_service_subnet_1",
    "network_service_subnet_2",
  ]);
});
