import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { copyEnvironments } from "../support/fixture-environments";

const folder = mkdtempSync(join(tmpdir(), "slipway-compiled-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...path: readonly string[]) => join(folder, ...path);
const cache = at("node_modules/.cache/slipway");
const compiled = () => readdirSync(cache).filter((name) => name.startsWith("compiled-"));
const forget = () => rmSync(at("node_modules/.cache"), { recursive: true, force: true });

/** The times that npm gives each file of a package. */
const asPackaged = [499_162_500, 499_162_500] as const;

/** Node 20, which has no cache of its own. */
const isForThisNode = process.version.startsWith("v20.");

/** Modules enough that remembering them is worthwhile, a library that is an ES module, and a program that says what came of it. */
beforeAll(async () => {
  mkdirSync(at("node_modules/library"), { recursive: true });
  writeFileSync(at("node_modules/library/package.json"), '{ "exports": "./index.mjs" }');
  writeFileSync(at("node_modules/library/index.mjs"), 'export const sign = "!";\n');
  for (const name of ["sucrase", "lines-and-columns", "ts-interface-checker"]) {
    symlinkSync(
      dirname(require.resolve(`${name}/package.json`)),
      join(folder, "node_modules", name),
    );
  }
  for (const name of ["compiled.js", "register.js"]) cpSync(`bin/${name}`, at("bin", name));
  mkdirSync(at("src"));
  for (let i = 0; i < 30; i++) {
    writeFileSync(at(`src/part${i}.ts`), `export const part: number = ${i};\n`);
  }
  mkdirSync(at("node_modules/installed/lib"), { recursive: true });
  writeFileSync(
    at("node_modules/installed/index.js"),
    'exports.sign = require("./lib") + require("./sign");\n',
  );
  writeFileSync(at("node_modules/installed/sign.js"), 'module.exports = "A";\n');
  writeFileSync(at("node_modules/installed/lib/package.json"), '{ "main": "../one.js" }');
  writeFileSync(at("node_modules/installed/one.js"), "module.exports = 1;\n");
  writeFileSync(at("node_modules/installed/two.js"), "module.exports = 2;\n");
  writeFileSync(at("src/word.ts"), 'export const word: string = "hello … ";\n');
  utimesSync(at("src/word.ts"), ...asPackaged);
  writeFileSync(at("src/late.js"), 'exports.late = () => import("library");\n');
  writeFileSync(
    at("src/fail.js"),
    '\n\nexports.fail = () => { throw new Error("on purpose"); };\n',
  );
  writeFileSync(
    at("main.ts"),
    `import { word } from "./src/word";
import { fail } from "./src/fail";
import { late } from "./src/late";
let sum: number = 0;
for (let i = 0; i < 30; i++) sum += require("./src/part" + i).part;
const erasing: boolean = Object.keys(require.cache).some((path) => path.includes("sucrase/dist"));
let line: string = "";
try { fail() } catch (error) { line = error.stack.split("\\n")[1].trim(); }
const installed: string = require("installed").sign;
late().then(({ sign }) => console.log([word + sum + installed + sign, erasing ? "erased" : "remembered", line].join("|")));
`,
  );
  await setTimeout(2100); // a file that just changed is not remembered
});

/** What the program says: its word, whether types were erased for it, and where it failed. */
const words = ["--require", "./bin/register.js", "main.ts"];
function run(options: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr } = spawnSync(process.execPath, [...options, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  expect(stderr).toBe("");
  return said(stdout);
}

function said(stdout: string) {
  const [word, how, place] = stdout.trim().split("|");
  return { word, how, place };
}

const place = `at exports.fail (${at("src/fail.js")}:3:30)`;
const erased = { word: "hello … 4351A!", how: "erased", place };

describe("what the engine made of the modules", () => {
  beforeEach(() => {
    forget();
    expect(run()).toEqual(erased);
    rmSync(join(cache, "erased.json")); // so that only this cache spares erasing
  });

  test.runIf(isForThisNode)("is used by the next start, with import() and traces as ever", () => {
    expect(run()).toEqual({ ...erased, how: "remembered" });
  });

  test("is not used for a file that changed, not even when its size and time are as before", () => {
    const path = at("src/word.ts");
    const text = readFileSync(path, "utf8");
    inPlace(path, text.replace("hello", "jello"));
    expect(run().word).toBe("jello … 4351A!");
    inPlace(path, text);
    expect(run().word).toBe(erased.word);
  });

  test.runIf(isForThisNode)(
    "is left alone where an option or coverage asks for the modules as they are, not where one is about memory",
    () => {
      writeFileSync(at("hook.js"), "");
      expect(run(["--enable-source-maps"]).how).toBe("erased");
      for (const [options, env, how] of [
        [["--require=./hook.js"], {}, "erased"],
        [[], { NODE_OPTIONS: "--enable-source-maps" }, "erased"],
        [[], { NODE_V8_COVERAGE: at("coverage") }, "erased"],
        [[], { NODE_OPTIONS: "--max-http-header-size=9000" }, "remembered"],
        [["--initial-old-space-size=64"], {}, "erased"], // the first time: its cache is another
        [["--initial-old-space-size=64"], {}, "remembered"],
      ] as const) {
        rmSync(join(cache, "erased.json"), { force: true });
        expect([options, env, run(options, env).how]).toEqual([options, env, how]);
      }
    },
  );

  test.runIf(isForThisNode).each([
    ["a byte of its index", (bytes: Buffer) => flipped(bytes, 100)],
    ["a byte of the code", (bytes: Buffer) => flipped(bytes, bytes.length - 9)],
    ["its hash", (bytes: Buffer) => flipped(bytes, 3)],
    ["its second half", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ["everything", () => Buffer.alloc(0)],
  ])("is made anew where %s was lost", (_what, damage) => {
    const [name = ""] = compiled();
    const path = join(cache, name);
    const whole = readFileSync(path);
    writeFileSync(path, damage(Buffer.from(whole)));
    expect(run()).toEqual(erased);
    rmSync(join(cache, "erased.json"));
    expect(run().how).toBe("remembered");
  });

  test("is not needed: where nothing can be written, each start does without", () => {
    forget();
    writeFileSync(at("node_modules/.cache"), "not a folder");
    expect(run()).toEqual(erased);
    expect(run()).toEqual(erased);
    rmSync(at("node_modules/.cache"));
  });

  test("leaves nothing behind on a full disk", () => {
    forget();
    const start = `ulimit -f 16; exec ${process.execPath} ${words.join(" ")}`;
    const { stdout, stderr } = spawnSync("sh", ["-c", start], { cwd: folder, encoding: "utf8" });
    expect(stderr).toBe("");
    expect(said(stdout)).toEqual(erased);
    expect(readdirSync(cache).filter((name) => name !== "erased.json")).toEqual([]);
  });

  test.runIf(isForThisNode)("is whole when several starts at once write it", async () => {
    forget();
    const all = Array.from({ length: 4 }, async () => {
      const { stdout } = spawn(process.execPath, words, { cwd: folder });
      const parts: Buffer[] = [];
      for await (const part of stdout) parts.push(part);
      return said(Buffer.concat(parts).toString());
    });
    expect((await Promise.all(all)).map(({ word }) => word)).toEqual(
      Array(4).fill("hello … 4351A!"),
    );
    await setTimeout(100);
    expect(readdirSync(cache).sort()).toEqual([...compiled(), "erased.json"]);
    expect(compiled()).toHaveLength(1);
    rmSync(join(cache, "erased.json"));
    expect(run().how).toBe("remembered");
  });

  test.runIf(isForThisNode)("is kept for four kinds of programs and Nodes, and no more", () => {
    for (const old of ["a", "b", "c", "d", "e"]) {
      writeFileSync(join(cache, `compiled-${old}`), "");
      utimesSync(join(cache, `compiled-${old}`), 1, 1);
    }
    const [own = ""] = compiled().filter((name) => name.length > "compiled-a".length);
    writeFileSync(join(cache, own), ""); // so that it is written again
    run();
    expect(compiled()).toContain(own);
    expect(compiled()).toHaveLength(4);
  });
});

/** Runs `text` as the program of a process that remembers, to which files are ten seconds older, or of the time `CTIME`. */
function drive(text: string) {
  for (let i = 0; i < 30; i++) writeFileSync(at(`src/plain${i}.js`), `exports.part = ${i};\n`);
  writeFileSync(
    at("drive.js"),
    `const fs = require("node:fs");
const { statSync } = fs;
fs.statSync = (path, ...others) => {
  const state = statSync(path, ...others);
  if (state && (path.includes("node_modules") || !process.env.CTIME))
    state.ctimeMs = Number(process.env.CTIME) || state.ctimeMs - 9999.5;
  return state;
};
const folder = ${JSON.stringify(cache)};
require("./bin/compiled").rememberCompiled("drive", { folder, version: "1", scriptOf: (_path, text) => text });
for (let i = 0; i < 30; i++) require("./src/plain" + i);
${text}`,
  );
  return (env: Readonly<Record<string, string>> = {}) => {
    const { stdout, stderr } = spawnSync(process.execPath, ["drive.js"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    expect(stderr).toBe("");
    return JSON.parse(stdout) as unknown;
  };
}

describe("what is remembered of a file is not used", () => {
  const ours = at("src/ours.js");
  const sign = at("node_modules/installed/sign.js");
  const main = at("node_modules/installed/lib/package.json");
  test.each([
    ["where a file of ours is edited", inPlace, ours, "A", "B", ["B", "1A"]],
    ["where a file of ours is replaced", renamed, ours, "A", "B", ["B", "1A"]],
    ["where an installed file is edited", inPlace, sign, "A", "B", ["A", "1B"]],
    ["where an installed file is replaced", renamed, sign, "A", "B", ["A", "1B"]],
    ["where a package.json leads to another", inPlace, main, "one", "two", ["A", "2A"]],
    ["where another of ours is found first", besides, ours, "A", "B", ["B", "1A"]],
    ["where another of a package is found first", besides, sign, "A", "B", ["A", "1B"]],
  ])("%s, with size and time as before", (_where, change, path, before, after, expected) => {
    forget();
    inPlace(ours, 'module.exports = "A";\n');
    const start = drive(
      'console.log(JSON.stringify([require("./src/ours"), require("installed").sign]))',
    );
    expect(start()).toEqual(["A", "1A"]);
    const text = readFileSync(path, "utf8");
    change(path, text.replace(before, after));
    expect(start()).toEqual(expected);
    rmSync(path.replace(/\.js$/, ""), { force: true });
    inPlace(path, text);
    expect(start()).toEqual(["A", "1A"]);
  });
});

describe("where Node found a module is remembered", () => {
  const program = `const Module = require("node:module");
const { _findPath } = Module;
let looked = 0;
Module._findPath = (...words) => (looked++, _findPath(...words));
const found = ["installed", "@scope/own", "kit/deep/part", "other", "kit/sub"].map((name) => require("./src/deep/" + name.replace(/\\W/g, "-")));
console.log(JSON.stringify([found.join(" "), looked]));`;
  const put = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    inPlace(at(path), text);
  };
  /** Without a cache, but with its folder: making that changes `node_modules`, so that the second start looks again. */
  const begin = () => {
    forget();
    mkdirSync(cache, { recursive: true });
  };
  const says = (word: string) => `module.exports = ${JSON.stringify(word)};\n`;

  beforeAll(() => {
    put("package.json", '{ "imports": { "#kit": "kit/a.js", "#other": "other" } }');
    put(
      "node_modules/installed/index.js",
      'exports.sign = require("./lib") + require("./sign");\n',
    );
    put("src/deep/installed.js", 'module.exports = require("installed").sign;\n');
    put("src/deep/-scope-own.js", 'module.exports = require("@scope/own");\n');
    put("node_modules/@scope/own/package.json", '{ "main": "dist" }');
    put("node_modules/@scope/own/dist/index.js", says("own"));
    put(
      "src/deep/kit-deep-part.js",
      'module.exports = require("kit/deep/part") + require("#kit");\n',
    );
    put("node_modules/kit/deep/part.js", says("part"));
    put("node_modules/kit/a.js", says("a"));
    put("node_modules/kit/b.js", says("b"));
    put("node_modules/kit/sub/package.json", '{ "main": "../c.js" }');
    put("node_modules/kit/c.js", says("sub"));
    put("src/deep/kit-sub.js", 'module.exports = require("kit/sub");\n');
    put("src/node_modules/@scope/another/index.js", says("another"));
    put("src/deep/other.js", 'module.exports = require("#other");\n');
    put("node_modules/other/package.json", '{ "exports": "./one.js" }');
    put("node_modules/other/one.js", 'module.exports = "one" + require("kit/a");\n');
    put("node_modules/other/two.js", says("two"));
  });

  const usual = "1A own parta onea sub";

  test.runIf(isForThisNode)("and used by the next start", () => {
    begin();
    const start = drive(program);
    expect(start()).toEqual([usual, expect.any(Number)]);
    expect(start()).toEqual([usual, 2]); // "./lib" and "kit/sub", which are folders
  });

  test.each<[string, () => void, () => void, string]>([
    [
      "a folder with packages appears beside the module",
      () => put("src/deep/node_modules/installed/index.js", 'exports.sign = "nearer";\n'),
      () => rmSync(at("src/deep/node_modules"), { recursive: true }),
      "nearer own parta onea sub",
    ],
    [
      "one appears between it and the other",
      () => put("src/node_modules/kit/deep/part.js", says("between")),
      () => rmSync(at("src/node_modules/kit"), { recursive: true }),
      "1A own betweena onea sub",
    ],
    [
      "one of the same scope appears there",
      () => put("src/node_modules/@scope/own/index.js", says("between")),
      () => rmSync(at("src/node_modules/@scope/own"), { recursive: true }),
      "1A between parta onea sub",
    ],
    [
      "a folder of a package says that another module is its main one",
      () => put("node_modules/kit/sub/package.json", '{ "main": "../b.js" }'),
      () => put("node_modules/kit/sub/package.json", '{ "main": "../c.js" }'),
      "1A own parta onea b",
    ],
    [
      "one appears within a package",
      () => put("node_modules/other/node_modules/kit/a.js", says("inner")),
      () => rmSync(at("node_modules/other/node_modules"), { recursive: true }),
      "1A own parta oneinner sub",
    ],
    [
      "a file has the name of the package",
      () => put("node_modules/installed.js", 'exports.sign = "file";\n'),
      () => rmSync(at("node_modules/installed.js")),
      "file own parta onea sub",
    ],
    [
      "a package says that another of its modules is the main one",
      () => put("node_modules/installed/package.json", '{ "main": "two.js" }'),
      () => rmSync(at("node_modules/installed/package.json")),
      " own parta onea sub",
    ],
    [
      "a package exports another of its modules",
      () => put("node_modules/other/package.json", '{ "exports": "./two.js" }'),
      () => put("node_modules/other/package.json", '{ "exports": "./one.js" }'),
      "1A own parta two sub",
    ],
    [
      "a file has the name of the folder with the main module",
      () => put("node_modules/@scope/own/dist.js", says("file")),
      () => rmSync(at("node_modules/@scope/own/dist.js")),
      "1A file parta onea sub",
    ],
    [
      "a package is another one, by a link",
      () => {
        put("elsewhere/own/index.js", says("linked"));
        renameSync(at("node_modules/@scope/own"), at("elsewhere/before"));
        symlinkSync(at("elsewhere/own"), at("node_modules/@scope/own"));
      },
      () => {
        rmSync(at("node_modules/@scope/own"));
        renameSync(at("elsewhere/before"), at("node_modules/@scope/own"));
      },
      "1A linked parta onea sub",
    ],
    [
      "our package.json leads to another module",
      () => put("package.json", '{ "imports": { "#kit": "kit/b.js", "#other": "other" } }'),
      () => put("package.json", '{ "imports": { "#kit": "kit/a.js", "#other": "other" } }'),
      "1A own partb onea sub",
    ],
    [
      "a package.json appears beside the module",
      () =>
        put("src/deep/package.json", '{ "imports": { "#kit": "kit/b.js", "#other": "kit/b.js" } }'),
      () => rmSync(at("src/deep/package.json")),
      "1A own partb b sub",
    ],
    [
      "another file of the folder is found first",
      () => put("node_modules/kit/deep/part", says("first")),
      () => rmSync(at("node_modules/kit/deep/part")),
      "1A own firsta onea sub",
    ],
  ])("and looked up again where %s", (_where, change, undo, expected) => {
    begin();
    const start = drive(program);
    expect(start()).toEqual([usual, expect.any(Number)]);
    if (isForThisNode) expect(start()).toEqual([usual, 2]);
    change();
    expect(start()).toEqual([expected, expect.any(Number)]);
    expect(start()).toEqual([expected, expect.any(Number)]);
    undo();
    expect(start()).toEqual([usual, expect.any(Number)]);
  });

  test.runIf(isForThisNode)("anew where most of them are elsewhere since", () => {
    begin();
    for (let i = 0; i < 250; i++) put(`src/deep/many/part${i}.js`, "");
    const start = drive(
      `for (let i = 0; i < 250; i++) require("./src/deep/many/part" + i);${program}`,
    );
    start();
    put("src/deep/many/more.js", "");
    const size = () => statSync(join(cache, compiled()[0] ?? "")).mtimeMs;
    const written = size();
    start();
    expect(size()).toBeGreaterThan(written);
    const again = size();
    start();
    expect(size()).toBe(again);
  });
});

test.each([
  ["is as old as the change, also when the start takes longer than that", () => Date.now() + 0.5],
  ["has no part of a second, as in an image", () => 499_162_500_000],
])(
  "an installed file is read again where its time %s",
  (_what, ctime) => {
    forget();
    const start = drive(`Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2100);
console.log(JSON.stringify(require("installed").sign))`);
    const path = at("node_modules/installed/sign.js");
    const text = readFileSync(path, "utf8");
    const env = { CTIME: String(ctime() + 2000) };
    expect(start(env)).toBe("1A");
    inPlace(path, text.replace("A", "B"));
    expect(start(env)).toBe("1B");
    inPlace(path, text);
  },
  20_000,
);

test("a module is loaded as Node itself does", () => {
  forget();
  writeFileSync(
    at("src/asks.js"),
    `exports.line = new Error().stack.split("\\n")[1].trim();
require("./plain1.js");
exports.elsewhere = require.resolve("./plain1.js", { paths: [__dirname + "/../other/deeper"] });
exports.paths = require.resolve.paths("x")[0];
exports.children = module.children.map(({ id }) => id);
exports.parent = module.parent === require.main && require.cache[module.parent.filename] === module.parent;
exports.main = require.main.filename;
for (const name of ["./none", "./none/none", "../main.ts/none"]) try { require(name) } catch ({ code }) { exports[name] = code }
exports.same = this === exports;
`,
  );
  mkdirSync(at("other/deeper"), { recursive: true });
  writeFileSync(at("other/deeper/plain1.js"), "");
  mkdirSync(at("node_modules/asks"), { recursive: true });
  cpSync(at("src/asks.js"), at("node_modules/asks/index.js"));
  cpSync(at("src/plain1.js"), at("node_modules/asks/plain1.js"));
  mkdirSync(at("node_modules/other/deeper"), { recursive: true });
  writeFileSync(at("node_modules/other/deeper/plain1.js"), "");
  const start = drive('console.log(JSON.stringify([require("./src/asks"), require("asks")]))');
  const expected = [at("src/asks.js"), at("node_modules/asks/index.js")].map((path) => ({
    line: `at Object.<anonymous> (${path}:1:16)`,
    elsewhere: resolve(dirname(path), "../other/deeper/plain1.js"),
    paths: join(dirname(path), "node_modules"),
    children: [join(dirname(path), "plain1.js")],
    parent: true,
    main: at("drive.js"),
    "./none": "MODULE_NOT_FOUND",
    "./none/none": "MODULE_NOT_FOUND",
    "../main.ts/none": "MODULE_NOT_FOUND",
    same: true,
  }));
  expect(start()).toEqual(expected);
  expect(start()).toEqual(expected);
});

test("a synthesis makes the same bytes whether its cache is new, remembered, damaged or cannot be written", () => {
  const project = at("project");
  mkdirSync(join(project, "node_modules"), { recursive: true });
  for (const name of ["bin", "src", "main.ts", "package.json"])
    cpSync(name, join(project, name), { recursive: true });
  for (const name of readdirSync("node_modules").filter((one) => !one.startsWith("."))) {
    symlinkSync(resolve("node_modules", name), join(project, "node_modules", name));
  }
  copyEnvironments(project);
  const own = join(project, "node_modules/.cache");
  const bytes = () => {
    rmSync(join(project, "cdktf.out"), { recursive: true, force: true });
    const { stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: "utf8" });
    expect(stderr).toBe("");
    const hash = createHash("sha256");
    for (const stack of readdirSync(join(project, "cdktf.out/stacks")).sort()) {
      hash.update(readFileSync(join(project, "cdktf.out/stacks", stack, "cdk.tf.json")));
    }
    return hash.digest("hex");
  };

  const first = bytes();
  expect(bytes()).toBe(first);
  for (const name of readdirSync(join(own, "slipway")).filter((one) =>
    one.startsWith("compiled"),
  )) {
    const path = join(own, "slipway", name);
    writeFileSync(path, flipped(readFileSync(path), statSync(path).size - 1000));
  }
  expect(bytes()).toBe(first);
  rmSync(own, { recursive: true });
  writeFileSync(own, "not a folder");
  expect(bytes()).toBe(first);
}, 60_000);

function inPlace(path: string, text: string): void {
  writeFileSync(path, text);
  utimesSync(path, ...asPackaged);
}

/** As a file without an ending, which Node looks for first. */
function besides(path: string, text: string): void {
  inPlace(path.replace(/\.js$/, ""), text);
}

function renamed(path: string, text: string): void {
  inPlace(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function flipped(bytes: Buffer, index: number): Buffer {
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes;
}
