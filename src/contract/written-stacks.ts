import { join } from "node:path";

/** Where the Terraform of every environment is written, from the folder in which people and pipelines run `slipway`; cdktf's own place. */
export const outputDirectory = "cdktf.out";

/** The folder of all stacks. */
export function stacksFolder(outdir: string = outputDirectory): string {
  return join(outdir, "stacks");
}

/** The folder of one stack, where Terraform runs. */
export function stackFolder(name: string, outdir: string = outputDirectory): string {
  return join(stacksFolder(outdir), name);
}

/** Name of the stack that makes the state bucket of an account. */
export function stateStackName(account: string): string {
  return `state-${account}`;
}

/** The form of such a name; no environment's name has it. */
export const stateStackForm = /^state-\d{12}$/;

/** The state of such a stack: a file beside the checkout, since it cannot be in the bucket that the stack makes. */
export function stateFileName(stack: string): string {
  return `${stack}.tfstate`;
}

/** Name of the file with a stack's resources; the framework's own. */
export const stackFileName = "cdk.tf.json";

/** Name of the file beside it that says which Terraform it needs, and what moved. */
export const terraformFileName = "terraform.tf.json";

/** Name of a saved plan in the stack's folder. */
export const planFileName = "plan";

/** Where the review of a saved plan is kept, which binds an apply to it. */
export function reviewRecordPath(plan: string): string {
  return `${plan}.review.json`;
}
