import type { Path } from "../problem";
import { environmentSchema } from "../schema";
import { modesOf } from "../schema-walk";
import { keysAt, settingAt } from "../setting";
import { allSettings } from "../settings";
import type { PathProblem } from "./path-problem";
import { nearest, orList } from "./suggest";

/** The problem of a key that its section does not have, with what was probably meant. */
export function unknownKey(path: Path, value: unknown): PathProblem {
  const section = path.slice(0, -1);
  const key = String(path.at(-1));
  const allowed = keysAt(section, value) ?? [];
  const problem = { path, on: "key", message: "is not a setting" } as const;
  const others = `allowed here: ${allowed.join(", ")}`;

  const moved = placeOf(section, key, value);
  if (moved) return { ...problem, fix: `${moved}; ${others}` };
  const word = nearest(key, allowed);
  if (!word) return { ...problem, fix: `remove it; ${others}` };
  return { ...problem, fix: `did you mean ${word}? ${others}`, meant: [...section, word] };
}

/** What to do with a key that belongs to another mode of its section, or to just one other section. */
function placeOf(section: Path, key: string, value: unknown): string | undefined {
  const modes = modesOf(settingAt(section, value)?.schema ?? environmentSchema);
  const owners = modes.filter((mode) => Object.hasOwn(mode.shape, key));
  if (owners[0]) {
    const values = orList(owners.map((mode) => mode.value));
    return `it belongs to ${owners[0].key}: ${values}; remove it, or change ${owners[0].key}`;
  }
  const elsewhere = allSettings().filter(({ path }) => path.at(-1) === key);
  const home = elsewhere.length === 1 ? elsewhere[0]?.path.slice(0, -1) : undefined;
  return (
    home &&
    `it belongs ${home.length > 0 ? `to ${home.join(".")}` : "to the top level"}: move it there`
  );
}
