import { secretSign } from "../../base/secrets";
import { isEmpty, member, UNKNOWN } from "../read/planned-value";
import { printable, shortened } from "./printable";

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
  const name = nameOf(path);
  const text = typeof value === "string" ? value : JSON.stringify(hidden(value));
  return secretSign(name, text) === undefined ? shortDigests(text) : "(secret)";
}

/** What a value is called: of `environment[TOKEN].value` it is `TOKEN`. */
function nameOf(path: string): string {
  const [last = "", owner = ""] = path.split(".").reverse();
  return last === "value" ? (/\[([^\]]*)\]$/.exec(owner)?.[1] ?? last) : last;
}

/** The value with its secrets taken out: members of a secret's name, variables of one, texts that look like one. */
function hidden(value: unknown, name = ""): unknown {
  if (value === UNKNOWN) return "(known after apply)";
  if (typeof value === "string") {
    return secretSign(name, value) === undefined ? value : "(secret)";
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hidden(item, name));
  const variable = member(value, "name") ?? member(value, "key");
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      hidden(item, key === "value" && typeof variable === "string" ? variable : key),
    ]),
  );
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
