import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

type Tree = { [key: string]: unknown };

/**
 * Writes two environment files that are one account's, so that one registry holds both repositories: the second takes its images
 * from the first. `ofFrom` sets settings of the first by path, also those that its file leaves out.
 */
export function writeTwoEnvironments(
  folder: string,
  files: { readonly from: string; readonly to: string },
  account: string,
  ofFrom: Readonly<Record<string, unknown>> = {},
): void {
  mkdirSync(join(folder, "environments"), { recursive: true });
  const from = parse(files.from) as Tree;
  const to = parse(files.to) as Tree;
  for (const environment of [from, to]) {
    change(environment, { account, "state.bucket": `slipway-state-${account}` });
  }
  change(from, { "access.promotionReaders": [] });
  change(from, ofFrom, { mayAdd: true });
  change(to, { "promotion.source.account": account, "access.github.provider": "existing" });
  for (const environment of [from, to]) {
    const name = `${environment["application"]}-${environment["environment"]}`;
    writeFileSync(join(folder, "environments", `${name}.yaml`), stringify(environment));
  }
}

/** Sets settings by path; one that is not there, or in a section that is not there, is left out unless it may be added. */
function change(
  target: Tree,
  settings: Readonly<Record<string, unknown>>,
  { mayAdd } = { mayAdd: false },
): void {
  for (const [path, value] of Object.entries(settings)) {
    const steps = path.split(".");
    const last = steps.pop() as string;
    const section = steps.reduce<Tree | undefined>((here, step) => here?.[step] as Tree, target);
    if (section !== undefined && (mayAdd || last in section)) section[last] = value;
  }
}
