import { kindOfName, saysOnlyItsType } from "./secret-names";
import { groupIn, type Range, secretsByLook, standsForAnother } from "./secret-values";
import { looksLikeJson } from "./text";

/** What gives a value away as a secret: how it is called, or how it looks. */
type SecretSign = "name" | "value";

/**
 * Whether a value of this name is a secret, and by which sign; undefined when it is none. `npm start`, the reviews and everything that is
 * printed ask this one function, so that all of them take the same values for secrets.
 */
export function secretSign(name: string, value: string): SecretSign | undefined {
  if (value === "") return undefined;
  if (looksSecret(value) || looksSecret(decoded(name, value))) return "value";
  if (namesConnection.test(name) && oracleLogin.test(value)) return "value";
  const kind = kindOfName(name);
  if (kind === "plain" || kind === "about" || isHarmless(value)) return undefined;
  const isSecret =
    kind === "secret" || (kind === "unclear" ? looksRandom(value) : looksGenerated(value));
  return isSecret ? "name" : undefined;
}

/** The same for a variable, whose value may be JSON with a secret inside: an application reads its settings so. */
export function variableSign(name: string, value: string): SecretSign | undefined {
  return secretSign(name, value) ?? (holdsSecret(name, parsed(value), 0) ? "value" : undefined);
}

/** Nesting beyond which nothing is read; a value that goes deeper is taken for a secret. */
const deepest = 50;

function holdsSecret(name: string, value: unknown, depth: number): boolean {
  if (depth > deepest) return true;
  if (typeof value === "string") {
    return secretSign(name, value) !== undefined || holdsSecret(name, parsed(value), depth + 1);
  }
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) {
    const isCommand = value.length > 1 && value.every((word) => typeof word === "string");
    if (isCommand && withoutSecretWords(value).some((word, i) => word !== value[i])) return true;
    return value.some((item) => holdsSecret(name, item, depth + 1));
  }
  const { name: called, key, value: content } = value as Record<string, unknown>;
  const owner = [called, key].find((one) => typeof one === "string") ?? name;
  if (holdsSecret(String(owner), content, depth + 1)) return true;
  return Object.entries(value).some(([inner, item]) =>
    holdsSecret(saysOnlyItsType(inner) ? name : inner, item, depth + 1),
  );
}

