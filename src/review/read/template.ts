import { placeholder, replaceInterpolations } from "./interpolation";
import { tryParseJson } from "./parse-json";
import { readExpression } from "./template-expression";

/**
 * JSON that the configuration writes with references in it, read although the references are not known yet: a policy
 * on a repository that does not exist still says which actions it allows. A reference to an object's attribute stays
 * as it is written, `${aws_ecr_repository.images.arn}`; anything else that would be computed becomes `*`, the worst
 * that a policy could say. Undefined when the text is no such JSON.
 */
export function readTemplate(template: string): unknown {
  const known = templates.get(template);
  if (known !== undefined) return known.read;
  const read = readAnew(template);
  if (templates.size < mostRemembered) templates.set(template, { read });
  return read;
}

// A block that makes a thousand objects writes one template for all of them.
const templates = new Map<string, { readonly read: unknown }>();
const mostRemembered = 500;

function readAnew(template: string): unknown {
  const call = /^\s*\$\{\s*jsonencode\(([\s\S]*)\)\s*\}\s*$/.exec(template)?.[1];
  if (call !== undefined) return readExpression(call);

  const held: string[] = [];
  const text = replaceInterpolations(template, (expression) => {
    held.push(placeholder(expression));
    return `${mark}${held.length - 1}${mark}`;
  });
  return text === undefined ? undefined : restore(tryParseJson(text), held);
}

// A private-use character: it cannot be part of JSON's own syntax, nor of any name in AWS.
const mark = "\uE000";

function restore(value: unknown, held: readonly string[]): unknown {
  if (typeof value === "string") {
    return value.replace(new RegExp(`${mark}(\\d+)${mark}`, "g"), (_, i) => held[Number(i)] ?? "*");
  }
  if (Array.isArray(value)) return value.map((item) => restore(item, held));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, restore(item, held)]),
  );
}
