import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { synthesize } from "../../src/stack/app";
import { copyEnvironments, fixtureEnvironments } from "../support/fixture-environments";

// What a team does that depends on the package: npm packs it, npm installs it, and everything is typed in a repository of the team's own.
const root = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "package-"));
const app = join(root, "shop");
const { version, overrides } = JSON.parse(readFileSync("package.json", "utf8"));
const tarball = `slipway-${version}.tgz`;

function run(cwd: string, program: string, ...words: string[]) {
  const { status, stdout, stderr, error } = spawnSync(program, words, {
    cwd,
    encoding: "utf8",
    env: {
      ...process.env,
      CI: "true",
      NO_COLOR: "1",
      CHECKPOINT_DISABLE: "1",
      npm_config_update_notifier: "false",
    },
    timeout: 900_000,
  });
  return { code: status, output: stripVTControlCharacters(`${stdout}${stderr}${error ?? ""}`) };
}

function fine(cwd: string, program: string, ...words: string[]): string {
  const { code, output } = run(cwd, program, ...words);
  expect(code, `${program} ${words.join(" ")}\n${output}`).toBe(0);
  return output;
}

/** Installs the tarball, from npm's cache where it has the rest. */
const install = (cwd: string) =>
  fine(cwd, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund");

beforeAll(() => {
  fine(resolve("."), "npm", "run", "package", "--", "--pack-destination", root);
  const first = join(root, "first");
  mkdirSync(first);
  const dependencies = { slipway: `file:../${tarball}` };
  writeFileSync(
    join(first, "package.json"),
    JSON.stringify({ private: true, dependencies, overrides }),
  );
  writeFileSync(join(first, ".npmrc"), "ignore-scripts=true\n");
  install(first);
  const answers = "--application shop --environments production,development --pipelines both";
  fine(first, "npx", "slipway", "new", app, ...answers.split(" "));
  cpSync(join(root, tarball), join(app, tarball));
  renameSync(join(first, "node_modules"), join(app, "node_modules")); // so that only what differs is fetched again
  install(app);
}, 1_800_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** What stands in a folder of stacks, by path. */
function stacksIn(folder: string): Record<string, string> {
  const paths = ["cdk.tf.json", "terraform.tf.json"];
  return Object.fromEntries(
    readdirSync(join(folder, "stacks"))
      .sort()
      .flatMap((stack) =>
        paths.map((path) => [
          `${stack}/${path}`,
          readFileSync(join(folder, "stacks", stack, path), "utf8"),
        ]),
      ),
  );
}

test("the tarball is small, and has neither tests nor environments of ours", () => {
  expect(statSync(join(root, tarball)).size).toBeLessThan(2 * 1024 ** 2);
  const files = readdirSync(join(app, "node_modules/slipway"), {
    recursive: true,
    encoding: "utf8",
  });
  expect(files.filter((path) => /__tests__|^environments\/.+\.yaml$|\.tgz$/.test(path))).toEqual(
    [],
  );
  expect(fine(app, "npx", "slipway", "--version")).toBe(`${version}\n`);
});

test("npm start and npm test of a new repository pass, and its last line is the next command", () => {
  expect(fine(app, "npm", "start").trimEnd().split("\n").at(-1)).toMatch(/^next: /);
  expect(fine(app, "npm", "test")).toContain("# fail 0");
});

test("cdktf lists the stacks of a new repository", () => {
  const [, table = ""] = fine(app, "npx", "cdktf", "list").split("Stack name");
  expect(table.match(/^[\w-]+(?= +\S+stacks)/gm)).toEqual([
    "shop-dev",
    "shop-prod",
    "state-111111111111",
  ]);
});

test("the packed version, installed beside itself, changes nothing", () => {
  expect(fine(app, "npx", "slipway", "upgrade", "--preview", tarball)).toContain(
    `With slipway ${version} the Terraform of every environment stays the same.\n`,
  );
});

test("the files that the tests here read make the same bytes there", () => {
  const own = join(root, "own");
  synthesize(fixtureEnvironments(), own);
  const theirs = join(root, "theirs");
  mkdirSync(theirs);
  copyEnvironments(theirs);
  cpSync(join(app, "cdktf.json"), join(theirs, "cdktf.json"));
  renameSync(join(app, "node_modules"), join(theirs, "node_modules"));
  try {
    fine(theirs, "npx", "slipway", "check");
    fine(theirs, "npx", "cdktf", "synth", "--output", "synthesized");
    expect(stacksIn(join(theirs, "cdktf.out"))).toEqual(stacksIn(own));
    expect(stacksIn(join(theirs, "synthesized"))).toEqual(stacksIn(own));
  } finally {
    renameSync(join(theirs, "node_modules"), join(app, "node_modules"));
  }
});

test("a main.ts of its own is typed, adds its queue, and finds nothing else of the package open", () => {
  for (const file of ["main.ts", "cdktf.json"])
    cpSync(join("examples/with-a-queue", file), join(app, file));
  const compilerOptions = {
    target: "es2022",
    module: "node16",
    moduleResolution: "node16",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: [],
  };
  writeFileSync(
    join(app, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["main.ts"] }),
  );
  const tsc = resolve(require.resolve("typescript/package.json"), "../bin/tsc");
  fine(app, process.execPath, tsc);
  const main = readFileSync(join(app, "main.ts"), "utf8");
  writeFileSync(join(app, "main.ts"), main.replace("taskRoleName", "taskRole"));
  expect(run(app, process.execPath, tsc).output).toContain(
    "Property 'taskRole' does not exist on type 'WebService'",
  );
  writeFileSync(join(app, "main.ts"), main);

  fine(app, "npx", "cdktf", "synth");
  const json = stacksIn(join(app, "cdktf.out"))["shop-dev/cdk.tf.json"] ?? "{}";
  expect(JSON.parse(json).resource.aws_sqs_queue.orders.name).toBe("shop-dev-orders");
  expect(run(app, process.execPath, "-e", "require('slipway/src/stack/app')").output).toContain(
    "ERR_PACKAGE_PATH_NOT_EXPORTED",
  );
});
