import { exampleText, exampleTextOf } from "./example-environment";

function replaced(text: string, from: RegExp, to: string): string {
  if (!from.test(text)) throw new Error(`the example has no ${from}`);
  return text.replace(from, to);
}

/** The file `shop-prod.yaml` beside which {@link otherModesText} is valid: what it mirrors and takes images from, in another account. */
export const besideOtherModes = exampleTextOf("prod")
  .replaceAll("111111111111", "999999999999")
  .replaceAll("Z0123456789ABCDEFGHIJ", "Z9999999999")
  .replace(
    /promotionReaders: .*/,
    'promotionReaders: ["arn:aws:iam::111111111111:role/shop-dev-promoter"]',
  );

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
    `    mode: anywhere
    reason: There are no endpoints in this VPC.
  connections:
    - to: securityGroup
      securityGroupId: sg-0fedcba9876543210
      port: 6379
      purpose: sessions in Redis
    - to: prefixList
      prefixListId: pl-0fedcba9876543210
      port: 5671
      purpose: messages of the agency
    - to: range
      cidr: 10.40.0.0/24
      port: 1521
      purpose: the old database
    - to: anywhere
      reason: The mail relay publishes no addresses.
      port: 587
      purpose: mail`,
  ],
  [
    /loadBalancer:\n[\s\S]*?accessLogRetentionDays: 90/,
    `loadBalancer:
  mode: existing
  listenerArn: arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/shared/0123456789abcdef/0123456789abcdef
  securityGroupId: sg-0123456789abcdef0
  addSecurityGroupRule: true
  priority: 10
  firewall:
    mode: existing
    webAclArn: arn:aws:wafv2:us-east-1:111111111111:regional/webacl/shared/00000000-0000-0000-0000-000000000000`,
  ],
  [
    / {4}mode: managed\n[\s\S]*?visibility: public/,
    `    mode: existing
    arn: arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000`,
  ],
  [
    /cluster:\n {2}mode: create/,
    "cluster:\n  mode: existing\n  name: shared\n  execRecords:\n    mode: logs\n    logGroupName: /shared/exec\n    kmsKeyArn: null",
  ],
  [
    / {2}execEnabled: false\n/,
    `  execEnabled: false
  permissions:
    - on: resources
      sid: KeepUploads
      actions: ["s3:GetObject", "s3:PutObject"]
      resources: ["arn:aws:s3:::shop-uploads/*"]
    - on: everything
      sid: WriteMetrics
      actions: ["cloudwatch:PutMetricData"]
      reason: The action knows no resources.
`,
  ],
  [/ {4}DATABASE_URL:\n {6}source: database\n/, ""],
  [
    /database:\n {2}mode: create[\s\S]*/,
    `database:
  mode: existing
  securityGroupId: sg-0123456789abcdef0
  port: 5432
  instanceIdentifier: shared
  hostName: shared.abc123.us-east-1.rds.amazonaws.com
  addIngressRule: true
  drill:
    mode: command
    command: ["true"]
    variable: RESTORED_URL
    limitSeconds: 60

delivery:
  trigger: pipeline
  scanning: enhanced
  allowedFindings:
    critical: 0
    high: 0
    medium: 0
    low: any
    informational: any
    undefined: any
  waivers: []
  tolerate:
    known: true
    unfixable: true
    graceDays: 7
  runtimeWaivers:
    maxDays: 30
  dailyLook: true
  windows:
    mode: weekly
    periods:
      - days: [mon]
        from: "08:00"
        to: "16:00"
      - days: [fri]
        from: "22:00"
        to: "02:00"
  countedTags:
    - "*"
  reconcileMinutes: 30
  scan:
    limitSeconds: 600
    pollSeconds: 15
  migration:
    limitSeconds: 600
    pollSeconds: 15
    snapshot:
      mode: always
      limitSeconds: 1800
      keep: 5
      unencrypted:
        mode: accept
        reason: It holds nothing but public data.
  rollout:
    limitSeconds: 600
    pollSeconds: 15
  subscribers:
    - protocol: https
      url: https://chat.example.gov/hook
    - protocol: sqs
      queueArn: arn:aws:sqs:us-east-1:111111111111:releases

promotion:
  source:
    mode: environment
    name: shop-prod
    account: "999999999999"
    region: us-east-1
    repository: shop/prod
    evidenceMaxAgeHours: 24
  testCommand: null

access:
  developers:
    mode: none
  tester:
    mode: none
  promoter:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/jenkins"]
  operators:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/on-duty"]
  taskRunners:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/on-duty"]
  restorers:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/on-duty"]
  planners:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/infrastructure-agent"]
  appliers:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/infrastructure-agent"]
  promotionReaders: []
  waivers:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/security"]
  github:
    mode: oidc
    provider: create
    deploy:
      mode: none
    terraform:
      mode: roles
      repository: example-gov/infrastructure
      subject:
        form: ids
        ownerId: "1"
        repositoryId: "2"
      planEnvironment: shop-dev-plan
      applyEnvironment: shop-dev
`,
  ],
  [/ {4}- arn:aws:iam::111111111111:role\/developers\n/, ""],
  [/pushers:\n/, "pushers: []\n"],
].reduce((text, [from, to]) => replaced(text, from as RegExp, to as string), exampleText);
