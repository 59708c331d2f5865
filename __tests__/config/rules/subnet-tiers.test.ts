import { expect, test } from "vitest";
import { subnetTiers } from "../../../src/config/network";
import { sharedLoadBalancer } from "../../support/example-with";
import { judged } from "../../support/judged";

const [a, b] = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"];
const loadBalancerWithTasks = { "network.loadBalancerSubnetIds": [a, b] };

test("an internal load balancer may share its private subnets with the tasks", () => {
  expect(judged(subnetTiers, loadBalancerWithTasks)).toBe("");
});

test("a load balancer that others own may be anywhere", () => {
  const existing = sharedLoadBalancer;
  expect(judged(subnetTiers, { ...loadBalancerWithTasks, loadBalancer: existing })).toBe("");
});

test("refuses tasks in the public subnets of an internet-facing load balancer", () => {
  const fix =
    "an internet-facing load balancer is in public subnets; put the tasks into private ones";
  expect(
    judged(subnetTiers, { ...loadBalancerWithTasks, "loadBalancer.scheme": "internet-facing" }),
  ).toBe(
    `network.serviceSubnetIds[0]: must not be in loadBalancerSubnetIds too, got ${a}
    ${fix}
network.serviceSubnetIds[1]: must not be in loadBalancerSubnetIds too, got ${b}
    ${fix}
`,
  );
});

test.each(["serviceSubnetIds", "loadBalancerSubnetIds"])(
  "refuses a database subnet that is in %s too",
  (tier) => {
    const shared = "subnet-0ccccccccccccccc2";
    expect(judged(subnetTiers, { [`network.${tier}`]: [a, shared] })).toBe(
      `network.databaseSubnetIds[1]: must not be in ${tier} too, got ${shared}
    give the database subnets of its own, without a route to the internet
`,
    );
  },
);
