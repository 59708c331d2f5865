import { App } from "cdktf";
import type { Environment } from "./environment/schema";
import { EnvironmentStack } from "./environment-stack";
import { StateStack } from "./state-stack";

/**
 * Writes Terraform for these environments to `outdir` (default: where `cdktf` asks for it, or `cdktf.out`): a stack for each, and one for the state of each account. The same environments
 * make the same bytes.
 */
export function synthesize(
  environments: readonly { readonly environment: Environment }[],
  outdir?: string,
): void {
  const app = new App({ stackTraces: false, ...(outdir ? { outdir } : {}) });
  const accounts = new Map(
    environments.map(({ environment }) => [environment.account, environment]),
  );
  for (const { account, state } of [...accounts.values()].sort((a, b) =>
    a.account < b.account ? -1 : 1,
  )) {
    new StateStack(app, { account, region: state.region, bucket: state.bucket });
  }
  for (const { environment } of environments) new EnvironmentStack(app, environment);
  app.synth();
}
