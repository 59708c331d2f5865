import { secretSign } from "../base/secrets";
import { tryParseJson } from "./read/parse-json";
import { textOf } from "./read/plain-value";
import { member } from "./read/planned-value";
import { looksLikeJson } from "./read/same-value";

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
export function secretsWithin({ type, values, sensitive }: SearchedObject): readonly PlainSecret[] {
  const isParameter = type === "aws_ssm_parameter";
  return Object.entries(values).flatMap(([name, value]) =>
    isParameter && /^(insecure_)?value$/.test(name)
      ? secretsIn(name, value, isSecretParameter(values, textOf(value)))
      : secretsIn(name, value, member(sensitive, name)),
  );
}

/** The provider marks the value of each parameter; what tells is its kind, its own name and the value. */
function isSecretParameter(values: SearchedObject["values"], value: string): boolean {
  const name = textOf(values["name"]).split("/").at(-1) ?? "";
  return values["type"] === "SecureString" || secretSign(name, value) !== undefined;
}

/** The same within one value; `mark` is what the provider says of it. */
export function secretsIn(path: string, value: unknown, mark: unknown): readonly PlainSecret[] {
  if (typeof value === "string") {
    if (value === "") return [];
    if (mark === true) return [{ path, value }];
    const inner = looksLikeJson(value) ? tryParseJson(value) : undefined;
    const found = inner === undefined ? [] : secretsIn(path, inner, undefined);
    if (found.length > 0) return found;
    const name = path.split(/[.[]/).at(-1) ?? "";
    return secretSign(name, value) === undefined ? [] : [{ path, value }];
  }
  if (typeof value !== "object" || value === null) return [];
  const variable = member(value, "name") ?? member(value, "key");
  const content = member(value, "value");
  if (typeof variable === "string" && typeof content === "string" && !Array.isArray(value)) {
    return secretsIn(`${path}.${variable}`, content, mark === true);
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    return secretsIn(inner, item, mark === true ? true : member(mark, key));
  });
}
