import { member, UNKNOWN } from "./planned-value";

/**
 * Of a value only what the configuration sets: of a block the members that its expression has, of an attribute all of
 * it. What the provider fills in beside it is nobody's change.
 */
export function configuredPart(value: unknown, expression: unknown): unknown {
  if (Array.isArray(expression)) {
    if (!Array.isArray(value) || value.length !== expression.length) return value;
    return value.map((item, i) => configuredPart(item, expression[i]));
  }
  if (!isBlock(expression) || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(expression).map(([name, inner]) => [
      name,
      configuredPart(member(value, name), inner),
    ]),
  );
}

/** The value with everything that is unknown and not configured put back to what it is now. */
export function withoutUnasked(value: unknown, now: unknown, expression: unknown): unknown {
  if (value === UNKNOWN) return expression === undefined ? now : value;
  if (Array.isArray(value)) {
    return value.map((item, i) =>
      withoutUnasked(item, member(now, i), innerExpression(expression, i)),
    );
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      withoutUnasked(item, member(now, name), innerExpression(expression, name)),
    ]),
  );
}

/** Within an attribute that is one expression, every part is as configured as the whole. */
function innerExpression(expression: unknown, key: string | number): unknown {
  return Array.isArray(expression) || isBlock(expression) ? member(expression, key) : expression;
}

/** An attribute's expression has a constant value or references and nothing else; what has other members is a block. */
function isBlock(expression: unknown): expression is object {
  if (!isObject(expression)) return false;
  return Object.keys(expression).some((name) => name !== "constant_value" && name !== "references");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
