import { saysOnlyItsType } from "../base/secret-names";
import { secretSign, withoutSecrets, withoutSecretWords } from "../base/secrets";
import { looksLikeJson } from "../base/text";
import { tryParseJson } from "./read/parse-json";
import { textOf } from "./read/plain-value";
import type { Plan } from "./read/plan";
import { member } from "./read/planned-value";
import type { ResourceChange } from "./read/resource-change";

/** An object of a plan or a state, as far as it is looked through. */
export interface SearchedObject {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** The same shape, true where the provider says that the value is sensitive. */
  readonly sensitive: unknown;
}

/** Where an object holds a secret that anybody who may read the object can read. */
export interface PlainSecret {
  readonly path: string;
  /** For comparing and for hiding; never printed. */
  readonly value: string;
}

/** The secrets within an object, by the provider's mark, by name and by look, those in JSON within a text included. */
export function secretsWithin(object: SearchedObject): readonly PlainSecret[] {
  // Rules ask with the provider's marks, and what hides secrets from their sentences without: mostly there are none.
  if (hasMark(object.sensitive)) return searched(object);
  const found = unmarked.get(object.values) ?? searched({ ...object, sensitive: undefined });
  unmarked.set(object.values, found);
  return found;
}

const unmarked = new WeakMap<SearchedObject["values"], readonly PlainSecret[]>();

function hasMark(sensitive: unknown): boolean {
  if (typeof sensitive !== "object" || sensitive === null) return sensitive === true;
  for (const name in sensitive) {
    if (hasMark((sensitive as Record<string, unknown>)[name])) return true;
  }
  return false;
}

function searched({ type, values, sensitive }: SearchedObject): readonly PlainSecret[] {
  const isParameter = type === "aws_ssm_parameter";
  const found: PlainSecret[] = [];
  for (const name in values) {
    const value = values[name];
    const mark =
      isParameter && /^(insecure_)?value$/.test(name)
        ? isSecretParameter(values, textOf(value))
        : member(sensitive, name);
    for (const one of secretsIn(name, value, mark)) found.push(one);
  }
  return found;
}

const none: readonly PlainSecret[] = [];

/** The provider marks the value of each parameter; what says more is its kind, its own name and the value. */
function isSecretParameter(values: SearchedObject["values"], value: string): boolean {
  const path = textOf(values["name"]);
  const name = path.slice(path.lastIndexOf("/") + 1);
  return values["type"] === "SecureString" || secretSign(name, value) !== undefined;
}

/** The same within one value; `mark` is what the provider says of it. */
export function secretsIn(path: string, value: unknown, mark: unknown): readonly PlainSecret[] {
  if (typeof value === "string") {
    if (value === "") return none;
    if (mark === true) return [{ path, value }];
    const found = looksLikeJson(value) ? secretsInJson(value) : [];
    if (found.length > 0) return found.map((one) => ({ ...one, path: `${path}${one.path}` }));
    return secretSign(nameAt(path), value) === undefined ? none : [{ path, value }];
  }
  if (typeof value !== "object" || value === null) return none;
  if (isCommand(value)) return secretsInCommand(path, value, mark);
  const variable = member(value, "name") ?? member(value, "key");
  const content = member(value, "value");
  if (typeof variable === "string" && typeof content === "string" && !Array.isArray(value)) {
    const byVariable = secretsIn(`${path}.${variable}`, content, mark === true);
    return byVariable.length > 0 ? byVariable : secretsIn(`${path}.value`, content, undefined);
  }
  const found: PlainSecret[] = [];
  for (const key in value) {
    const inner = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    const item = (value as Record<string, unknown>)[key];
    for (const one of secretsIn(inner, item, mark === true ? true : member(mark, key)))
      found.push(one);
  }
  return found;
}

