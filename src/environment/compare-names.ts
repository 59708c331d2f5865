import type { ShellName } from "./shell-names";

/** One name that a pipeline was told, where the environment file says another. */
export interface UnequalName {
  readonly variable: string;
  /** What the environment file makes of it. */
  readonly expected: string;
  /** What the pipeline has; undefined when it has nothing. */
  readonly given: string | undefined;
}

/** Compares what a pipeline was told with an environment's names, variable by variable. */
export function unequalNames(
  names: readonly ShellName[],
  given: ReadonlyMap<string, string | undefined>,
): UnequalName[] {
  return names.flatMap(({ variable, value }) => {
    if (!given.has(variable)) return [];
    const told = given.get(variable) || undefined;
    return told === value ? [] : [{ variable, expected: value, given: told }];
  });
}

/** What to say of {@link unequalNames}: each name, and what to do about it. */
export function explainUnequalNames(environment: string, unequal: readonly UnequalName[]): string {
  const lines = unequal.map(({ variable, expected, given }) =>
    given === undefined
      ? `  ${variable} is not set; the environment file makes it ${expected}`
      : `  ${variable} is ${given}; the environment file makes it ${expected}`,
  );
  return [
    `What this pipeline was told does not match ${environment}:`,
    ...lines,
    `Set them as \`npx slipway env ${environment}\` prints them, or deploy the environment that you meant.`,
  ].join("\n");
}