function parsed(text: string): unknown {
  if (!looksLikeJson(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// `scott/tiger@ORCL` may be a package and its version anywhere else.
const namesConnection =
  /(?:^|[_.-])(?:dsn|ora|oracle|(?:database|db)_ur[il]|connect(?:ion)?_?string)(?:[_.-]|$)/i;
const oracleLogin = /^[\w$#]{1,100}\/[^\s@/"'$]{1,200}@[\w.-]{1,255}$/;

/** What a machine starts with is mostly given in base64, which hides nothing. */
function decoded(name: string, value: string): string {
  const isEncoded = namesEncoded.test(name) && /^[A-Za-z\d+/\s]{16,}={0,2}\s*$/.test(value);
  return isEncoded ? Buffer.from(value, "base64").toString("utf8") : "";
}

const namesEncoded = /(?:user|custom)_?data|base_?64|b64/i;

/** Whether the text gives a secret away by itself: a password within an address, a private key, an issuer's token. */
export function looksSecret(text: string): boolean {
  const known = looks.get(text);
  if (known !== undefined) return known;
  const isSecret = secretsIn(text).length > 0;
  if (looks.size < mostRemembered) looks.set(text, isSecret);
  return isSecret;
}

// A plan says the same texts over and over.
const looks = new Map<string, boolean>();
const mostRemembered = 5_000;

/** The text with every secret taken out that its look gives away, or the name before it within the text. */
export function withoutSecrets(text: string): string {
  const known = hiddenTexts.get(text);
  if (known !== undefined) return known;
  const hidden = hide(text);
  if (hiddenTexts.size < mostRemembered && text.length < 1_000) hiddenTexts.set(text, hidden);
  return hidden;
}

const hiddenTexts = new Map<string, string>();

function hide(text: string): string {
  let [hidden, position] = ["", 0];
  for (const [start, end] of [...secretsIn(text)].sort(([a], [b]) => a - b)) {
    if (start >= position) hidden += `${text.slice(position, start)}(secret)`;
    position = Math.max(position, end);
  }
  return hidden + text.slice(position);
}

/** The words of a command, each that is a secret by itself or by the words before it taken out: `--password`, `hunter2`. */
export function withoutSecretWords(words: readonly string[]): readonly string[] {
  const secrets = secretsIn(words.join(" "));
  let from = 0;
  return words.map((word) => {
    const [start, end] = [from, from + word.length];
    from = end + 1;
    return secrets.some(([first, last]) => first < end && last > start) ? "(secret)" : word;
  });
}

function secretsIn(text: string): readonly Range[] {
  return [...secretsByLook(text), ...assignedSecrets(text)];
}

/** Values within a text that a name stands before: `jdbc:…?password=x`, `--token x`, `"api_key": "x"`. */
function assignedSecrets(text: string): readonly Range[] {
  if (text.length < 8 || !mayNameSecret.test(text)) return [];
  const isSecret = (name: string, [start, end]: Range) =>
    !isHarmless(text.slice(start, end)) && kindOfName(name) === "secret";
  const assigned = [...text.matchAll(assignment)].flatMap((found) => {
    const [before, name = "", mark, , quoted, bare = ""] = found;
    if (bare !== "" && bare.length < 3 && /\s.$/.test(before)) return []; // prose
    // After a colon a plain word may be prose, and after an arrow it is code.
    const isSure =
      quoted !== undefined || mark === "=" || (mark === ":" && /^.{2,}[^A-Za-z.]|\d/.test(bare));
    const value = groupIn(found, quoted === undefined ? 5 : 4);
    return isSure && isSecret(name, value) ? [value] : [];
  });
  const named = namedForms
    .flatMap(([, form]) => [...text.matchAll(form)])
    .map((found) => ({ name: found[1] ?? "", value: groupIn(found, 2) }))
    .filter(({ name, value }) => isSecret(name, value))
    .map(({ value }) => value);
  return [...assigned, ...named];
}

/** One of these is in every name of the kind `secret`; looked for first, since most texts have none. */
const mayNameSecret =
  /pass|pwd|psw|pw\b|secret|token|key|cred|salt|pepper|bearer|psk|senha|contrasena|kennwort|wachtwoord|(?<![a-z])pats?(?![a-z])/i;
const assignment =
  /(?<![\w.:/])([A-Za-z][\w.-]{0,80})\\{0,3}["']?\]?\s?(=>|:=|[=:])(?=\s?(?:\\{0,3}(["'])([^\n]{1,400}?)\\{0,3}\3|(\{\{[^}\n]{1,200}\}\}|\{[^}\n"']{1,200}\}|[^\s"'&;,<>(){}[\]\\=:~][^\s"'&;,<>(){}[\]\\]{0,400})))/dg;

/** Other forms in which a name stands before its value: the first group is the name, the second the value. */
const namedForms: readonly (readonly [form: string, shape: RegExp])[] = [
  ["an option", /(?<![\w-])--([A-Za-z][\w-]{0,80})\s+["']?([^\s"'-][^\s"']{2,400})/dg],
  ["an element of XML", /<([A-Za-z][\w.-]{0,80})(?:\s[^<>]{0,200})?>([^<>\s][^<>]{0,400})<\//dg],
  [
    "a key and a value of XML",
    /\b(?:key|name)="([A-Za-z][\w.:-]{0,80})"\s{1,20}value="([^"\n]{1,400})"/dgi,
  ],
  ["a constant of PHP", /\bdefine\(\s?["']([A-Za-z]\w{0,80})["']\s?,\s?["']([^"'\n]{1,400})["']/dg],
  ["npm's settings", /\/:(_\w{1,80})\s?=\s?["']?([^\s"']{1,400})/dg],
];

/** A value that is no secret under any name: a switch, a unit of time, where the secret lies, a public key. */
function isHarmless(value: string): boolean {
  return harmless.some((shape) => shape.test(value)) || standsForAnother(value);
}

const harmless: readonly RegExp[] = [
  /^(?:true|false|yes|no|on|off|0|1|none|null|undefined|enabled?|disabled?|(?:in)?active|required|optional|always|never)$/i,
  /^(?:milli|micro)?(?:second|minute|hour|day|week|month)s?$/i,
  /^(?:arn|ssm|secretsmanager|vault|file|alias|env):/i,
  /^(?:ssh-|ecdsa-|-----BEGIN (?:PUBLIC|CERTIFICATE))/,
  /^(?:~|\.{1,2})?(?:\/[a-z\d._-]+)+\/?$|^\/(?:run|etc|var|opt|home|usr|tmp|mnt|app|srv)\//, // a path or a parameter's name
  /^https?:\/\/[^\s@?]*$/i,
];

/** Of more than one kind of character: what a person would not choose as a name or a setting. */
function looksRandom(value: string): boolean {
  return /^[\w+/=.:~!@#$%^&*-]{8,}$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** A run of letters and digits that no name has. */
function looksGenerated(value: string): boolean {
  return (value.match(/[A-Za-z\d+/]{16,}/g) ?? []).some(
    (run) => /\d/.test(run) && /[A-Za-z]/.test(run),
  );
}
