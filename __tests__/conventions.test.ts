import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { fixtureEnvironments } from "./support/fixture-environments";

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const sources: readonly SourceFile[] = filesIn("src");

/** Files of a folder whose name matches, without what others wrote or a build makes. */
function filesIn(place: string, name = /\.[jt]s$/): SourceFile[] {
  const paths = statSync(place).isFile()
    ? [place]
    : readdirSync(place, { recursive: true, encoding: "utf8" }).map((path) => join(place, path));
  return paths
    .filter((path) => name.test(path) && !/\b(node_modules|dist)\/|\.venv\//.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** What becomes Terraform: the constructs and the stacks they are put together in. */
const synthesis = sources.filter(
  ({ path }) =>
    /^src\/(stack|deployer)\//.test(path) &&
    !/\/(app|synthesize-project|terraform-json)\.ts$/.test(path),
);
const constructs = sources.filter(({ path }) => path.startsWith("src/stack/constructs/"));

/** `path:line: text` of each line that the pattern finds, comments aside. */
function linesWith(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    withoutComments(text)
      .split("\n")
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}

function withoutComments(text: string): string {
  const blank = (comment: string) => comment.replace(/[^\n]/g, " ");
  return text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank);
}

test("synthesis depends on the file alone: no clock, chance, environment, disk or network", () => {
  const impure =
    /\bDate\b|Math\.random|randomUUID|randomBytes|\bprocess\.|node:(?!crypto)|\bfetch\(|\brequire\(/;
  expect(linesWith(synthesis, impure)).toEqual([]);
  expect(linesWith([{ path: "x.ts", text: "const now = Date.now();" }], impure)).toHaveLength(1);
});

/** The rooms of `src`, lowest first; `docs/architecture.md` says what each is for. */
const rooms = [
  "base",
  "contract",
  "config",
  "deployer",
  "stack",
  "aws",
  "review",
  "parity",
  "difference",
  "check",
  "init",
  "operate",
  "cli",
  "index.ts",
];

/** What a file imports of `src`, by path from the project's folder; what only types need is gone when it runs. */
function importsOf({ path, text }: SourceFile, withTypes: boolean): string[] {
  const statements =
    /^(?:import|export)(?<type> type)?\b[^;"]*"(?<from>\.[^"]+)";|\bimport\("(?<late>\.[^"]+)"\)/gm;
  return [...text.matchAll(statements)]
    .filter(({ groups }) => withTypes || !(groups?.["type"] || groups?.["late"]))
    .map(({ groups }) => join(dirname(path), groups?.["from"] ?? groups?.["late"] ?? ""));
}

test("rooms use only rooms below them: cli → operate → … → config → contract → base", () => {
  const room = (path: string) => rooms.indexOf(path.split("/")[1] ?? "");
  const upward = (files: readonly SourceFile[]) =>
    files.flatMap((file) =>
      importsOf(file, true)
        .filter((imported) => room(file.path) < 0 || room(imported) > room(file.path))
        .map((imported) => `${file.path} uses ${imported}`),
    );
  expect(upward(sources)).toEqual([]);
  const wrong = { path: "src/base/text.ts", text: 'import type { Rule } from "../config/rule";' };
  expect(upward([wrong])).toEqual(["src/base/text.ts uses src/config/rule"]);
});

test("no file of src needs itself: there is no cycle of imports", () => {
  const known = new Set(sources.map(({ path }) => path));
  const file = (imported: string) =>
    [`${imported}.ts`, `${imported}/index.ts`].find((path) => known.has(path)) ?? imported;
  const needs = new Map(sources.map((one) => [one.path, importsOf(one, false).map(file)]));
  const done = new Set<string>();
  const cycle = (path: string, above: readonly string[]): string[] => {
    if (above.includes(path)) return [...above.slice(above.indexOf(path)), path];
    if (done.has(path)) return [];
    done.add(path);
    for (const next of needs.get(path) ?? []) {
      const found = cycle(next, [...above, path]);
      if (found.length > 0) return found;
    }
    return [];
  };
  expect(sources.flatMap(({ path }) => cycle(path, []))).toEqual([]);
});

test("no environment has its name in the module: what differs by environment comes from its file", () => {
  const environments = fixtureEnvironments();
  const names = environments.flatMap(({ name, environment }) => [name, environment.application]);
  const accounts = environments.map(({ environment }) => environment.account);
  const anyOf = (words: string[]) => new RegExp(`\\b(${[...new Set(words)].join("|")})\\b`);

  expect(linesWith(synthesis, anyOf([...names, ...accounts]))).toEqual([]);
  // Elsewhere a name may only be an example for people.
  expect(linesWith(sources, anyOf(names)).filter((line) => !/such as|Example:/.test(line))).toEqual(
    [],
  );
});

test("messages and names use plain, standard words; docs/glossary.md has those that are ours", () => {
  const old =
    /\b(tells?|told|telling|settle[sd]?|settling|chapters?|mend(s|ed|ing)?|ways?|part(y|ies)|milestones?|patien(t|ce)|wanted)\b/i;
  const spoken = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, " ");
  const exported =
    /^export (?:async )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gm;
  const names = (files: readonly SourceFile[]) =>
    files.flatMap(({ path, text }) =>
      [...text.matchAll(exported)]
        .filter(([, name = ""]) => old.test(spoken(name)))
        .map(([, name]) => `${path}: ${name}`),
    );
  const told = [{ path: "x.ts", text: 'export const wayOut = "It is told once.";' }];

  expect(names(told)).toEqual(["x.ts: wayOut"]);
  const lines = (files: readonly SourceFile[]) =>
    files.flatMap(({ path, text }) =>
      text
        .replace(/https?:\S+/g, "")
        .split("\n")
        .flatMap((line, index) => (old.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
  expect(lines(told)).toHaveLength(1);
  expect(lines([{ path: "x.ts", text: "// what it is told" }])).toHaveLength(1);
  expect(names(sources)).toEqual([]);
  // All that is written but documents for people, addresses of the web aside: comments, names and the sentences of tests too.
  const anyText = /\.([jt]sx?|py|sh|ya?ml|md|groovy)$|(Docker|Jenkins)file$|^\.ci\//;
  const written = [
    ...["src", "tools", "bin", "bench", "__tests__", "examples", "templates", "deploy", "jenkins"],
    ...[".ci", ".github"],
  ].flatMap((place) => filesIn(place, anyText));
  const own = /^__tests__\/(fixtures\/|conventions\.test\.ts)/;
  expect(lines(written.filter(({ path }) => !own.test(path)))).toEqual([]);
});

test("the framework is imported by `#terraform` and `#aws/…`, so that its successor can take its place, and the provider's classes one by one", () => {
  const byName = /from "(@cdkt[fn]\/provider-aws\b.*|cdkt[fn](\/.*)?|#aws)"/;
  expect(linesWith(sources, byName)).toEqual([]);
  const wrong = { path: "x.ts", text: 'import { Lb } from "@cdktf/provider-aws/lib/lb";' };
  expect(linesWith([wrong], byName)).toHaveLength(1);
});

test("the properties of a construct are readonly and explained", () => {
  expect(constructs.flatMap(({ path, text }) => unexplainedMembers(path, text))).toEqual([]);
  expect(
    unexplainedMembers(
      "x.ts",
      "export interface XProps {\n  a: string;\n  readonly b: string;\n}\n",
    ),
  ).toEqual([
    "x.ts: XProps a is not readonly",
    "x.ts: XProps a is not explained",
    "x.ts: XProps b is not explained",
  ]);
});

function unexplainedMembers(path: string, text: string): string[] {
  return [...text.matchAll(/^(?:export )?interface (\w+Props)\b[^{]*\{\n([\s\S]*?)^\}/gm)].flatMap(
    ([, props, body = ""]) => {
      const lines = body.split("\n");
      return lines.flatMap((line, index) => {
        const [, readonly, member] = /^ {2}(readonly )?(\w+)\??:/.exec(line) ?? [];
        if (!member) return [];
        return [
          ...(readonly ? [] : [`${path}: ${props} ${member} is not readonly`]),
          ...(lines[index - 1]?.trim().endsWith("*/")
            ? []
            : [`${path}: ${props} ${member} is not explained`]),
        ];
      });
    },
  );
}

test("everything exported is explained in a sentence", () => {
  const silent = sources.flatMap(({ path, text }) => {
    const lines = text.split("\n");
    return lines.flatMap((line, index) =>
      /^export (async )?(abstract )?(class|function|const|interface|type) (?!\{)/.test(line) &&
      !lines[index - 1]?.trim().endsWith("*/")
        ? [`${path}:${index + 1}: ${line}`]
        : [],
    );
  });
  expect(silent).toEqual([]);
});

/** What a file takes from others by name, also when it loads them late. */
function namesTaken({ text }: SourceFile): string[] {
  const braces = /\{([^{}]*)\}\s*(?:from|= await import\()\s*"(?:\.|\$\{)[^"]+"/g;
  const late = /import\("\.[^"]+"\)\)?\s*(?:\)|\.then\(\(\w+\) => \w+)\.(\w+)/g;
  return [
    ...[...text.matchAll(braces)].flatMap(([, list = ""]) =>
      list.split(",").map(
        (name) =>
          name
            .replace(/\btype\b/, "")
            .trim()
            .split(/\s|:/)[0] ?? "",
      ),
    ),
    ...[...text.matchAll(late)].map(([, name = ""]) => name),
  ];
}

test("what is exported is taken by another file, be it by its own test", () => {
  const users = ["src", "tools", "bench", "main.ts", "bin", "__tests__"].flatMap((place) =>
    filesIn(place),
  );
  const taken = new Set(users.flatMap(namesTaken));
  const exported =
    /^export (?:async )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gm;
  const unused = (files: readonly SourceFile[]) =>
    files.flatMap(({ path, text }) =>
      [...text.matchAll(exported)]
        .filter(([, name = ""]) => !taken.has(name))
        .map(([, name]) => `${path}: ${name}`),
    );
  expect(unused([...sources, ...filesIn("tools")])).toEqual([]);
  const dead = {
    path: "x.ts",
    text: "export const nobodyTakesThis = 1;\nexport interface NorThis {}\n",
  };
  expect(unused([dead])).toEqual(["x.ts: nobodyTakesThis", "x.ts: NorThis"]);
});

test("what src loads is a dependency at run time, and every such dependency is loaded by it", () => {
  const { dependencies, imports } = JSON.parse(readFileSync("package.json", "utf8"));
  const framework = ["@cdktf/provider-aws", "cdktf"]; // `#aws/…` and `#terraform`, below
  const named =
    /(?:from|import|import\(|require\(|require\.resolve\()\s*"((?:@[\w-]+\/)?[\w.-]+)(?:\/[^"]*)?"/g;
  const loaded = ["src", "bin", "main.ts"]
    .flatMap((place) => filesIn(place))
    .flatMap(({ text }) => [...withoutComments(text).matchAll(named)].map(([, name = ""]) => name))
    .filter((name) => !builtinModules.includes(name) && !name.startsWith("."));
  const commands = ["cdktf-cli"]; // `cdktf` itself, which people type
  expect([...new Set([...loaded, ...framework, ...commands])].sort()).toEqual(
    Object.keys(dependencies).sort(),
  );
  expect(imports).toEqual({
    "#terraform": { cdktn: "cdktn", default: "cdktf" },
    "#aws/*": {
      cdktn: "@cdktn/provider-aws/lib/*/index.js",
      default: "@cdktf/provider-aws/lib/*/index.js",
    },
  });
});

test("no two exported types have one name: one name is one thing in the whole of src", () => {
  const files = new Map<string, string[]>();
  for (const { path, text } of sources)
    for (const [, name = ""] of text.matchAll(
      /^export (?:abstract )?(?:class|interface|type) (\w+)/gm,
    ))
      files.set(name, [...(files.get(name) ?? []), path]);
  const twice = [...files].filter(([, paths]) => paths.length > 1);
  expect(twice.map(([name, paths]) => `${name}: ${paths.join(", ")}`)).toEqual([]);
  expect(files.get("Outcome")).toEqual(["src/contract/outcomes.ts"]);
});

test.each([
  ["the tag of all that the module makes", /"(tag:|aws:\w+\/)?managed-by"/, "src/contract/tags.ts"],
  ["PostgreSQL's port", /= 5432\b|\bPort: 5432/, "src/contract/names.ts"],
  ["the placeholder digest", /"0"\.repeat\(64\)|sha256:0{64}/, "src/contract/images.ts"],
  ["a name of delivery", /\}-(delivery|clean-up|look)\b/, "src/contract/names.ts"],
  ["the form of a digest", /sha256:\[0-9a-f\]/, "src/contract/images.ts"],
  ["the last moment of a waiver's day", /T23:59:59/, "src/contract/waivers.ts"],
  ["the milliseconds of a day", /86_?400_?000\b/, "src/base/time.ts"],
  ["the URL of a database", /postgresql:\/\/\$/, "src/contract/database-settings.ts"],
  ["the name of a stack's file", /"(cdk|terraform)\.tf\.json"/, "src/contract/written-stacks.ts"],
  ["GitHub's identity provider", /actions\.githubusercontent/, "src/contract/names.ts"],
  ["what to do where nobody may", /Name who may there/, "src/operate/require-role.ts"],
  ["how the tags of released images begin", /"released-"/, "src/contract/images.ts"],
])("%s is written once: a copy could differ and break no other test", (_fact, pattern, file) => {
  const found = linesWith(sources, pattern);
  expect([...new Set(found.map((line) => line.replace(/:.*/, "")))]).toEqual([file]);
});

test("a construct's file is named for a class in it", () => {
  const wrong = constructs.flatMap(({ path, text }) => {
    const classes = [...text.matchAll(/^export (?:abstract )?class (\w+)/gm)].map(([, name]) =>
      name?.replace(/(?<!^)[A-Z]/g, "-$&").toLowerCase(),
    );
    return classes.length === 0 || classes.includes(basename(path, ".ts"))
      ? []
      : [`${path}: ${classes}`];
  });
  expect(wrong).toEqual([]);
});

test("a construct is one idea, and fits on a few screens", () => {
  const long = constructs.filter(({ text }) => text.split("\n").length > 250);
  expect(long.map(({ path }) => path)).toEqual([]);
});

test("a rule about a change has a test of its name, beside those of its class", () => {
  const rules = readdirSync("src/review/rules", { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "plan") // those are small: their tests are together
    .flatMap(({ name }) =>
      readdirSync(join("src/review/rules", name)).map((file) => join(name, file)),
    );
  expect(rules.length).toBeGreaterThan(50);
  const untested = rules
    .map((path) => join("__tests__/review/rules", path.replace(/\.ts$/, ".test.ts")))
    .filter((path) => !existsSync(path));
  expect(untested).toEqual([]);
});
