import { parse } from "@babel/parser";

/** One small change of a source file. */
export interface Mutant {
  /** Where, for people. */
  readonly line: number;
  /** What is changed, such as `drop "kms:Decrypt"`. */
  readonly change: string;
  /** What is replaced: an expression, or a statement, a member of a list or of an object, which is dropped. */
  readonly of: "expression" | "statement" | "member" | "property";
  readonly start: number;
  readonly end: number;
  /** What stands there instead, as TypeScript. */
  readonly text: string;
  /** How many times a regular expression repeated something at most, where that is changed. */
  readonly mostRepeats?: number;
}

/** A node of the syntax tree, as far as it is looked at here. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly loc: { readonly start: { readonly line: number } };
  readonly [key: string]: unknown;
}

/** Names whose text is for people: it is tested where it is printed, and a changed word is no changed rule. */
const prose = new Set(["Sid", "why", "advice", "says", "todo", "reason", "because", "description"]);

const opposite: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
};

/** What is turned in the text of a JSONata expression, which our code writes as a tagged template. */
const jsonataTurns: readonly (readonly [RegExp, string])[] = [
  [/ and /g, " or "],
  [/ or /g, " and "],
  [/ = /g, " != "],
  [/ != /g, " = "],
  [/ > /g, " >= "],
  [/ < /g, " <= "],
  [/ >= /g, " > "],
  [/(?<=\[)'\w*', |, '\w*'(?=[\],])/g, ""], // a member of a list
];

