import type { Problem } from "../config/problem";
import type { Environment } from "../config/schema";
import { environmentName } from "../contract/names";
import { newFile } from "./new-file";
import { tryFile } from "./try-file";
import type { Wanted } from "./wanted";

/** A new file as it would be, checked among all others, or what speaks against it. */
export type Attempt =
  | {
      readonly ok: true;
      readonly text: string;
      readonly environment: Environment;
      /** Lines that its owner must still look at. */
      readonly placeholders: number;
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Makes the new file from that of the environment it is like, without writing it into the directory. */
export function attempt(directory: string, likeText: string, wanted: Wanted): Attempt {
  const text = newFile(likeText, wanted);
  const name = environmentName(wanted);
  const result = tryFile(directory, `${name}.yaml`, text);
  if (!result.ok) return result;
  const made = result.environments.find((environment) => environment.name === name);
  if (!made) throw new Error(`${name}.yaml was loaded as another environment`);
  return {
    ok: true,
    text,
    environment: made.environment,
    placeholders: made.placeholders.length,
  };
}
