/** What an expression of GitHub's may look at: contexts by name, such as `github`, and functions by name. */
export type Contexts = Readonly<Record<string, unknown>>;

/**
 * Evaluates one of GitHub's expressions, as far as these workflows use them: contexts, text, `&& || ! == !=` and functions. Everything
 * else is a syntax error here. A property that is not there is null, as on GitHub.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export function evaluate(expression: string, contexts: Contexts): unknown {
  const inner = /^\$\{\{([\s\S]*)\}\}$/.exec(expression.trim())?.[1] ?? expression;
  const tokens = inner.match(/'(?:[^']|'')*'|[A-Za-z_][\w.-]*|&&|\|\||[!=]=|[!(),]|\S/g) ?? [];
  return new Parser(tokens, contexts).whole();
}

class Parser {
  private readonly tokens: readonly string[];
  private readonly contexts: Contexts;
  private at = 0;

  constructor(tokens: readonly string[], contexts: Contexts) {
    this.tokens = tokens;
    this.contexts = contexts;
  }

  whole(): unknown {
    const value = this.or();
    if (this.at < this.tokens.length) throw this.unexpected();
    return value;
  }

  private or(): unknown {
    let value = this.and();
    while (this.take("||")) {
      const other = this.and();
      value = truthy(value) ? value : other;
    }
    return value;
  }

  private and(): unknown {
    let value = this.comparison();
    while (this.take("&&")) {
      const other = this.comparison();
      value = truthy(value) ? other : value;
    }
    return value;
  }

  private comparison(): unknown {
    const value = this.unary();
    if (this.take("==")) return plain(value) === plain(this.unary());
    if (this.take("!=")) return plain(value) !== plain(this.unary());
    return value;
  }

  private unary(): unknown {
    if (this.take("!")) return !truthy(this.unary());
    if (this.take("(")) {
      const value = this.or();
      this.expect(")");
      return value;
    }
    const token = this.tokens[this.at++];
    if (token?.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
    if (token === "true" || token === "false") return token === "true";
    if (token === undefined || !/^[A-Za-z_]/.test(token)) throw this.unexpected(-1);
    return this.take("(") ? this.call(token) : this.property(token);
  }

  private call(name: string): unknown {
    const given: unknown[] = [];
    while (!this.take(")")) {
      if (given.length > 0) this.expect(",");
      given.push(this.or());
    }
    const called = { ...functions, ...this.contexts }[name];
    if (typeof called !== "function") throw new Error(`there is no function ${name}`);
    return called(...given);
  }

  private property(path: string): unknown {
    const [context = "", ...rest] = path.split(".");
    if (!(context in this.contexts)) throw new Error(`there is no context ${context}`);
    return rest.reduce<unknown>(
      (value, key) => (value as Contexts | null | undefined)?.[key] ?? null,
      this.contexts[context],
    );
  }

  private take(token: string): boolean {
    if (this.tokens[this.at] !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.take(token)) throw this.unexpected();
  }

  private unexpected(back = 0): Error {
    return new Error(
      `unexpected ${this.tokens[this.at + back] ?? "end"} in ${this.tokens.join(" ")}`,
    );
  }
}

const functions: Readonly<Record<string, (...given: never[]) => unknown>> = {
  contains: (all: string | readonly unknown[], one: string) => all.includes(one),
  fromJSON: (text: string) => JSON.parse(text),
  join: (items: readonly unknown[], separator: string) => items.join(separator),
};

function truthy(value: unknown): boolean {
  return value !== null && value !== false && value !== "" && value !== 0;
}

/** Null and the empty text are the same to a comparison. */
function plain(value: unknown): unknown {
  return value ?? "";
}
