import { Tokenization } from "#terraform";

type Options = Parameters<typeof Tokenization.resolve>[1];

/** Texts that the framework may have to replace or refuse: with a token, with a number that stands for one, or a map's value that is one. */
const maybeToken = /TfToken\[|\de\+?\d{3}|Map Token Value$/;

/**
 * Does some work of the framework with a cheaper `Tokenization.resolve`. The framework resolves each value of a stack twice, which takes an eighth of a
 * synthesis although nearly none holds a token. Values without one are taken as they are here; the framework resolves the others, and all of
 * them where something is wrong, so that the error is its own.
 */
export function resolvingSparingly<T>(work: () => T): T {
  const { resolve } = Tokenization;
  const framework = (value: unknown, options: Options) =>
    resolve.call(Tokenization, value, options);

  const resolved = (value: unknown, options: Options): unknown => {
    if (isLiteral(value)) return value;
    if (Array.isArray(value)) {
      if (value.some(isListToken)) return framework(value, options);
      return value.map((item) => resolved(item, options)).filter((item) => item !== undefined);
    }
    if (!isPlainObject(value)) return framework(value, options);
    const keys = Object.keys(value);
    if (!keys.every(isLiteral)) return framework(value, options);
    const result: Record<string, unknown> = {};
    for (const key of keys) {
      const item = resolved(value[key], options);
      if (item !== undefined) result[key] = item;
    }
    return result;
  };

  Tokenization.resolve = (value: unknown, options: Options) => {
    try {
      return resolved(value, options);
    } catch {
      return framework(value, options);
    }
  };
  try {
    return work();
  } finally {
    Tokenization.resolve = resolve;
  }
}

function isLiteral(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return !maybeToken.test(value);
    case "number":
      return value >= 0 && value <= Number.MAX_SAFE_INTEGER; // tokens of numbers are negative
    case "object":
      return value === null;
    default:
      return typeof value === "boolean" || value === undefined;
  }
}

/** The framework's list tokens are an array with one of these. */
function isListToken(item: unknown): boolean {
  return (typeof item === "string" || typeof item === "number") && !isLiteral(item);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype;
}
