/** One thing that is wrong in the environment files, for a person to mend. */
export interface Problem {
  /** The file, as its directory was given and its name. */
  readonly file: string;
  /** Line from 1; 0 when the problem is not in the text, such as a missing directory. */
  readonly line: number;
  /** Column from 1; 0 with line 0. */
  readonly column: number;
  /** The setting, such as `service.cpuUnits` or `differences[0].because`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, what is allowed and what was given. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Keys and indexes that lead from the top of a file to a setting. */
export type Path = readonly (string | number)[];

/** The path as people write it: `service.cpuUnits`, `differences[0].because`, `tags["cost.center"]`. */
export function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join("");
}