/** What stands at a path is called like its last name: `passwords[0]`, `api_key[0].value` and `password.S` are secrets too. */
function nameAt(path: string): string {
  const last = withoutIndex(path.slice(path.lastIndexOf(".") + 1));
  if (!saysOnlyItsType(last) || last.length >= path.length) return last;
  const owner = path.slice(0, path.lastIndexOf("."));
  return withoutIndex(owner.slice(owner.lastIndexOf(".") + 1)) || last;
}

function withoutIndex(name: string): string {
  const at = name.indexOf("[");
  return at < 0 ? name : name.slice(0, at);
}

function isCommand(value: object): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 1 && value.every((item) => typeof item === "string")
  );
}

/** A word may be a secret only by the word before it. */
function secretsInCommand(
  path: string,
  words: readonly string[],
  mark: unknown,
): readonly PlainSecret[] {
  const shown = withoutSecretWords(words);
  return words.flatMap((word, i) => {
    const inner = `${path}[${i}]`;
    const own = secretsIn(inner, word, mark === true ? true : member(mark, i));
    return own.length === 0 && shown[i] !== word ? [{ path: inner, value: word }] : own;
  });
}

/** The secrets in JSON, their paths from its root. Most objects of a plan carry the documents of others. */
function secretsInJson(text: string): readonly PlainSecret[] {
  const known = documents.get(text);
  if (known) return known;
  const found = secretsIn("", tryParseJson(text), undefined);
  if (documents.size < mostDocuments) documents.set(text, found);
  return found;
}

const documents = new Map<string, readonly PlainSecret[]>();
const mostDocuments = 2_000;

/**
 * A sentence about a change with every secret taken out: what the provider calls sensitive, and what is one by its name
 * or its look. Rules speak of attributes that are no secrets; this is for the day when one is a secret all the same.
 */
export function hideSensitive(text: string, change: ResourceChange): string {
  const secrets = known.get(change) ?? secretTexts(change);
  known.set(change, secrets);
  return withoutSecrets(without(text, secrets));
}

/** The same for a text that may speak of anything in the plan, such as what a condition says when it fails. */
export function hideSecretsOf(plan: Plan, text: string): string {
  const ofPlan = [
    ...Object.entries(plan.variables).flatMap(([name, variable]) => {
      const isSensitive = member(plan.configuration.variable(name), "sensitive");
      return secretsIn(name, member(variable, "value"), isSensitive);
    }),
    ...Object.entries(plan.outputs).flatMap(([name, change]) => [
      ...secretsIn(name, change.before, change.before_sensitive),
      ...secretsIn(name, change.after, change.after_sensitive),
    ]),
  ].map(({ value }) => value);
  const secrets = [...ofPlan, ...[...plan.changes, ...plan.drift].flatMap(secretTexts)];
  return withoutSecrets(without(text, secrets));
}

function without(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
    .reduce((hidden, secret) => hidden.replaceAll(secret, "(sensitive)"), text);
}

// There may be many sentences about one change.
const known = new WeakMap<ResourceChange, readonly string[]>();

// Shorter values are in every sentence; and nobody can recognise one by it.
const shortestSecret = 4;

function secretTexts(change: ResourceChange): readonly string[] {
  const { type, before, after, beforeSensitive, afterSensitive } = change;
  const texts = [
    ...sensitiveTexts(before, beforeSensitive),
    ...sensitiveTexts(after, afterSensitive),
    ...[before, after]
      .flatMap((values) => (values ? secretsWithin({ type, values, sensitive: undefined }) : []))
      .map(({ value }) => value),
  ];
  return [...new Set(texts)];
}

function sensitiveTexts(value: unknown, marks: unknown): readonly string[] {
  if (marks === undefined || marks === null || marks === false) return [];
  if (typeof value === "object" && value !== null) {
    return Object.entries(value).flatMap(([name, inner]) =>
      sensitiveTexts(inner, marks === true ? true : member(marks, name)),
    );
  }
  return marks === true && (typeof value === "string" || typeof value === "number")
    ? [`${value}`]
    : [];
}
