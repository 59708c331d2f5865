import { distance } from "fastest-levenshtein";

/** The word that was probably meant; undefined when none is near. A version is matched by its first parts, not by its letters: 17.4 means 17, not 14. */
export function nearest(given: string, allowed: readonly string[]): string | undefined {
  const normal = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");
  const number = nearestNumber(given, allowed.filter(isNumber));
  if (number !== undefined) return number;
  const near = allowed
    .filter((word) => !isNumber(word))
    .map((word) => ({ word, steps: distance(normal(given), normal(word)) }))
    .filter(({ word, steps }) => steps <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  return near[0]?.word;
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function isNumber(word: string): boolean {
  return /^\d+(\.\d+)*$/.test(word);
}

/** The number that was written with something around it, or whose minor version was. */
function nearestNumber(given: string, numbers: readonly string[]): string | undefined {
  const [written, another] = given.match(/\d+(\.\d+)*/g) ?? [];
  if (written === undefined || another !== undefined) return undefined;
  return numbers.find((number) => written === number || written.startsWith(`${number}.`));
}
