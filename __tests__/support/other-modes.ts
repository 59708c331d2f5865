import { exampleText } from "./example-environment";

function replaced(text: string, from: RegExp, to: string): string {
  if (!from.test(text)) throw new Error(`the example has no ${from}`);
  return text.replace(from, to);
}

/** A valid environment in which everything that can exist already exists: the other mode of each section of the example. */
export const otherModesText = [
  [
    /mirrors: null\ndifferences: \[\]/,
    `mirrors: shop-prod
differences:
  - setting: service.tasksMin
    because: Development needs less.`,
  ],
  [
    / {4}mode: listed\n[\s\S]*?cidrs: \[\]/,
    "    mode: anywhere\n    reason: There are no endpoints in this VPC.",
  ],
  [
    /loadBalancer:\n[\s\S]*?accessLogRetentionDays: 90/,
    `loadBalancer:
  mode: existing
  listenerArn: arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef
  securityGroupId: sg-0123456789abcdef0
  addSecurityGroupRule: true
  priority: 10`,
  ],
  [
    / {4}mode: managed\n[\s\S]*?visibility: public/,
    `    mode: existing
    arn: arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000`,
  ],
  [/cluster:\n {2}mode: create/, "cluster:\n  mode: existing\n  name: shared"],
  [/ {4}DATABASE_URL:\n {6}source: database\n/, ""],
  [
    /database:\n {2}mode: create[\s\S]*/,
    `database:
  mode: existing
  securityGroupId: sg-0123456789abcdef0
  port: 5432
  addIngressRule: true
`,
  ],
].reduce((text, [from, to]) => replaced(text, from as RegExp, to as string), exampleText);
