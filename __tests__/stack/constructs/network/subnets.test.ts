import { expect, test } from "vitest";
import { Subnets } from "../../../../src/stack/constructs/network/network";
import { synthesizeIn } from "../../../support/synth";

const subnet = (mustBePrivate: boolean) =>
  synthesizeIn(
    (stack) =>
      new Subnets(stack, "service_subnet", { ids: ["subnet-1"], vpcId: "vpc-1", mustBePrivate }),
  ).allData("aws_subnet")["service_subnet_1"];

const inTheVpc = {
  condition: '${self.vpc_id == "vpc-1"}',
  error_message:
    "Subnet subnet-1 is not in vpc-1: correct the subnet or network.vpcId in the environment file.",
};

test("refuses, when planning, a subnet of another VPC", () => {
  expect(subnet(false)).toEqual({ id: "subnet-1", lifecycle: { postcondition: [inTheVpc] } });
});

test("refuses, when planning, a public subnet where a private one must be", () => {
  expect(subnet(true)).toEqual({
    id: "subnet-1",
    lifecycle: {
      postcondition: [
        inTheVpc,
        {
          condition: "${!self.map_public_ip_on_launch}",
          error_message:
            "Subnet subnet-1 hands out public addresses: choose a private subnet in the environment file.",
        },
      ],
    },
  });
});
