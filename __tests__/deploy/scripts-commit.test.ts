import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useTemporaryFolder } from "../support/temporary-folder";
import { useScripts } from "./support/run-script";

const { runScript } = useScripts({ namesOnce: true });

const temporary = useTemporaryFolder();

/** An application outside this repository. */
function application(): string {
  const context = join(temporary(), "shop");
  for (const part of ["frontend", "backend"]) {
    mkdirSync(join(context, part), { recursive: true });
    writeFileSync(join(context, part, "file"), "");
  }
  return context;
}

function git(context: string, ...words: string[]): string {
  const identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.gov"];
  return execFileSync("git", ["-C", context, ...identity, ...words], { encoding: "utf8" });
}

function committed(): string {
  const context = application();
  git(context, "init", "--quiet");
  git(context, "add", ".");
  git(context, "commit", "--quiet", "--message", "first");
  return context;
}

const build = (...words: string[]) =>
  runScript("build-and-push.sh", "--dry-run", "loan-engine-test", ...words);

test("the tag is the commit of the application's own repository", async () => {
  const context = committed();
  const commit = git(context, "rev-parse", "HEAD").trim();

  const { stdout } = await build(context);

  expect(stdout).toContain(` --build-arg REVISION=${commit} `);
  expect(stdout).toContain(`/loan-engine/test:${commit} --push ${context}\n`);
});

test.each([
  ["https://anna:t0ken@github.com/example-gov/shop.git", "https://github.com/example-gov/shop.git"],
  ["https://t0ken@github.com/example-gov/shop", "https://github.com/example-gov/shop"],
  ["git@github.com:example-gov/shop.git", "git@github.com:example-gov/shop.git"],
])(
  "the label says where the source is, without what somebody signs in with: %s",
  async (remote, source) => {
    const context = committed();
    git(context, "remote", "add", "origin", remote);

    const { stdout } = await build(context);

    expect(stdout).toContain(` --build-arg SOURCE=${source} `);
    expect(stdout).not.toContain("t0ken");
  },
);

test.each(["/home/anna/shop", "../shop"])(
  "the label says nothing of a source on one machine: %s",
  async (remote) => {
    const context = committed();
    git(context, "remote", "add", "origin", remote);

    expect((await build(context)).stdout).not.toContain("SOURCE");
  },
);

test("refuses a context with changes, which no commit names", async () => {
  const context = committed();
  writeFileSync(join(context, "frontend/file"), "changed");

  expect(await build(context)).toEqual({
    code: 2,
    stdout: "",
    stderr: `${context} has changes that are not committed, so no commit names this image: commit them, or give --tag\n`,
  });
});

test("refuses a context that is in no git repository, in one line that names --tag", async () => {
  const context = application();

  expect(await build(context)).toEqual({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(
      /^no commit of \S+\/shop names this image \(git says: fatal: not a git repository.*\): commit it, or give --tag\n$/,
    ),
  });
});

test("refuses a context that was never committed", async () => {
  const context = application();
  git(context, "init", "--quiet");

  expect(await build(context)).toMatchObject({
    code: 2,
    stderr: `no commit of ${context} names this image (git says: fatal: Needed a single revision): commit it, or give --tag\n`,
  });
});

test("takes a context outside git with a tag", async () => {
  const context = application();

  expect(await build(context, "--tag", "v1")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`/loan-engine/test:v1 --push ${context}\n`),
  });
});
