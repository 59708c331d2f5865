import { readFileSync } from "node:fs";

/** What holds for every environment of a project; it stands under `context` in `cdktf.json`. */
export interface ProjectSettings {
  /** Version of Terraform's AWS provider that every stack asks for, exactly. */
  readonly awsProviderVersion: string;
}

/** Where {@link ProjectSettings} stand, from the folder in which people and pipelines run `slipway` and `cdktf`. */
export const projectFile = "cdktf.json";

/** The provider that the typed resources were generated from. */
export const defaultProviderVersion = "6.25.0";

/**
 * First and last version that is accepted: our environments were applied, changed and destroyed with the first (`npm run test:apply`), the last is
 * what the typed resources know.
 */
const testedProviderVersions = ["5.100.0", defaultProviderVersion] as const;

/** The settings, or one sentence that says what is wrong with them. A file or setting that is left out has its default. */
export function readProjectSettings(
  file: string = projectFile,
):
  | { readonly ok: true; readonly settings: ProjectSettings }
  | { readonly ok: false; readonly problem: string } {
  const context = contextOf(file);
  if (context === undefined) return { ok: false, problem: `${file} cannot be read as JSON.` };
  const version = context["awsProviderVersion"] ?? defaultProviderVersion;
  if (isTested(version)) return { ok: true, settings: { awsProviderVersion: version } };
  const [first, last] = testedProviderVersions;
  return {
    ok: false,
    problem:
      `${file}: context.awsProviderVersion must be a version of the AWS provider from ${first} to ${last}, such as "${last}"; ` +
      `got ${JSON.stringify(version)}.`,
  };
}

function contextOf(file: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")).context ?? {};
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? {} : undefined;
  }
}

/** Whether it is one exact version in the range. */
export function isTested(version: unknown): version is string {
  if (typeof version !== "string" || !/^\d+\.\d+\.\d+$/.test(version)) return false;
  const [first, last] = testedProviderVersions;
  return compareVersions(first, version) <= 0 && compareVersions(version, last) <= 0;
}

/** Orders exact versions, for sorting. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  const differing = left?.findIndex((part, index) => part !== right?.[index]) ?? -1;
  return differing < 0 ? 0 : (left?.[differing] ?? 0) - (right?.[differing] ?? 0);
}
