import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const memory = () => join(folder(), "node_modules/.cache/slipway/erased.json");

/** A project of its own with our `register.js`, and modules of its own to remember in. */
beforeEach(() => {
  mkdirSync(join(folder(), "bin"));
  for (const name of ["compiled.js", "register.js"])
    cpSync(`bin/${name}`, join(folder(), "bin", name));
  mkdirSync(join(folder(), "node_modules"));
  for (const name of ["sucrase", "lines-and-columns", "ts-interface-checker"]) {
    const from = dirname(require.resolve(`${name}/package.json`));
    symlinkSync(from, join(folder(), "node_modules", name));
  }
});

/** Writes a program and runs it; it says its word, and whether types had to be erased for that. */
function run(word: string): string {
  writeFileSync(
    join(folder(), "word.ts"),
    `export const word: string = ${JSON.stringify(word)};\n`,
  );
  writeFileSync(
    join(folder(), "program.ts"),
    `import { word } from "./word";
const erasing: boolean = Object.keys(require.cache).some((path) => path.includes("sucrase/dist"));
console.log(word, erasing ? "erased" : "remembered");
`,
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--require", "./bin/register.js", "program.ts"],
    { cwd: folder(), encoding: "utf8" },
  );
  return stderr || stdout.trim();
}

test("erases types once, and remembers what it erased", () => {
  expect(run("hello")).toBe("hello erased");
  expect(existsSync(memory())).toBe(true);
  expect(run("hello")).toBe("hello remembered");
});

test("is never stale: a changed file is erased anew, and one that changes back is remembered", () => {
  run("hello");
  expect(run("goodbye")).toBe("goodbye erased");
  expect(run("hello")).toBe("hello remembered");
});

test("starts anew where its memory cannot be read", () => {
  run("hello");
  writeFileSync(memory(), '{"half');
  expect(run("hello")).toBe("hello erased");
  expect(run("hello")).toBe("hello remembered");
});

test("runs all the same where nothing can be remembered", () => {
  writeFileSync(join(folder(), "node_modules/.cache"), "not a folder");
  expect(run("hello")).toBe("hello erased");
  expect(run("hello")).toBe("hello erased");
});

/** The modules that a process with `register.js` has loaded after this, by a part of their path. */
function loadedAfter(
  program: string,
  part: string,
): { readonly count: number; readonly said: string } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--require",
      "./bin/register.js",
      "-e",
      `${program}; console.log(Object.keys(require.cache).filter((path) => path.includes(${JSON.stringify(part)})).length)`,
    ],
    { encoding: "utf8" },
  );
  expect(stderr).toBe("");
  const lines = stdout.trim().split("\n");
  return { count: Number(lines.pop()), said: lines.join("\n") };
}

test("loads neither what zips the framework's assets nor zod's other languages until somebody uses them", () => {
  expect(loadedAfter('require("cdktf")', "archiver").count).toBe(1); // the placeholder
  expect(loadedAfter('require("zod")', "zod/v4/locales").count).toBeLessThan(5);
});

test("loads them when they are used, as they are", () => {
  const zip = loadedAfter(
    'require("cdktf"); const path = Object.keys(require.cache).find((path) => path.includes("archiver")); console.log(require(path)("zip").constructor.name)',
    "archiver",
  );
  expect(zip.said).toBe("Archiver");
  expect(zip.count).toBeGreaterThan(5);
  const german = loadedAfter(
    'const { z } = require("zod"); z.config(z.locales.de()); console.log(z.string().safeParse(1).error.issues[0].message)',
    "zod/v4/locales",
  );
  expect(german.said).toMatch(/^Ungültige Eingabe: erwartet string/);
  expect(german.count).toBeGreaterThan(30);
});

/** How often this Node takes the function of a short program for hot, so that it compiles it again. */
function takenForHot(...first: readonly string[]): number {
  const times = process.version.startsWith("v20.") ? 20_000 : 3_000;
  const program = `function next(n) { return (n * 7) % 11 } for (let i = 0, sum = 0; i < ${times}; i++) sum += next(i)`;
  // Without replacing the running loop: on a busy machine that comes first, and takes the function into itself.
  const options = ["--trace-opt", "--no-use-osr", "-e", program];
  const { stdout, stderr } = spawnSync(process.execPath, [...first, ...options], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.match(/^\[marking .* next /gm)?.length ?? 0;
}

test.runIf(/^v2[04]\./.test(process.version))(
  "has Node 20 and 24 take less for hot: a short command is over before that pays",
  () => {
    expect(takenForHot()).toBeGreaterThan(0);
    expect(takenForHot("--require", "./bin/register.js")).toBe(0);
  },
);

test.each([
  ["18.20.8", 2],
  ["20.8.1", 2],
  ["20.9.0", 0],
  ["24.0.0", 0],
])("a Node too old for it is refused in one line, with exit 2: %s gives %s", (version, code) => {
  const claim = join(folder(), "claim.js");
  writeFileSync(
    claim,
    `Object.defineProperty(process.versions, "node", { value: "${version}" });\n`,
  );
  writeFileSync(join(folder(), "program.ts"), "");
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--require", claim, "--require", "./bin/register.js", "program.ts"],
    { cwd: folder(), encoding: "utf8" },
  );
  const refusal = `Slipway needs Node 20.9 or later, this is ${version}.\n`;
  expect([status, stderr.includes(refusal)]).toEqual([code, code === 2]);
});
