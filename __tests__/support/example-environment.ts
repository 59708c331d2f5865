import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../src/config/schema";

/** Name of the example environment; its file is `shop-dev.yaml`. */
export const exampleName = "shop-dev";

/** A valid environment file that uses every section in its `create` form, as an operator would write it. */
export const exampleText = `# yaml-language-server: $schema=./schema.json
application: shop
environment: dev
mirrors: null
differences: []

account: "111111111111" # placeholder: the account's id
region: us-east-1
state:
  bucket: shop-terraform-state-111111111111
  region: us-east-1
tags:
  team: shop

network:
  vpcId: vpc-0123456789abcdef0 # placeholder: the VPC's id
  loadBalancerSubnetIds:
    - subnet-0aaaaaaaaaaaaaaa1
    - subnet-0aaaaaaaaaaaaaaa2
  serviceSubnetIds:
    - subnet-0bbbbbbbbbbbbbbb1
    - subnet-0bbbbbbbbbbbbbbb2
  databaseSubnetIds:
    - subnet-0ccccccccccccccc1
    - subnet-0ccccccccccccccc2
  egress:
    mode: listed
    endpointSecurityGroupIds:
      - sg-0123456789abcdef0
    prefixListIds:
      - pl-0123456789abcdef0
    cidrs: []
  resolverCidrs: []

loadBalancer:
  mode: create
  scheme: internal
  ipAddressType: ipv4
  allowedCidrs:
    - 10.20.0.0/16
  allowedSecurityGroupIds:
    - sg-0aaaaaaaaaaaaaaaa
  accessLogRetentionDays: 90

domain:
  hostName: shop.dev.example.gov
  hostedZone:
    id: Z0123456789ABCDEFGHIJ
    name: dev.example.gov
    visibility: private
  certificate:
    mode: managed
    validationZone:
      id: Z9876543210ABCDEFGHIJ
      name: example.gov
      visibility: public

cluster:
  mode: create

repository:
  name: shop/dev
  keepImages: 30
  pushers:
    - arn:aws:iam::111111111111:role/developers
  pullers: []

service:
  cpuUnits: 512
  memoryMiB: 1024
  architecture: X86_64
  port: 8080
  healthCheck:
    path: /health/ready
    gracePeriodSeconds: 60
  tasksMin: 1
  tasksMax: 2
  scaling:
    cpuPercent: 60
    memoryPercent: 70
    requestsPerTarget: 1000
  variables:
    LOG_LEVEL: info
    PORT: "8080"
  migrationCommand: ["alembic", "upgrade", "head"]
  execEnabled: false
  logRetentionDays: 30

secrets:
  version: 1
  variables:
    DATABASE_URL:
      source: database
    SECRET_KEY:
      source: generated
      length: 64
    PAYMENTS_KEY:
      source: arn
      arn: arn:aws:secretsmanager:us-east-1:111111111111:secret:payments-a1B2c3
      jsonKey: key
      kmsKeyArn: null

database:
  mode: create
  engineVersion: "17"
  instanceClass: db.t4g.medium
  storageGiB: 50
  maxStorageGiB: 200
  multiAz: false
  backupRetentionDays: 7
  backupWindow: 03:00-04:00
  maintenanceWindow: sun:05:00-sun:06:00
  applyImmediately: true
  name: shop
  username: shop_owner
  logRetentionDays: 30

delivery:
  trigger: scan
  scanning: basic
  allowedFindings:
    critical: 0
    high: 0
    medium: 10
    low: any
    informational: any
    undefined: 0
  waivers:
    - cve: CVE-2026-0001
      reason: The library is there, but nothing calls it.
      expires: "2026-12-31"
  countedTags:
    - main-*
  reconcileMinutes: 15
  scan:
    limitSeconds: 1800
    pollSeconds: 15
  migration:
    limitSeconds: 1800
    pollSeconds: 10
  rollout:
    limitSeconds: 1800
    pollSeconds: 15
  subscribers:
    - protocol: email
      address: shop-team@example.gov

promotion:
  source:
    mode: none
  testCommand: ["npm", "run", "e2e"]

access:
  developers:
    mode: push
    groups: [shop-developers]
    roles: []
  tester:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/jenkins"]
  promoter:
    mode: none
  promotionReaders: ["arn:aws:iam::222222222222:role/shop-prod-promoter"]
  github:
    mode: oidc
    provider: existing
    deploy:
      mode: role
      repository: example-gov/shop
      subject: {form: names}
      environment: shop-dev
    terraform:
      mode: roles
      repository: example-gov/infrastructure
      subject: {form: names}
      planEnvironment: shop-dev-plan
      applyEnvironment: shop-dev
`;

/** The file of another environment of the same application, with its own repository and host name; its name is `shop-<environment>`. */
export function exampleTextOf(environment: string): string {
  return exampleText
    .replace("environment: dev", `environment: ${environment}`)
    .replace("name: shop/dev", `name: shop/${environment}`)
    .replace("hostName: shop.dev", `hostName: shop-${environment}.dev`);
}

let example: Environment | undefined;

/** The same environment as an object of the caller's own. */
export function exampleEnvironment(): Environment {
  example ??= environmentSchema.parse(parse(exampleText));
  return structuredClone(example);
}
