/** An interpolation as the review counts it: what refers to an attribute stays as written, all else becomes `*`. */
export function placeholder(expression: string): string {
  const attribute =
    /^(data\.)?[a-z][a-z0-9_]*\.[\w-]+(\[(\d+|"[^"*?]*")\])?(\.[a-z][a-z0-9_]*(\[\d+\])?)+$/;
  return attribute.test(expression) && !/^(var|local|each|path|module)\./.test(expression)
    ? `\${${expression}}`
    : "*";
}

/** Interpolations of a text as the review counts them; undefined when one is not closed. */
export function withPlaceholders(text: string): string | undefined {
  return replaceInterpolations(text, placeholder);
}

/** Replaces each `${…}`; braces and texts within it are skipped over. `$${` is how a literal `${` is written. */
export function replaceInterpolations(
  text: string,
  replacement: (expression: string) => string,
): string | undefined {
  let result = "";
  let position = 0;
  for (;;) {
    const start = text.indexOf("${", position);
    if (start < 0) return result + text.slice(position);
    if (text[start - 1] === "$") {
      result += `${text.slice(position, start - 1)}\${`;
      position = start + 2;
      continue;
    }
    const end = closingBrace(text, start + 2);
    if (end < 0) return undefined;
    result += text.slice(position, start) + replacement(text.slice(start + 2, end).trim());
    position = end + 1;
  }
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const char = text[i];
    if (quoted && char === "\\") i++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === "{") depth++;
    else if (!quoted && char === "}" && --depth === 0) return i;
  }
  return -1;
}
