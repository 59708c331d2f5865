import { withPlaceholders } from "./interpolation";
import { maximumDepth } from "./parse-json";

/**
 * The value of a Terraform expression as `jsonencode(…)` takes it, such as `[{"name" = "app", "essential" = true}]`.
 * What is computed stands as `readTemplate` has it. Undefined when it is written otherwise than this reads.
 */
export function readExpression(text: string): unknown {
  const reader = new Reader(text);
  try {
    const value = reader.value(0);
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}

class NotUnderstood extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): unknown {
    if (depth > maximumDepth) throw new NotUnderstood();
    if (this.#take("[")) return this.#list(depth);
    if (this.#take("{")) return this.#object(depth);
    const quoted = this.#match(/"((?:\$\{[^}]*\}|\\[\s\S]|(?!\$\{)[^"\\])*)"/y)?.[1];
    if (quoted !== undefined && this.#atEndOfValue()) return textOf(quoted);
    if (quoted !== undefined) throw new NotUnderstood();
    const word = this.#match(/-?\d+(?:\.\d+)?|true|false|null/y)?.[0];
    if (word !== undefined && this.#atEndOfValue()) return JSON.parse(word);
    const reference = this.#match(/[A-Za-z_][\w.-]*(?:\[(?:\d+|"[^"]*")\][\w.-]*)*/y)?.[0];
    if (reference === undefined || !this.#atEndOfValue()) throw new NotUnderstood();
    return withPlaceholders(`\${${reference}}`);
  }

  end(): void {
    this.#match(/\s*/y);
    if (this.#at !== this.#text.length) throw new NotUnderstood();
  }

  #list(depth: number): unknown[] {
    const items: unknown[] = [];
    while (!this.#take("]")) {
      items.push(this.value(depth + 1));
      if (!this.#take(",") && !this.#sees("]")) throw new NotUnderstood();
    }
    return items;
  }

  #object(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    while (!this.#take("}")) {
      const name = this.#match(/"([^"\\$]*)"|([A-Za-z_][\w-]*)/y);
      if (!name || !(this.#take("=") || this.#take(":"))) throw new NotUnderstood();
      entries.push([name[1] ?? name[2] ?? "", this.value(depth + 1)]);
      if (!this.#take(",") && !this.#sees("}")) throw new NotUnderstood();
    }
    return Object.fromEntries(entries);
  }

  #atEndOfValue(): boolean {
    this.#match(/\s*/y);
    return this.#at === this.#text.length || /[,\]})]/.test(this.#text[this.#at] ?? "");
  }

  #sees(char: string): boolean {
    this.#match(/\s*/y);
    return this.#text[this.#at] === char;
  }

  #take(char: string): boolean {
    if (!this.#sees(char)) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    if (pattern.source !== "\\s*") this.#match(/\s*/y);
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found) this.#at = pattern.lastIndex;
    return found;
  }
}

function textOf(quoted: string): string {
  const plain = quoted.replace(/\\(u[\da-fA-F]{4}|[\s\S])/g, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: "\n", t: "\t", r: "\r" }[code] ?? code;
  });
  const text = withPlaceholders(plain);
  if (text === undefined) throw new NotUnderstood();
  return text;
}
