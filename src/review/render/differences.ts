import { printable, shortened } from "../../base/printable";
import { saysOnlyItsType } from "../../base/secret-names";
import { secretSign, variableSign, withoutSecretWords } from "../../base/secrets";
import { looksLikeJson } from "../../base/text";
import { tryParseJson } from "../read/parse-json";
import { isEmpty, member, UNKNOWN } from "../read/planned-value";
import { sameValue } from "../read/same-value";

/** One value that changes, in words that are safe to show. */
export interface Difference {
  /** Where, such as `health_check.path`. */
  readonly path: string;
  /** Empty where `after` says the whole change, as for a list that gains something. */
  readonly before: string;
  readonly after: string;
}

/** A value and which parts of it the provider calls sensitive. */
interface Marked {
  readonly value: unknown;
  readonly sensitive: unknown;
}

/**
 * Where two values differ, down to the single member. Null, false, zero and empty count as one, since providers fill
 * them in for one another. Secrets are compared and never shown.
 */
export function differences(path: string, before: Marked, after: Marked): readonly Difference[] {
  const [was, will] = [before.value, after.value];
  if (sameValue(was, will) || (isNothing(was) && isNothing(will))) return [];
  if (before.sensitive === true || after.sensitive === true) {
    return [{ path, before: shownSecret(was), after: shownSecret(will) }];
  }
  const [left, right] = [unpacked(was), unpacked(will)];
  if (isList(left) && isList(right))
    return inList(path, { ...before, value: left }, { ...after, value: right });
  if (isObject(left) && isObject(right)) {
    return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((name) =>
      differences(
        `${name === "value" ? named(path, right, left) : path}.${name}`,
        part({ ...before, value: left }, left, name),
        part({ ...after, value: right }, right, name),
      ),
    );
  }
  return [{ path, ...shownPair(path, masked(before), masked(after)) }];
}

/** The value with what the provider calls sensitive within it taken out. */
function masked({ value, sensitive }: Marked): unknown {
  if (sensitive === true) return shownSecret(value);
  if (!hasMark(sensitive) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value))
    return value.map((_, i) => masked(part({ value, sensitive }, value, i)));
  return Object.fromEntries(
    Object.keys(value).map((name) => [name, masked(part({ value, sensitive }, value, name))]),
  );
}

function inList(path: string, before: Marked, after: Marked): readonly Difference[] {
  const [was, will] = [before.value as unknown[], after.value as unknown[]];
  const byName = [namedItems(was), namedItems(will)] as const;
  const isOneBlock = was.length === 1 && will.length === 1;
  if (byName[0] && byName[1] && !isOneBlock)
    return inNamedList(path, before, after, byName[0], byName[1]);
  const isOfObjects = [...was, ...will].every((item) => isObject(item));
  if (isOfObjects && was.length === will.length) {
    const name = (i: number) => (was.length === 1 ? path : `${path}[${i}]`);
    return was.flatMap((_, i) => differences(name(i), part(before, was, i), part(after, will, i)));
  }
  const safe = new Map([...wordsShown(was), ...wordsShown(will)]);
  const display = (item: unknown) => safe.get(item) ?? item;
  const gone = was.filter((item) => !will.some((other) => sameValue(item, other)));
  const come = will.filter((item) => !was.some((other) => sameValue(item, other)));
  if (gone.length + come.length === 0) return [{ path, before: "", after: "another order" }];
  const hidden = [before, after].some(({ sensitive }) => hasMark(sensitive));
  if (!hidden && gone.length === 1 && come.length === 1) {
    const pair = shownPair(path, display(gone[0]), display(come[0]));
    return [{ path, before: "", after: `gains ${pair.after}; loses ${pair.before}` }];
  }
  const say = (words: string, items: unknown[]) =>
    items.length === 0
      ? []
      : [
          `${words} ${hidden ? `${items.length} (sensitive)` : items.map((item) => shown(path, display(item))).join(", ")}`,
        ];
  return [{ path, before: "", after: [...say("gains", come), ...say("loses", gone)].join("; ") }];
}

/** The words of a command as they may be shown: one may be a secret by the word before it. */
function wordsShown(list: readonly unknown[]): readonly (readonly [unknown, unknown])[] {
  if (!list.every((item) => typeof item === "string")) return [];
  const shown = withoutSecretWords(list);
  return list.map((item, i) => [item, shown[i]]);
}