/** Every mutant of a source file, in the order of the text. */
export function mutantsOf(source: string): readonly Mutant[] {
  const found: Mutant[] = [];
  const text = (node: Node) => source.slice(node.start, node.end);
  const add = (node: Node, of: Mutant["of"], change: string, replacement: string) =>
    found.push({
      line: node.loc.start.line,
      change: change.replace(/\s+/g, " ").slice(0, 140),
      of,
      start: node.start,
      end: node.end,
      text: replacement,
    });
  const into = (node: Node, replacement: string) =>
    add(node, "expression", `${text(node)} → ${replacement}`, `(${replacement})`);

  const visit = (node: Node, parent?: Node): void => {
    switch (node.type) {
      case "ArrayExpression":
        for (const member of node["elements"] as (Node | null)[]) {
          if (member) add(member, "member", `drop ${text(member)}`, "...[]");
        }
        break;
      case "ObjectExpression":
        for (const property of node["properties"] as Node[]) {
          if (!isForPeople(property) && property.type !== "ObjectMethod") {
            add(property, "property", `drop ${text(property)}`, "...{}");
          }
        }
        break;
      case "ExpressionStatement":
        if (!/^super\(/.test(text(node))) add(node, "statement", `drop ${text(node)}`, ";");
        break;
      case "StringLiteral": {
        const isPlace = parent?.type === "NewExpression"; // the id of a construct, which the list of addresses pins
        const isMember = parent?.type === "ArrayExpression"; // dropped already
        // The name of a statement, which a helper puts into its Sid.
        const callee = parent?.["callee"] as Node | undefined;
        const isSid = callee?.["name"] === "allow" && [parent?.["arguments"]].flat()[0] === node;
        if (
          !isPlace &&
          callee?.type !== "Import" &&
          !isSid &&
          !isMember &&
          !/\s/.test(String(node["value"]))
        ) {
          into(node, JSON.stringify(`${node["value"]}~`));
        }
        break;
      }
      case "TemplateLiteral":
        if (parent?.type === "TaggedTemplateExpression") break;
        if (!/\s/.test(text(node).replace(/\$\{[^}]*\}/g, ""))) into(node, `${text(node)} + "~"`);
        break;
      case "TaggedTemplateExpression":
        for (const quasi of (node["quasi"] as Node)["quasis"] as Node[]) {
          for (const [pattern, turned] of jsonataTurns) {
            for (const match of text(quasi).matchAll(pattern)) {
              const [from, to] = [
                quasi.start + match.index,
                quasi.start + match.index + match[0].length,
              ];
              const near = source.slice(
                Math.max(quasi.start, from - 30),
                Math.min(quasi.end, to + 30),
              );
              const line =
                node.loc.start.line + source.slice(node.start, from).split("\n").length - 1;
              const made = source.slice(node.start, from) + turned + source.slice(to, node.end);
              add(node, "expression", `"${match[0].trim()}" → "${turned.trim()}" in ${near}`, made);
              Object.assign(found.at(-1) as Mutant, { line });
            }
          }
        }
        break;
      case "BooleanLiteral":
        into(node, String(!node["value"]));
        break;
      case "NumericLiteral":
        into(node, String(Number(node["value"]) + 1));
        into(node, String(Number(node["value"]) - 1));
        break;
      case "RegExpLiteral":
        for (const match of text(node).matchAll(/(?<=\{|\{\d+,)\d+(?=[,}])/g)) {
          for (const step of [1, -1]) {
            const made = `${text(node).slice(0, match.index)}${Number(match[0]) + step}${text(node).slice(match.index + match[0].length)}`;
            if (Number(match[0]) + step < 0 || !isRegExp(made)) continue;
            into(node, made);
            if (text(node)[match.index - 1] === ",")
              Object.assign(found.at(-1) as Mutant, { mostRepeats: Number(match[0]) });
          }
        }
        break;
      case "LogicalExpression":
        into(node, text(node["left"] as Node));
        into(node, text(node["right"] as Node));
        break;
      case "ConditionalExpression":
        into(node, text(node["consequent"] as Node));
        into(node, text(node["alternate"] as Node));
        break;
      case "IfStatement": {
        const test = node["test"] as Node;
        add(test, "expression", `if (${text(test)}) → if (true)`, "true");
        add(test, "expression", `if (${text(test)}) → if (false)`, "false");
        break;
      }
      case "BinaryExpression": {
        const turned = opposite[String(node["operator"])];
        if (turned !== undefined) {
          into(node, `${text(node["left"] as Node)} ${turned} ${text(node["right"] as Node)}`);
        }
        break;
      }
    }
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(
    parse(source, { sourceType: "module", plugins: ["typescript"] }).program as unknown as Node,
  );
  const isInner = ({ of }: Mutant) => (of === "expression" ? 1 : 0);
  return found.sort((a, b) => a.start - b.start || b.end - a.end || isInner(a) - isInner(b));
}

/** The source with one mutant. */
export function withMutant(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end);
}

/** The source with all its mutants, of which `globalThis.mutant` switches one on: by its index and `first`, the number of the first. */
export function withSwitches(source: string, mutants: readonly Mutant[], first: number): string {
  let next = 0;
  const upTo = (from: number, to: number): string => {
    let made = "";
    let at = from;
    for (let one = mutants[next]; one !== undefined && one.end <= to; one = mutants[next]) {
      const isOn = `globalThis.mutant === ${first + next}`;
      next += 1;
      made += source.slice(at, one.start) + switched(one, isOn, upTo(one.start, one.end));
      at = one.end;
    }
    return made + source.slice(at, to);
  };
  return upTo(0, source.length);
}

function switched({ of, text }: Mutant, isOn: string, original: string): string {
  switch (of) {
    case "expression":
      return `(${isOn} ? ${text} : (${original}))`;
    case "statement":
      return `{ if (!(${isOn})) { ${original} } }`; // in a block of its own, or an `else` after it would be its
    case "member":
      return `...(${isOn} ? [] : [${original}])`;
    case "property":
      return `...(${isOn} ? {} : {${original}})`;
  }
}

function isRegExp(text: string): boolean {
  try {
    new RegExp(text.slice(1, text.lastIndexOf("/")), text.slice(text.lastIndexOf("/") + 1));
    return true;
  } catch {
    return false; // such as {3,2}
  }
}

/** A property whose value is words for people. */
function isForPeople(property: Node): boolean {
  const key = property["key"] as Node | undefined;
  const value = property["value"] as Node | undefined;
  return (
    prose.has(String(key?.["name"] ?? key?.["value"])) ||
    (/Literal$/.test(value?.type ?? "") && /\s/.test(String(value?.["value"] ?? "")))
  );
}

/** The expressions and statements in a node: no types, no names, no loop's own condition, which could never end. */
function childrenOf(node: Node): readonly Node[] {
  const isLoop = /^(While|DoWhile|For)Statement$/.test(node.type);
  return Object.entries(node).flatMap(([key, value]) => {
    if (
      /^(loc|extra|.*[cC]omments|errors|tokens|typeAnnotation|returnType|type(Parameters|Arguments)|implements|directives|source|specifiers)$/.test(
        key,
      )
    )
      return [];
    if (isLoop && key !== "body") return [];
    if (key === "key" && node["computed"] !== true) return [];
    if (key === "value" && isForPeople(node)) return [];
    return [value].flat().filter(isNode);
  });
}

function isNode(value: unknown): value is Node {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  const { type } = value as Node;
  return !type.startsWith("TS") || /^TS(As|Satisfies|NonNull)Expression$/.test(type);
}
