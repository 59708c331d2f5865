import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "#terraform";
import type { Environment } from "../config/schema";
import { environmentStack } from "./extension";
import { withoutStackTraces } from "./without-stack-traces";

/** Terraform's JSON of one environment. */
export interface TerraformJson {
  readonly resource: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
  >;
  readonly data?: TerraformJson["resource"];
  readonly [block: string]: unknown;
}

/** What `synthesize` would write for an environment, as a value, leaving no file behind. */
export function terraformJson(environment: Environment): TerraformJson {
  const outdir = mkdtempSync(join(tmpdir(), "slipway-")); // the framework makes its folder even when nothing is written
  try {
    return withoutStackTraces(() =>
      environmentStack(new App({ outdir, stackTraces: false }), environment).toTerraform(),
    ) as TerraformJson;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
