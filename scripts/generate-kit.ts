import { mkdirSync, writeFileSync } from "node:fs";
import { chosen, loadOrExplain } from "../src/cli/environments";
import { shellExports, shellNames } from "../src/config/shell-names";
import { executionRoleJson } from "../tools/kit/execution-role-json";
import { taskDefinitionJson } from "../tools/kit/task-definition-json";

/** The environment that the deployment kit is made for. */
export const kitEnvironment = "loan-engine-test";

/** The kit's generated files by path. */
export function kitFiles(): Record<string, string> {
  const { environment } = chosen(loadOrExplain(), kitEnvironment);
  return {
    "deploy/aws/ecs-task-definition.json": taskDefinitionJson(environment),
    "deploy/aws/task-execution-role.json": executionRoleJson(environment),
    "deploy/aws/sample.env": `# What \`npx slipway env ${kitEnvironment}\` prints.\n${shellExports(shellNames(environment))}`,
  };
}

/** Writes the files of `deploy/aws/` that are made from the module. */
export function generateKit(): void {
  mkdirSync("deploy/aws", { recursive: true });
  for (const [file, text] of Object.entries(kitFiles())) writeFileSync(file, text);
}
