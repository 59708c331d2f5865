import { existsSync } from "node:fs";
import { chosen, loadOrExplain } from "../src/config/environments-folder";
import type { Environment } from "../src/config/schema";
import { shellExports, shellNames } from "../src/config/shell-names";
import { writeGenerated } from "./generated-file";
import { executionRoleJson } from "./kit/execution-role-json";
import { taskDefinitionJson } from "./kit/task-definition-json";

/** The environment that the deployment kit is made for. */
export const kitEnvironment = "loan-engine-test";

/** Whether it has a file; else the kit stays as it is, as an example. */
export const kitIsMade = () => existsSync(`environments/${kitEnvironment}.yaml`);

/** The kit's generated files by path, for the environment as it is in `environments/`. */
export function committedKitFiles(): Record<string, string> {
  return kitFiles(chosen(loadOrExplain(), kitEnvironment).environment);
}

/** The kit's generated files by path. */
export function kitFiles(environment: Environment): Record<string, string> {
  return {
    "deploy/aws/ecs-task-definition.json": taskDefinitionJson(environment),
    "deploy/aws/task-execution-role.json": executionRoleJson(environment),
    "deploy/aws/sample.env": `# What \`npx slipway env ${kitEnvironment}\` prints.\n${shellExports(shellNames(environment))}`,
  };
}

/** Writes the files of `deploy/aws/` that are made from the module. */
export function generateKit(): void {
  if (!kitIsMade()) {
    console.log(
      `left as it is: deploy/aws/, for there is no environments/${kitEnvironment}.yaml; tools/generate-kit.ts says for which environment it is made`,
    );
    return;
  }
  for (const [file, text] of Object.entries(committedKitFiles())) writeGenerated(file, text);
}
