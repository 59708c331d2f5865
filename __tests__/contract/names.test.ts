import { expect, test } from "vitest";
import { addressesOf } from "../../src/contract/delivery-names";
import { environmentName, namesOf } from "../../src/contract/names";
import { stateKeyArn } from "../../src/contract/state-key";

const given = {
  application: "shop",
  environment: "dev",
  account: "111111111111",
  region: "us-east-1",
};

// A name that changes is a resource that is replaced, so each stands here a second time.
const expected = {
  prefix: "shop-dev",
  cluster: "shop-dev",
  service: "shop-dev",
  taskFamily: "shop-dev",
  container: "app",
  imagePointer: "/shop/dev/image",
  appLogGroup: "/slipway/shop-dev/app",
  clusterExecLogGroup: "/slipway/shop-dev/exec",
  loadBalancer: "shop-dev",
  targetGroupPrefix: "shop-",
  accessLogBucket: "shop-dev-alb-logs-111111111111-us-east-1",
  keyAlias: "alias/shop-dev",
  databaseIdentifier: "shop-dev",
  executionRole: "shop-dev-execution",
  taskRole: "shop-dev-task",
  databaseMonitoringRole: "shop-dev-database-monitoring",
  deliveryRole: "shop-dev-delivery",
  deliveryEventsRole: "shop-dev-delivery-events",
  deliveryCleanUpRole: "shop-dev-delivery-clean-up",
  deliveryRequestRole: "shop-dev-delivery-request",
  developersPolicy: "shop-dev-developers",
  testerRole: "shop-dev-tester",
  waiversRole: "shop-dev-waivers",
  firewall: "shop-dev-firewall",
  firewallLogGroup: "aws-waf-logs-shop-dev",
  siteBucket: "shop-dev-site-111111111111-us-east-1",
  frontendLogBucket: "aws-waf-logs-shop-dev-111111111111-us-east-1",
  frontend: "shop-dev-frontend",
  siteFunction: "shop-dev-pages",
  flowLogRole: "shop-dev-flow-logs",
  flowLogGroup: "/slipway/shop-dev/flow",
  vpnLogGroup: "/slipway/shop-dev/vpn",
  deliveryLook: "shop-dev-delivery-look",
  deliveryDrill: "shop-dev-delivery-drill",
  drillFamily: "shop-dev-drill",
  drillRole: "shop-dev-drill",
  drillExecutionRole: "shop-dev-drill-execution",
  deliveryLookRole: "shop-dev-delivery-look",
  promoterRole: "shop-dev-promoter",
  operatorRole: "shop-dev-operator",
  databaseClientRole: "shop-dev-database-client",
  databaseSession: "shop-dev-database",
  publisherRole: "shop-dev-publisher",
  restorerRole: "shop-dev-restorer",
  taskRunnerRole: "shop-dev-task-runner",
  promotionReaderRole: "shop-dev-promotion-reader",
  githubDeployRole: "shop-dev-github-deploy",
  planRole: "shop-dev-plan",
  applyRole: "shop-dev-apply",
  delivery: "shop-dev-delivery",
  deliveryCleanUp: "shop-dev-delivery-clean-up",
  deliveryRequest: "shop-dev-delivery-request",
  deliveryUndelivered: "shop-dev-delivery-undelivered",
  deliveryLogGroup: "/aws/vendedlogs/states/shop-dev-delivery",
  databasePasswordSecret: "shop-dev/database-password",
  databaseEvents: "shop-dev-database",
  dashboard: "shop-dev",
  mails: "shop-dev-mails",
  pages: "shop-dev-pages",
  stateKey: "shop-dev/terraform.tfstate",
};

const { secret, restoredSecret, ...names } = namesOf(given);

test("everything has the name that it always had", () => {
  expect(names).toEqual(expected);
  expect(restoredSecret("shop-dev-monday")).toBe("shop-dev/restored/shop-dev-monday");
  expect(secret("SECRET_KEY")).toBe("shop-dev/SECRET_KEY");
  expect(environmentName(given)).toBe("shop-dev");
});

