import type { Rule } from "./rule";

/** Variables that ECS sets itself, or by which the AWS libraries would take other credentials than the task role's. */
const reserved =
  /^(ECS_\w*|AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|CONFIG_FILE|SHARED_CREDENTIALS_FILE|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|EXECUTION_ENV|REGION|DEFAULT_REGION|CONTAINER_\w+|EC2_METADATA_\w+))$/i;

/** What ECS sets in every container, the file must not set. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html */
export const reservedVariables: Rule = ({ service, secrets }) =>
  [
    ...Object.keys(service.variables).map((name) => ["service", "variables", name]),
    ...Object.keys(secrets.variables).map((name) => ["secrets", "variables", name]),
  ]
    .filter((path) => reserved.test(path.at(-1) ?? ""))
    .map((path) => ({
      path,
      on: "key",
      message: "must not be set: ECS and the AWS libraries use this name for region or credentials",
      fix: "remove it; the task has its region and its role without it",
    }));
