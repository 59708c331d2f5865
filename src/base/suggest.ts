import { distance } from "fastest-levenshtein";

/** The word that was probably meant; undefined when none is near. */
export function nearest(given: string, allowed: readonly string[]): string | undefined {
  const normal = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, "");
  const near = allowed
    .map((word) => ({ word, steps: distance(normal(given), normal(word)) }))
    .filter(({ word, steps }) => steps <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.steps - b.steps);
  return near[0]?.word;
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