test.each([
  ["shop", "shop-"],
  ["loan-engine", "loan-"],
  ["storefront", "store-"],
])(
  "the target group's prefix of %s has at most six characters and one hyphen",
  (application, prefix) => {
    expect(namesOf({ ...given, application }).targetGroupPrefix).toBe(prefix);
  },
);

const deliveryNames = {
  ...given,
  environment: "shop-dev",
  cluster: "shared",
  service: "shop-dev",
  taskFamily: "shop-dev-family",
  container: "app",
  repository: "shop/dev",
  imagePointer: "/shop/dev/image",
  delivery: "shop-dev-delivery",
  taskRole: "shop-dev-task",
  executionRole: "shop-dev-execution",
};

test("roles below a path are reached by it", () => {
  expect(addressesOf({ ...deliveryNames, iamPath: "/slipway/" })).toMatchObject({
    taskRoleArn: "arn:aws:iam::111111111111:role/slipway/shop-dev-task",
    executionRoleArn: "arn:aws:iam::111111111111:role/slipway/shop-dev-execution",
  });
});

test.each([
  ["us-east-1", "aws", "console.aws.amazon.com"],
  ["us-gov-west-1", "aws-us-gov", "console.amazonaws-us-gov.com"],
])("what the deployer reaches in %s", (region, partition, console) => {
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:111111111111:${resource}`;
  const at = addressesOf({ ...deliveryNames, region });
  expect(at).toEqual({
    clusterArn: arn("ecs", "cluster/shared"),
    serviceArn: arn("ecs", "service/shared/shop-dev"),
    serviceDeploymentArns: arn("ecs", "service-deployment/shared/shop-dev/*"),
    serviceRevisionArns: arn("ecs", "service-revision/shared/shop-dev/*"),
    taskDefinitionArns: arn("ecs", "task-definition/shop-dev-family:*"),
    taskArns: arn("ecs", "task/shared/*"),
    scalableTargetArns: arn("application-autoscaling", "scalable-target/*"),
    scalableTarget: "service/shared/shop-dev",
    repositoryArn: arn("ecr", "repository/shop/dev"),
    repositoryUrl: `111111111111.dkr.ecr.${region}.amazonaws.com/shop/dev`,
    imagePointerArn: arn("ssm", "parameter/shop/dev/image"),
    tableArn: arn("dynamodb", "table/shop-dev-delivery"),
    topicArn: arn("sns", "shop-dev-delivery"),
    stateMachineArn: arn("states", "stateMachine:shop-dev-delivery"),
    cleanUpMachineArn: arn("states", "stateMachine:shop-dev-delivery-clean-up"),
    lookMachineArn: arn("states", "stateMachine:shop-dev-delivery-look"),
    drillMachineArn: arn("states", "stateMachine:shop-dev-delivery-drill"),
    drillExecutionArnPrefix: arn("states", "execution:shop-dev-delivery-drill:"),
    requestMachineArn: arn("states", "stateMachine:shop-dev-delivery-request"),
    executionArnPrefix: arn("states", "execution:shop-dev-delivery:"),
    cleanUpExecutionArnPrefix: arn("states", "execution:shop-dev-delivery-clean-up:"),
    requestExecutionArnPrefix: arn("states", "execution:shop-dev-delivery-request:"),
    taskRoleArn: `arn:${partition}:iam::111111111111:role/shop-dev-task`,
    executionRoleArn: `arn:${partition}:iam::111111111111:role/shop-dev-execution`,
    executionPages: `https://${region}.${console}/states/home?region=${region}#/v2/executions/details/`,
  });
});

test("the key of the state is one for an account and region", () => {
  expect(stateKeyArn(given)).toBe("arn:aws:kms:us-east-1:111111111111:alias/terraform-state");
});
