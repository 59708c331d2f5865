import type { Path } from "../problem";

/** A problem whose place in the text is not looked up yet. */
export interface PathProblem {
  readonly path: Path;
  /** Where to point. A setting that is not in the file is pointed at by the section that lacks it. */
  readonly on: "value" | "key";
  readonly message: string;
  readonly fix: string;
  /** The missing setting that a misspelt key was meant to be. */
  readonly meant?: Path;
}
