import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** The provider that the generated classes were made from: the only one their output is meant for. */
function pinned(): { readonly name: string; readonly version: string } {
  const manifest = require.resolve("@cdktf/provider-aws/package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).cdktf.provider;
}

/**
 * Fetches the AWS provider once and returns the folder to give to `terraform init -plugin-dir=`.
 * It asks as `terraform init` does, so a person's own mirror counts; throws with Terraform's reason.
 */
export function fetchAwsProvider(terraform: string, cacheFolder: string): string {
  const { name, version } = pinned();
  const target = join(cacheFolder, `aws-${version}`);
  if (existsSync(target)) return target;

  mkdirSync(cacheFolder, { recursive: true });
  const scratch = mkdtempSync(join(cacheFolder, "fetch-"));
  try {
    const settings = { required_providers: { aws: { source: name, version } } };
    writeFileSync(join(scratch, "main.tf.json"), JSON.stringify({ terraform: settings }));
    const run = spawnSync(terraform, ["init", "-backend=false", "-input=false", "-no-color"], {
      cwd: scratch,
      encoding: "utf8",
      env: { ...process.env, TF_REGISTRY_DISCOVERY_RETRY: "0", TF_IN_AUTOMATION: "1" },
    });
    if (run.status !== 0) throw new Error(reason(run.error?.message ?? run.stderr));
    publish(join(scratch, ".terraform", "providers"), target);
    return target;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A rename is all or nothing, so a half-fetched provider is never taken for a finished one. */
function publish(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error; // else another worker was first, with the same provider
  }
}

function reason(stderr: string): string {
  const [, paragraph = stderr] = stderr.split(/^Error: .*\n\n/m);
  return paragraph.split("\n\n")[0]?.replace(/\s+/g, " ").trim() ?? stderr;
}
