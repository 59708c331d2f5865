import { expect, test } from "vitest";
import { overview } from "../../src/check/overview";
import { exampleEnvironment } from "../support/example-environment";
import { exampleWith } from "../support/example-with";
import { fixtureEnvironment } from "../support/fixture-environments";
import { frontendEnvironment } from "../support/frontend";
import { ownNetworkEnvironment } from "../support/own-network";

const example = exampleEnvironment();

test("an existing load balancer, cluster, database and secret are what must exist", () => {
  expect(overview(fixtureEnvironment("loan-engine-test"))).toMatchObject({
    data: "existing PostgreSQL, port 5432",
    needs: "VPC, 1 hosted zone, cluster, database, 1 secret",
  });
});

test("a network that is made must not exist", () => {
  expect(overview(ownNetworkEnvironment()).needs).toBe("2 hosted zones, 1 secret");
});

test.each([
  [["10.0.0.0/8"], [], "from 10.0.0.0/8; internal load balancer"],
  [
    ["10.0.0.0/8", "10.1.0.0/16"],
    ["sg-0aaaaaaaaaaaaaaaa"],
    "from 2 ranges, sg-0aaaaaaaaaaaaaaaa; internal load balancer",
  ],
  [
    [],
    ["sg-0aaaaaaaaaaaaaaaa", "sg-0bbbbbbbbbbbbbbbb"],
    "from 2 security groups; internal load balancer",
  ],
  [["0.0.0.0/0"], [], "by the Internet; internal load balancer"],
])("reached by %j and %j", (allowedCidrs, allowedSecurityGroupIds, reached) => {
  const settings = {
    "loadBalancer.allowedCidrs": allowedCidrs,
    "loadBalancer.allowedSecurityGroupIds": allowedSecurityGroupIds,
  };
  expect(overview(exampleWith(settings)).reached).toBe(reached);
});

test("a distribution is what the Internet reaches, whoever else the load balancer admits", () => {
  expect(overview(frontendEnvironment()).reached).toBe(
    "by the Internet; CloudFront before an internal load balancer",
  );
});

test.each([
  [1, 1, "1 task of"],
  [3, 3, "3 tasks of"],
  [1, 4, "1 to 4 tasks of"],
])("tasks from %i to %i", (tasksMin, tasksMax, said) => {
  const service = { ...example.service, tasksMin, tasksMax };
  expect(overview({ ...example, service }).runs).toMatch(new RegExp(`^${said} `));
});

test("no database is said", () => {
  expect(overview(exampleWith({ database: { mode: "none" } })).data).toBe("no database");
});

test("says which database runs, once that is a restored one", () => {
  const restored = { identifier: "shop-dev-monday", insteadOf: ["shop-dev"] };
  expect(overview(exampleWith({ "database.restored": restored })).data).toMatch(
    /, restored: shop-dev-monday$/,
  );
});
