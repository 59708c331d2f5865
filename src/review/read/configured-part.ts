import type { Configuration } from "./configuration";
import { member, UNKNOWN } from "./planned-value";
import type { ResourceChange, Values } from "./resource-change";

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

/**
 * The change without what only the provider has to say: an attribute that the configuration does not set and that is
 * "known after apply" stays, on an update, what it is now, and on a new object unset. An object that is made again may
 * get another value there than it has. A block that the configuration does not have may be a dynamic one, which a plan
 * does not show: within it unknown stays unknown.
 */
export function withoutUnaskedUnknowns(
  change: ResourceChange,
  configuration: Configuration,
): ResourceChange {
  const expressions = configuration.expressions(change.block);
  const { after, afterUnknown } = change;
  if (expressions === undefined || after === undefined || !isObject(afterUnknown)) return change;
  if (change.action !== "update" && change.action !== "create") return change;
  const now = change.before;
  const [values, unknown] = filledIn(after, afterUnknown, now, expressions);
  return { ...change, after: values as Values, afterUnknown: unknown };
}

/** An object's values and marks of what is unknown, without the marks that no expression stands behind. */
function filledIn(values: object, unknown: object, now: unknown, block: object): [object, object] {
  // Copied only where something of them changes: mostly nothing does, and a first plan has them by the ten thousand.
  let kept: Record<string, unknown> = values as Values;
  const keep = (name: string, value: unknown) => {
    if (kept === values) kept = { ...values };
    kept[name] = value;
  };
  const marks: Record<string, unknown> = {};
  for (const name of Object.keys(unknown)) {
    const mark = (unknown as Values)[name];
    const expression = member(block, name);
    if (mark === true && expression === undefined) {
      const stays = member(now, name);
      if (stays !== undefined) keep(name, stays);
      continue;
    }
    marks[name] = mark;
    const [value, before] = [member(values, name), member(now, name)];
    if (!Array.isArray(mark) || !Array.isArray(expression) || !Array.isArray(value)) continue;
    const items = value.map((item, i) => {
      const [inner, its] = [mark[i], expression[i]];
      return isObject(item) && isObject(inner) && isObject(its)
        ? filledIn(item, inner, member(before, i), its)
        : ([item, inner] as const);
    });
    keep(
      name,
      items.map(([item]) => item),
    );
    marks[name] = items.map(([, inner]) => inner);
  }
  return [kept, marks];
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
