import { basename } from "node:path";
import type { Problem } from "../problem";
import { valueAt } from "../setting";
import type { LoadedFile } from "./load-file";

/** A file is named for its environment, so that nobody edits one in the belief that it is another. */
export function fileNameProblems(files: readonly LoadedFile[]): Problem[] {
  const rightNames = new Set(files.filter(isNamedRight).map((file) => file.name));
  return files.flatMap((file) => {
    const wanted = wantedName(file);
    if (wanted === undefined || wanted === file.name) return [];
    const place = { path: ["application"], on: "value" } as const;
    if (rightNames.has(wanted)) {
      const message = `is a second file for ${wanted}, beside ${wanted}.yaml`;
      const fix = "remove one of the two, or give this one its own application and environment";
      return [{ ...file.locate({ ...place, message, fix }), path: "" }];
    }
    const message = `must be named ${wanted}.yaml for this application and environment, got ${basename(file.file)}`;
    const fix = "rename the file, or set application and environment to what its name says";
    return [{ ...file.locate({ ...place, message, fix }), path: "" }];
  });
}

/** Whether a file has the name that its application and environment demand. */
export function isNamedRight(file: LoadedFile): boolean {
  return wantedName(file) === file.name;
}

/** `<application>-<environment>`; undefined when the file does not say. */
function wantedName({ value, badPaths }: LoadedFile): string | undefined {
  const names = ["application", "environment"].map((key) => valueAt([key], value));
  const bad = badPaths.some(
    ([key]) => key === undefined || key === "application" || key === "environment",
  );
  return bad || !names.every((name) => typeof name === "string") ? undefined : names.join("-");
}
