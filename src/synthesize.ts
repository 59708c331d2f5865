import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import type { Environment } from "./config/schema";
import { EnvironmentStack } from "./environment-stack";
import { moves } from "./moved";
import { StateStack } from "./state-stack";
import { terraformFile, terraformFileName } from "./terraform/terraform-file";
import { withoutStackTraces } from "./terraform/without-stack-traces";

/**
 * Writes Terraform for these environments to `outdir` (default: where `cdktf` asks for it, or `cdktf.out`): a stack for each, and
 * one for the state of each account. The same environments make the same bytes.
 */
export function synthesize(
  environments: readonly { readonly environment: Environment }[],
  outdir?: string,
): void {
  withoutStackTraces(() => write(environments, outdir));
}

function write(
  environments: readonly { readonly environment: Environment }[],
  outdir: string | undefined,
): void {
  const app = new App({
    stackTraces: false,
    skipValidation: true, // the framework's runs `terraform version`, and Terraform need not be here
    ...(outdir ? { outdir } : {}),
  });
  const states = oneForEachAccount(environments).map(
    ({ account, state }) =>
      new StateStack(app, { account, region: state.region, bucket: state.bucket }),
  );
  const stacks = environments.map(({ environment }) => new EnvironmentStack(app, environment));
  app.synth();
  for (const stack of [...states, ...stacks]) {
    const { workingDirectory } = app.manifest.forStack(stack);
    writeFileSync(join(app.outdir, workingDirectory, terraformFileName), terraformFile(moves));
  }
}

function oneForEachAccount(environments: readonly { readonly environment: Environment }[]) {
  const byAccount = new Map(environments.map(({ environment: e }) => [e.account, e]));
  return [...byAccount.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
}
