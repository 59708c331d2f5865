import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { reviewFileNames } from "../../../src/operate/plan-stack";
import type { TerraformWorld, WorldRunOptions } from "../../support/terraform-world";

/** What a plan of an environment came to. */
export interface Planned {
  /** What the review refuses, as `--allow` names it, sorted. */
  readonly refused: readonly string[];
  /** What it would refuse, were it not approved; written alike. */
  readonly approved: readonly string[];
  /** What Terraform would do, by address, such as `updated in-place`. */
  readonly changes: Readonly<Record<string, string>>;
  readonly output: string;
}

/** Plans as people do; throws when it is neither fine nor refused by the review. */
export async function plan(
  world: TerraformWorld,
  {
    approve = [],
    ...more
  }: Partial<WorldRunOptions> & { readonly approve?: readonly string[] } = {},
): Promise<Planned> {
  const approvals = approve.flatMap((one) => ["--allow", one, "--because", "the test wants it"]);
  const run = await world.slipway(["plan", world.name, ...approvals], { as: "plan", ...more });
  const { code, output } = run;
  const verdict = output.includes(`\n${world.name}: refused`) ? 1 : 0;
  if (code !== verdict) throw new Error(`exit ${code}, not ${verdict}:\n${output}`);
  const judged = (verdict: string) => judgedNow(world, verdict);
  return {
    refused: judged("refused"),
    approved: judged("approved"),
    changes: changesIn(output),
    output,
  };
}

/** Of the review that the plan command writes beside the plan. */
function judgedNow(world: TerraformWorld, expected: string): string[] {
  const file = join(world.stackFolder(world.name), reviewFileNames.json);
  const { findings } = JSON.parse(readFileSync(file, "utf8")) as {
    findings: { verdict: string; address: string; action: string }[];
  };
  const judged = findings.filter(({ verdict }) => verdict === expected);
  return [...new Set(judged.map(({ address, action }) => `${address}:${action}`))].sort();
}

function changesIn(output: string): Record<string, string> {
  const lines = output.matchAll(
    /^ {2}# (\S+) (?:will|must) be (created|updated in-place|replaced|destroyed)/gm,
  );
  return Object.fromEntries(
    [...lines].map(([, address, action]) => [address as string, action as string]),
  );
}

/** Plans without asking AWS what is there: enough for a verdict on a change of the file, and much faster. */
export const withoutRefresh = { TF_CLI_ARGS_plan: "-refresh=false" };

/** A change of an environment's file: settings by their path, and undefined where one is to go. */
export type Settings = Readonly<Record<string, unknown>>;

/** Writes settings into the environment's file, as a person would; comments stay. Gives what the file was. */
export function changeSettings(world: TerraformWorld, settings: Settings): string {
  return world.edit((text) => textWith(text, settings));
}

/** The text of an environment's file with these settings. */
export function textWith(text: string, settings: Settings): string {
  const document = parseDocument(text);
  for (const [path, value] of Object.entries(settings)) {
    const keys = path.split(".");
    if (value === undefined) document.deleteIn(keys);
    else document.setIn(keys, document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

/** Does something while the file says something else, and puts it back. */
export async function withSettings<T>(
  world: TerraformWorld,
  settings: Settings,
  body: () => Promise<T>,
): Promise<T> {
  const before = changeSettings(world, settings);
  try {
    return await body();
  } finally {
    world.edit(() => before);
  }
}
