import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "#aws/provider";
import { App, type TerraformStack } from "#terraform";
import { defaultProviderVersion, type ProjectSettings } from "../config/project-settings";
import type { Environment } from "../config/schema";
import { terraformFileName } from "../contract/written-stacks";
import { environmentStack } from "./extension";
import { type Move, moves } from "./moved";
import { StateStack } from "./state-stack";
import { withoutStackTraces } from "./without-stack-traces";

/**
 * Writes Terraform for these environments to `outdir` (default: where `cdktf` asks for it, or `cdktf.out`): a stack for each, and
 * one for the state of each account. The same environments make the same bytes.
 */
export function synthesize(
  environments: readonly { readonly environment: Environment }[],
  outdir?: string,
  settings: ProjectSettings = { awsProviderVersion: defaultProviderVersion },
): void {
  withoutStackTraces(() => write(environments, outdir, settings));
}

function write(
  environments: readonly { readonly environment: Environment }[],
  outdir: string | undefined,
  { awsProviderVersion }: ProjectSettings,
): void {
  const app = new App({
    stackTraces: false,
    skipValidation: true, // the framework's runs `terraform version`, and Terraform need not be here
    ...(outdir ? { outdir } : {}),
  });
  const states = oneForEachAccount(environments).map(
    ({ account, state }) => new StateStack(app, { account, ...state }),
  );
  const stacks = environments.map(({ environment }) => environmentStack(app, environment));
  for (const stack of [...states, ...stacks]) askForProvider(stack, awsProviderVersion);
  app.synth();
  for (const stack of [...states, ...stacks]) {
    const { workingDirectory } = app.manifest.forStack(stack);
    writeFileSync(join(app.outdir, workingDirectory, terraformFileName), terraformFile(moves));
  }
}

/** Has a stack ask for this version of the provider; by themselves the typed resources ask for the one that they were generated from. */
function askForProvider(stack: TerraformStack, version: string): void {
  const provider = stack.node.findAll().find((construct) => construct instanceof AwsProvider);
  if (provider?.terraformGeneratorMetadata?.providerVersion === version) return;
  stack.addOverride("terraform.required_providers.aws.version", version);
}

/** One environment of each account, by account: a rule holds that all of an account have the same `state`. */
function oneForEachAccount(environments: readonly { readonly environment: Environment }[]) {
  const byAccount = new Map(environments.map(({ environment: e }) => [e.account, e]));
  return [...byAccount.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
}

/**
 * Oldest version that knows ephemeral blocks, write-only arguments and the S3 lock file. OpenTofu takes it as its own version and
 * needs 1.12 for the same.
 */
const requiredTerraform = ">= 1.11.0";

/**
 * What Terraform must know and `cdk.tf.json` may not hold: an older Terraform says so at once, not in the middle of an apply, and what
 * moved is not made anew. In a file of its own, because checkov gives up on a file with either and then finds nothing wrong with anything.
 */
export function terraformFile(moves: readonly Move[]): string {
  const content = {
    terraform: { required_version: requiredTerraform },
    ...(moves.length > 0 ? { moved: moves } : {}),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
