import { expect, test } from "vitest";
import { derivedNames } from "../../../src/config/derived-names";
import { sharedLoadBalancer } from "../../support/example-with";
import { judged } from "../../support/judged";

const named = (application: string, environment: string, more = {}) =>
  judged(derivedNames, { application, environment, ...more });

const letters = (count: number) => "a".repeat(count);
const withoutLoadBalancer = {
  loadBalancer: sharedLoadBalancer,
};

test("the longest name whose access log bucket still fits is accepted, one character more is refused", () => {
  expect(named(letters(20), letters(10))).toBe("");
  const name = `${letters(20)}-${letters(11)}-alb-logs-111111111111-us-east-1`;
  expect(named(letters(20), letters(11))).toBe(
    `application: makes the name of the access log bucket 64 characters long; AWS allows 63: ${name}
    shorten application or environment by 1 character
`,
  );
});

test("a load balancer's name is at most 32 characters; one that others own has its own name", () => {
  const bucket = `${letters(20)}-${letters(12)}-alb-logs-111111111111-us-east-1`;
  expect(named(letters(20), letters(12))).toBe(
    `application: makes the name of the load balancer 33 characters long; AWS allows 32: ${letters(20)}-${letters(12)}
    shorten application or environment by 1 character
application: makes the name of the access log bucket 65 characters long; AWS allows 63: ${bucket}
    shorten application or environment by 2 characters
`,
  );
  expect(named(letters(20), letters(12), withoutLoadBalancer)).toBe("");
});

test.each([
  ["internal", "load balancer", "internal-", "internal-dev"],
  ["sg", "security groups", "sg-", "sg-dev"],
  ["aws", "SSM parameter", "/aws", "/aws/dev/image"],
  ["ssm-tools", "SSM parameter", "/ssm", "/ssm-tools/dev/image"],
  ["sthree", "access log bucket", "sthree-", "sthree-dev-alb-logs-111111111111-us-east-1"],
])(
  "refuses the application name %s, which AWS keeps for itself",
  (application, what, start, name) => {
    expect(named(application, "dev")).toBe(
      `application: makes a name of the ${what} that AWS refuses, since it begins with ${start}: ${name}
    give the application another name
`,
    );
  },
);

test("words that only resemble those are accepted", () => {
  expect(named("intern", "dev") + named("sgs", "dev") + named("paws", "dev")).toBe("");
});
