import { type Environment, environmentSchema } from "../../src/config/schema";
import { exampleEnvironment } from "./example-environment";

/**
 * The example environment with these settings by path, such as `{ "service.tasksMin": 3 }`; `undefined` removes one. The schema
 * has checked the result, so that only a rule can object.
 */
export function exampleWith(settings: Readonly<Record<string, unknown>>): Environment {
  const environment: Record<string, unknown> = exampleEnvironment();
  for (const [path, value] of Object.entries(settings)) set(environment, path.split("."), value);
  return environmentSchema.parse(environment);
}

/** A load balancer's section where its listener is others'. */
export const sharedLoadBalancer = {
  mode: "existing",
  listenerArn:
    "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef",
  securityGroupId: "sg-0123456789abcdef0",
  addSecurityGroupRule: false,
  priority: 1,
} as const;

/** That images are promoted from `shop-dev`, as `promotion.source` says it. */
export const fromShopDev = {
  mode: "environment",
  name: "shop-dev",
  account: "111111111111",
  region: "us-east-1",
  repository: "shop/dev",
  evidenceMaxAgeHours: 24,
} as const;

/** The example environment, in which findings may be waived at run time. */
export function waivingEnvironment(settings: Readonly<Record<string, unknown>> = {}): Environment {
  const trustedArns = ["arn:aws:iam::111111111111:role/security"];
  return exampleWith({
    "delivery.runtimeWaivers": { maxDays: 30 },
    "access.waivers": { mode: "role", trustedArns },
    ...settings,
  });
}

function set(target: Record<string, unknown>, [key = "", ...rest]: string[], value: unknown): void {
  if (rest.length > 0) set(target[key] as Record<string, unknown>, rest, value);
  else if (value === undefined) delete target[key];
  else target[key] = value;
}
