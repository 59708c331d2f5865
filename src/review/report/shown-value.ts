import { isEmpty, UNKNOWN } from "../read/planned-value";
import { printable, shortened } from "./printable";
import { looksSecret, namesSecret } from "./secret-name";

/** The value as people read it; a secret, going by its name or its look, is hidden. */
export function shown(path: string, value: unknown): string {
  return shortened(inFull(path, value));
}

/** How much of what both have in common stands before the first character that differs. */
const leadCharacters = 30;

/** Both values as people read them. Long ones begin shortly before they differ: cut at their ends, they would read the same. */
export function shownPair(
  path: string,
  was: unknown,
  will: unknown,
): { readonly before: string; readonly after: string } {
  const [before, after] = [printable(inFull(path, was)), printable(inFull(path, will))];
  const same = commonLength(before, after);
  const isCut = before !== shortened(before) || after !== shortened(after);
  const start = isCut && same > 2 * leadCharacters ? same - leadCharacters : 0;
  const from = (text: string) => shortened(start > 0 ? `…${text.slice(start)}` : text);
  return { before: from(before), after: from(after) };
}

/** A digest's first twelve digits tell it from any other that a person compares it with. */
function shortDigests(text: string): string {
  return text.replace(/\bsha256:([\da-f]{12})[\da-f]{52}\b/g, "sha256:$1…");
}

function inFull(path: string, value: unknown): string {
  if (value === UNKNOWN) return "(known after apply)";
  if (isEmpty(value)) return "(none)";
  const text = typeof value === "string" ? value : JSON.stringify(value, hideWithin);
  const name = path.split(".").at(-1) ?? "";
  return namesSecret(name) || looksSecret(text) ? "(secret)" : shortDigests(text);
}

function hideWithin(name: string, value: unknown): unknown {
  if (value === UNKNOWN) return "(known after apply)";
  return typeof value === "string" && (namesSecret(name) || looksSecret(value))
    ? "(secret)"
    : value;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
