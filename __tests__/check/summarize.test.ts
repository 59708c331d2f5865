import { expect, test } from "vitest";
import { needs } from "../../src/check/check-report";
import { summarize } from "../../src/check/summarize";
import { type TerraformJson, terraformJson } from "../../src/stack/terraform-json";
import { exampleEnvironment } from "../support/example-environment";
import { exampleWith, sharedLoadBalancer } from "../support/example-with";
import { fixtureEnvironments } from "../support/fixture-environments";
import { openNetworkEnvironment } from "../support/own-network";

const things = (json: TerraformJson) =>
  Object.fromEntries(summarize(json).map(({ group, things }) => [group, things]));
const example = terraformJson(exampleEnvironment());

test("the things of an environment are named as people know them", () => {
  expect(things(example)).toMatchObject({
    network: [
      "10.20.0.0/16 → load balancer 443, 80",
      "sg-0aaaaaaaaaaaaaaaa → load balancer 443, 80",
      "load balancer → service 8080",
      "service → database 5432",
      "service → pl-0123456789abcdef0 443",
      "service → sg-0123456789abcdef0 443",
    ],
    edge: [
      "load balancer shop-dev (internal)",
      "certificate for shop.dev.example.gov, renewed by ACM",
      "DNS name shop.dev.example.gov (A)",
      "bucket shop-dev-alb-logs-111111111111-us-east-1",
      "HTTP on 80 only redirects",
      "HTTPS on 443",
    ],
    images: ["repository shop/dev", "released digest in /shop/dev/image"],
    data: ["PostgreSQL 17 on db.t4g.medium, one zone, 50 to 200 GiB, 7 days of backups"],
    encryption: ["key alias/shop-dev"],
  });
  expect(things(example)["compute"]).toEqual([
    "cluster shop-dev",
    "Fargate service shop-dev",
    "each task 0.5 vCPU and 1 GiB",
    "1 to 2 tasks once an image is released",
  ]);
  expect(things(example)["secrets"]).toEqual(
    expect.arrayContaining(["shop-dev/DATABASE_URL", "shop-dev/SECRET_KEY"]),
  );
});

test("what is open to the internet is called so", () => {
  const open = {
    "loadBalancer.scheme": "internet-facing",
    "loadBalancer.allowedCidrs": ["0.0.0.0/0"],
  };
  const json = terraformJson(exampleWith(open));
  expect(things(json)["network"]?.[0]).toBe("the internet (0.0.0.0/0) → load balancer 443, 80");
  expect(things(json)["edge"]?.[0]).toBe("load balancer shop-dev (internet-facing)");
});

test("every resource is counted in exactly one group", () => {
  const all = Object.values(example.resource).flatMap((byName) => Object.keys(byName));
  const counted = summarize(example).reduce((sum, group) => sum + group.resources, 0);
  expect(counted).toBe(all.length);
});

test("a group without a resource is not shown", () => {
  const json = terraformJson(
    exampleWith({
      database: { mode: "none" },
      "secrets.variables": {},
      cluster: { mode: "existing", name: "shared" },
    }),
  );
  expect(things(json)).not.toHaveProperty("data");
  expect(things(json)["compute"]?.[0]).toBe("Fargate service shop-dev");
});

test("no resource of this project's environments is without a group", () => {
  for (const { environment } of fixtureEnvironments()) {
    expect(things(terraformJson(environment))).not.toHaveProperty("other");
  }
});

test("a resource that nobody thought of is shown by its type", () => {
  const json = {
    ...example,
    resource: { ...example.resource, aws_elasticache_cluster: { cache: {} } },
  };
  expect(things(json)["other"]).toEqual(["aws_elasticache_cluster"]);
});

test("what must exist already is distinguished from what is made", () => {
  expect(needs(exampleEnvironment())).toEqual([
    "vpc-0123456789abcdef0",
    "hosted zone dev.example.gov (private)",
    "hosted zone example.gov (public, for the certificate)",
    "PAYMENTS_KEY from secret:payments-a1B2c3",
  ]);
  const shared = exampleWith({
    cluster: { mode: "existing", name: "shared" },
    database: {
      mode: "existing",
      securityGroupId: "sg-0123456789abcdef0",
      port: 5433,
      addIngressRule: true,
    },
    "secrets.variables": {},
    "domain.certificate": {
      mode: "existing",
      arn: "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
    },
    loadBalancer: { ...sharedLoadBalancer, priority: 7 },
  });
  expect(needs(shared)).toEqual([
    "vpc-0123456789abcdef0",
    "hosted zone dev.example.gov (private)",
    "the certificate",
    "a load balancer's HTTPS listener",
    "cluster shared",
    "PostgreSQL behind sg-0123456789abcdef0, port 5433",
  ]);
  expect(things(terraformJson(shared))["edge"]).toContain(
    "rule for the host name on the existing listener",
  );
});

test("a network of our own is named before who may connect to whom, and nothing of it is needed beforehand", () => {
  const environment = openNetworkEnvironment();
  expect(things(terraformJson(environment))["network"]?.slice(0, 4)).toEqual([
    "VPC of 10.40.0.0/20",
    "NAT gateway shop-dev-nat-1",
    "NAT gateway shop-dev-nat-2",
    "gateway endpoint for s3",
  ]);
  expect(things(terraformJson(environment))["other"]).toBeUndefined();
  expect(needs(environment)[0]).toBe("hosted zone dev.example.gov (private)");
});
