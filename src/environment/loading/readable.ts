import type { Path } from "../problem";

/** Thrown when a rule reads a setting that is already known to be wrong. */
class Unreadable extends Error {}

/**
 * A file's content that lets a rule read all but what is already reported, so that one wrong setting does not hide what is
 * wrong with the others.
 */
export function readable<T>(value: unknown, badPaths: readonly Path[]): T {
  const bad = new Set(badPaths.map(key));
  if (bad.has(key([]))) return unreadable as T;
  return (bad.size === 0 ? value : guarded(value, [], bad)) as T;
}

/** What a rule finds; nothing when it reads a setting that is already reported. */
export function unlessUnreadable<T>(rule: () => T[]): T[] {
  try {
    return rule();
  } catch (error) {
    if (error instanceof Unreadable) return [];
    throw error;
  }
}

const unreadable: unknown = new Proxy(
  {},
  {
    get: () => {
      throw new Unreadable();
    },
  },
);

function guarded(value: unknown, path: readonly string[], bad: ReadonlySet<string>): unknown {
  if (bad.has(key(path))) throw new Unreadable();
  if (typeof value !== "object" || value === null) return value;
  return new Proxy(value, {
    get: (target, step) =>
      typeof step === "string" && (Object.hasOwn(target, step) || !(step in target))
        ? guarded(Reflect.get(target, step), [...path, step], bad)
        : Reflect.get(target, step),
  });
}

function key(path: Path): string {
  return JSON.stringify(path.map(String));
}
