import { tryParseJson } from "../read/parse-json";
import { textOf } from "../read/plain-value";
import { member } from "../read/planned-value";
import { looksLikeJson } from "../read/same-value";
import { looksSecret, namesSecret } from "../report/secret-name";
import type { StateObject } from "./read-state";

/** Paths at which the object keeps a secret that anybody who reads the state can read. The values stay where they are. */
export function plainTextSecrets({ type, values, sensitive }: StateObject): readonly string[] {
  const isPublicParameter = type === "aws_ssm_parameter" && values["type"] !== "SecureString";
  return Object.entries(values).flatMap(([name, value]) => {
    // The provider marks each parameter's value, and a plain one has it in `insecure_value` as well.
    if (isPublicParameter && name === "value") return looksSecret(textOf(value)) ? [name] : [];
    return secretsIn(name, value, member(sensitive, name));
  });
}

function secretsIn(path: string, value: unknown, mark: unknown): readonly string[] {
  if (typeof value === "string") {
    if (value === "") return [];
    const name = path.split(/[.[]/).at(-1) ?? "";
    if (mark === true || looksSecret(value)) return [path];
    if (namesSecret(name) && !isReference(value)) return [path];
    const inner = looksLikeJson(value) ? tryParseJson(value) : undefined;
    return inner === undefined ? [] : secretsIn(path, inner, undefined);
  }
  if (typeof value !== "object" || value === null) return [];
  const variable = member(value, "name");
  const content = member(value, "value");
  if (typeof variable === "string" && typeof content === "string" && !Array.isArray(value)) {
    return secretsIn(`${path}.${variable}`, content, mark === true);
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    return secretsIn(inner, item, mark === true ? true : member(mark, key));
  });
}

/** Where a secret lies, not the secret: an ARN, or a word that says who keeps it. */
function isReference(value: string): boolean {
  return /^(arn:|\/)/.test(value) || /^(true|false|enabled|disabled|active|none)$/i.test(value);
}