/** The positions of items by their `name` or `key`; undefined where one has none, or two have the same. */
function namedItems(items: readonly unknown[]): ReadonlyMap<string, number> | undefined {
  const names = items.map((item) => member(item, "name") ?? member(item, "key"));
  const isNamed = names.every((name) => typeof name === "string" && name !== "");
  return isNamed && names.length > 0 && new Set(names).size === names.length
    ? new Map(names.map((name, i) => [name as string, i]))
    : undefined;
}

function inNamedList(
  path: string,
  before: Marked,
  after: Marked,
  was: ReadonlyMap<string, number>,
  will: ReadonlyMap<string, number>,
): readonly Difference[] {
  return [...new Set([...was.keys(), ...will.keys()])].flatMap((name) => {
    const item = (whole: Marked, at: number | undefined) =>
      at === undefined ? { value: undefined, sensitive: undefined } : part(whole, whole.value, at);
    return differences(
      `${path}[${name}]`,
      item(before, was.get(name)),
      item(after, will.get(name)),
    );
  });
}

function shownSecret(value: unknown): string {
  if (value === UNKNOWN) return "(known after apply)";
  return isEmpty(value) ? "(none)" : "(sensitive)";
}

function unpacked(value: unknown): unknown {
  if (typeof value !== "string" || !looksLikeJson(value)) return value;
  return tryParseJson(value) ?? value;
}

function part(whole: Marked, value: unknown, key: string | number): Marked {
  const inside = (container: unknown) =>
    typeof container === "object" && container !== null && Object.hasOwn(container, key)
      ? (container as Record<string | number, unknown>)[key]
      : undefined;
  return { value: inside(value), sensitive: inside(whole.sensitive) };
}

function hasMark(sensitive: unknown): boolean {
  if (sensitive === true) return true;
  return (
    typeof sensitive === "object" && sensitive !== null && Object.values(sensitive).some(hasMark)
  );
}

function isNothing(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isNothing);
  return value === false || value === 0 || value === "0" || value === "false" || isEmpty(value);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

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

/** A digest's first twelve digits distinguish it from any other that a person compares it with. */
function shortDigests(text: string): string {
  return text.replace(/\bsha256:([\da-f]{12})[\da-f]{52}\b/g, "sha256:$1…");
}

function inFull(path: string, value: unknown): string {
  if (value === UNKNOWN) return "(known after apply)";
  if (isEmpty(value)) return "(none)";
  const name = nameOf(path);
  const isText = typeof value === "string";
  const text = isText ? value : JSON.stringify(hidden(value));
  const sign = isText ? variableSign(name, text) : secretSign(name, text);
  return sign === undefined ? shortDigests(text) : "(secret)";
}

/** A value at a path without the secrets in it, going by names and looks. */
export function withoutSecretsWithin(path: string, value: unknown): unknown {
  return hidden(value, nameOf(path));
}

/** What a value is called: of `environment[TOKEN].value` it is `TOKEN`, of `password.S` it is `password`. */
function nameOf(path: string): string {
  const named = /\[([^\]]*)\]\.value$/.exec(path)?.[1] ?? "";
  if (!/^\d*$/.test(named)) return named;
  const [last = "", owner = ""] = path.split(".").reverse();
  return saysOnlyItsType(last) && owner !== "" ? owner.replace(/\[\d+\]$/, "") : last;
}

/** The path of a block that has a name, which its value goes by. */
function named(path: string, ...blocks: readonly object[]): string {
  const names = blocks.map((block) => member(block, "name") ?? member(block, "key"));
  const name = names.find((one) => typeof one === "string" && one !== "");
  return name === undefined || path.endsWith(`[${name}]`) ? path : `${path}[${name}]`;
}

/** The value with its secrets taken out: members of a secret's name, variables of one, texts that look like one. */
function hidden(value: unknown, name = ""): unknown {
  if (value === UNKNOWN) return "(known after apply)";
  if (typeof value === "string") {
    return variableSign(name, value) === undefined ? value : "(secret)";
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const safe = new Map(wordsShown(value));
    return value.map((item) => hidden(safe.get(item) ?? item, name));
  }
  const variable = member(value, "name") ?? member(value, "key");
  const called = (key: string) =>
    key === "value" && typeof variable === "string" ? variable : saysOnlyItsType(key) ? name : key;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, hidden(item, called(key))]),
  );
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
