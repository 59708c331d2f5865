/** A YAML text and the line, from 1, on which each setting's key (or list entry) stands, by its path as JSON. */
export interface TextWithLines {
  readonly text: string;
  readonly lineOf: ReadonlyMap<string, number>;
}

/** Writes an environment, or a broken one, as an operator would, and remembers what stands where. */
export function environmentText(environment: unknown): TextWithLines {
  const lines: string[] = [];
  const lineOf = new Map<string, number>();

  const write = (value: unknown, path: (string | number)[], start: string, indent: string) => {
    lineOf.set(JSON.stringify(path), lines.length + 1);
    const entries = Array.isArray(value)
      ? value.map((entry, index) => [index, entry] as const)
      : typeof value === "object" && value !== null
        ? Object.entries(value)
        : [];
    if (entries.length === 0) {
      lines.push(`${start} ${JSON.stringify(value)}`);
      return;
    }
    const isEntry = start.endsWith("-");
    if (path.length > 0 && !isEntry) lines.push(start);
    for (const [place, [key, below]] of entries.entries()) {
      const head =
        typeof key === "number" ? "-" : `${/^\w+$/.test(key) ? key : JSON.stringify(key)}:`;
      // The first setting of a list's entry stands beside the dash.
      const before = isEntry && place === 0 ? `${start} ` : indent;
      write(below, [...path, key], `${before}${head}`, `${indent}  `);
    }
  };
  write(environment, [], "", "");
  return { text: `${lines.join("\n")}\n`, lineOf };
}
