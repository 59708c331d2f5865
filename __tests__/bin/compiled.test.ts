import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
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
late().then(({ sign }) => console.log([word + sum + sign, erasing ? "erased" : "remembered", line].join("|")));
`,
  );
  await setTimeout(2100); // a file that just changed is not remembered
});

/** What the program says: its word, whether types were erased for it, and where it failed. */
const words = ["--require", "./bin/register.js", "main.ts"];
function run() {
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  return said(stdout);
}

function said(stdout: string) {
  const [word, how, place] = stdout.trim().split("|");
  return { word, how, place };
}

const place = `at exports.fail (${at("src/fail.js")}:3:30)`;
const erased = { word: "hello … 435!", how: "erased", place };

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
    writeFileSync(path, text.replace("hello", "jello"));
    utimesSync(path, ...asPackaged);
    expect(run().word).toBe("jello … 435!");
    writeFileSync(path, text);
    utimesSync(path, ...asPackaged);
    expect(run().word).toBe("hello … 435!");
  });

  test("is not used for a file in whose place there is another now", () => {
    writeFileSync(at("src/word.js"), 'exports.word = "other ";\n');
    expect(run().word).toBe("other 435!");
    rmSync(at("src/word.js"));
    expect(run().word).toBe("hello … 435!");
  });

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

  test.runIf(isForThisNode)("is whole when several starts at once write it", async () => {
    forget();
    const all = Array.from({ length: 4 }, async () => {
      const { stdout } = spawn(process.execPath, words, { cwd: folder });
      const parts: Buffer[] = [];
      for await (const part of stdout) parts.push(part);
      return said(Buffer.concat(parts).toString());
    });
    expect((await Promise.all(all)).map(({ word }) => word)).toEqual(Array(4).fill("hello … 435!"));
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

function flipped(bytes: Buffer, index: number): Buffer {
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return bytes;
}
