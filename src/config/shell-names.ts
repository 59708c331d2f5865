import { addressesOf } from "../contract/delivery-names";
import { registryHost } from "../contract/images";
import { iamArn, namesOf } from "../contract/names";
import { stateStackName } from "../contract/written-stacks";
import { clusterOf } from "./cluster";
import { deliveryOf } from "./delivery-of";
import { cdnOf } from "./frontend";
import type { Environment } from "./schema";

/** One name that commands need, and what it is. */
export interface ShellName {
  /** Name of the shell variable. */
  readonly variable: string;
  readonly value: string;
  readonly comment: string;
}

/**
 * The names of an environment's things for a shell, so that commands can be pasted as they stand. Nothing secret, nothing that needs
 * AWS to answer.
 */
export function shellNames(environment: Environment): ShellName[] {
  const names = namesOf(environment);
  const at = addressesOf(deliveryOf(environment).names);
  const { account, region, repository, domain, database, service } = environment;
  const all: [variable: string, value: string, comment: string][] = [
    ["ENVIRONMENT", names.prefix, "for slipway, npm run plan and npm run apply"],
    ["AWS_REGION", region, "for the AWS CLI"],
    ["AWS_ACCOUNT_ID", account, "aws sts get-caller-identity must print it"],
    ["ECR_REGISTRY", registryHost(environment), "docker login"],
    ["ECR_REPO_URI", at.repositoryUrl, "docker push"],
    ["ECR_REPOSITORY", repository.name, "aws ecr … --repository-name"],
    ["ECS_CLUSTER", clusterOf(environment), "aws ecs … --cluster"],
    ["ECS_SERVICE", names.service, "aws ecs … --service"],
    ["TASK_DEFINITION", names.taskFamily, "family of the task definition"],
    ["CONTAINER_NAME", names.container, "aws ecs execute-command --container"],
    [
      "CONTAINER_PLATFORM",
      service.architecture === "ARM64" ? "linux/arm64" : "linux/amd64",
      "docker build --platform",
    ],
    ["IMAGE_PARAMETER", names.imagePointer, "SSM parameter with the released digest"],
    ["STATE_MACHINE_ARN", at.stateMachineArn, "the deployer"],
    ["DELIVERY_TABLE", names.delivery, "lock, decisions, evidence, promotions"],
    ["LOG_GROUP", names.appLogGroup, "aws logs tail"],
    ["HOST_NAME", domain.hostName, "DNS"],
    ["APP_URL", `https://${domain.hostName}`, "the application"],
    [
      "HEALTH_URL",
      `https://${domain.hostName}${service.healthCheck.path}`,
      "answers 200 when it can serve",
    ],
    ["STATE_STACK", stateStackName(account), "the stack that makes the state bucket"],
    ["STATE_BUCKET", environment.state.bucket, "Terraform state"],
    ["STATE_KEY", names.stateKey, "this environment's state in that bucket"],
  ];
  if (database.mode === "create") {
    const identifier = database.restored?.identifier ?? names.databaseIdentifier;
    all.push(["DB_IDENTIFIER", identifier, "aws rds … --db-instance-identifier"]);
  }
  if (cdnOf(environment)) all.push(["SITE_BUCKET", names.siteBucket, "pages from the CDN"]);
  all.push(...pipelineRoles(environment));
  return all.map(([variable, value, comment]) => ({ variable, value, comment }));
}

/** The roles that workflows and jobs become, where the environment has them. */
function pipelineRoles(
  environment: Environment,
): [variable: string, value: string, comment: string][] {
  const { github, planners, appliers, iamPath } = environment.access;
  const { githubDeployRole, planRole, applyRole } = namesOf(environment);
  const arn = (role: string) => iamArn(environment, "role", iamPath, role);
  const isOnGithub = github.mode === "oidc" && github.terraform.mode === "roles";
  const roles: [variable: string, value: string, comment: string][] = [];
  if (github.mode === "oidc" && github.deploy.mode === "role") {
    roles.push(["DEPLOY_ROLE_ARN", arn(githubDeployRole), "the application's workflow"]);
  }
  if (isOnGithub || planners?.mode === "role") {
    roles.push(["PLAN_ROLE_ARN", arn(planRole), "the infrastructure's workflow, to plan"]);
  }
  if (isOnGithub || appliers?.mode === "role") {
    roles.push(["APPLY_ROLE_ARN", arn(applyRole), "the same, to apply"]);
  }
  return roles;
}

/** The names as `export` lines of a POSIX shell, each value quoted. */
export function shellExports(names: readonly ShellName[]): string {
  return names
    .map(({ variable, value, comment }) => `export ${variable}=${quoted(value)} # ${comment}\n`)
    .join("");
}

/** The names as `NAME=value` lines, as a pipeline's file of outputs takes them. */
export function plainNames(names: readonly ShellName[]): string {
  return names.map(({ variable, value }) => `${variable}=${value}\n`).join("");
}

function quoted(value: string): string {
  return /^[\w./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** One name that a pipeline was given, where the environment file says another. */
interface UnequalName {
  readonly variable: string;
  /** What the environment file makes of it. */
  readonly expected: string;
  /** What the pipeline has; undefined when it has nothing. */
  readonly given: string | undefined;
}

/** Compares what a pipeline was given with an environment's names, variable by variable. */
export function unequalNames(
  names: readonly ShellName[],
  given: ReadonlyMap<string, string | undefined>,
): UnequalName[] {
  return names.flatMap(({ variable, value }) => {
    if (!given.has(variable)) return [];
    const name = given.get(variable) || undefined;
    return name === value ? [] : [{ variable, expected: value, given: name }];
  });
}

/** What to say of {@link unequalNames}: each name, and what to do about it. */
export function explainUnequalNames(environment: string, unequal: readonly UnequalName[]): string {
  const lines = unequal.map(({ variable, expected, given }) =>
    given === undefined
      ? `  ${variable} is not set; the environment file makes it ${expected}`
      : `  ${variable} is ${given}; the environment file makes it ${expected}`,
  );
  return [
    `What this pipeline was given does not match ${environment}:`,
    ...lines,
    `Set them as \`npx slipway env ${environment}\` prints them, or deploy the environment that you meant.`,
  ].join("\n");
}
