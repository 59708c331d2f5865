import type { Construct } from "constructs";
import { TerraformOutput } from "#terraform";

/** What people and pipelines need to know of an environment after an apply. Nothing here changes with a release. */
interface Outputs {
  /** Where the application answers. */
  readonly url: string;
  /** Registry and repository to push to; `ECR_REPO_URI` in pipelines. */
  readonly ecr_repo_uri: string;
  /** `ECS_CLUSTER` in pipelines. */
  readonly ecs_cluster: string;
  /** `ECS_SERVICE` in pipelines. */
  readonly ecs_service: string;
  /** Family of the task definition, never a revision; `TASK_DEFINITION` in pipelines. */
  readonly task_definition: string;
  /** SSM parameter that holds the released digest. */
  readonly image_parameter: string;
  /** Log group of the application. */
  readonly log_group: string;
  /** Page with the figures that its alarms watch; not there without alarms. */
  readonly dashboard?: string;
}

/** Writes one Terraform output for each entry, named as it is. */
export function writeOutputs(scope: Construct, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) {
    new TerraformOutput(scope, name, { value, staticId: true });
  }
}
