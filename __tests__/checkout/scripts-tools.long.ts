import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { folder, runProgram, scripts, useScripts } from "../deploy/support/run-script";
import { copyRepository } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";

const temporary = useTemporaryFolder();
const { home } = useScripts();
const always = ["bash", "cat", "dirname", "mktemp", "readlink", "rm"];
const build = "build-and-push.sh";
const tagged = ["--tag", "v1", "loan-engine-test"];

/** A folder with the programs that every system has, those named, and stand-ins by name. */
function pathOf(named: readonly string[], standIns: Readonly<Record<string, string>> = {}): string {
  const path = join(temporary(), "path");
  mkdirSync(path);
  for (const name of [...always, ...named]) {
    const found = execFileSync("bash", ["-c", `type -P ${name}`], { encoding: "utf8" }).trim();
    symlinkSync(found, join(path, name));
  }
  for (const [name, text] of Object.entries(standIns)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(path, name), 0o755);
  }
  return path;
}

const run = (script: string, words: readonly string[], PATH: string) =>
  runProgram(resolve(home(), folder, script), words, { PATH });
const refused = (line: string) => ({ code: 2, stdout: "", stderr: `${line}\n` });

test.each(scripts)("refuses %s without Node, even as a dry run", async (script) => {
  expect(await run(script, ["--dry-run", "loan-engine-test"], pathOf([]))).toEqual(
    refused(
      `${script} needs Node 20.9 or newer, and no folder of PATH has node: install it from https://nodejs.org`,
    ),
  );
});

test.each(scripts)("refuses %s before the packages are installed", async (script) => {
  const copy = copyRepository(temporary());
  rmSync(join(copy.folder, "node_modules"));

  const ended = await runProgram(join(copy.folder, folder, script), [
    "--dry-run",
    "loan-engine-test",
  ]);

  expect(ended).toEqual(
    refused(
      `${script} needs the packages of ${realpathSync(copy.folder)}, which are not installed: run npm ci there`,
    ),
  );
});

test("refuses to build without the AWS CLI, before anything is logged in", async () => {
  expect(await run(build, tagged, pathOf(["node"], { docker: "exit 64" }))).toEqual(
    refused(
      `${build} needs the AWS CLI, and no folder of PATH has aws: install it (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html)`,
    ),
  );
});

test("refuses to build without Docker, before anything is logged in", async () => {
  expect(await run(build, tagged, pathOf(["node"], { aws: "exit 64" }))).toEqual(
    refused(
      `${build} needs Docker with buildx, and no folder of PATH has docker: install it (https://docs.docker.com/get-started/get-docker/)`,
    ),
  );
});

test("refuses to build with a Docker that has no buildx, before anything is logged in", async () => {
  const path = pathOf(["node"], { aws: "exit 64", docker: "exit 1" });

  expect(await run(build, tagged, path)).toEqual(
    refused(
      `${build} needs buildx, and ${path}/docker has none: install that plugin (https://docs.docker.com/go/buildx/)`,
    ),
  );
});

test("refuses to build without git where the commit is the tag", async () => {
  const path = pathOf(["node"], { aws: "exit 64", docker: "exit 0" });

  expect(await run(build, ["loan-engine-test"], path)).toEqual(
    refused(
      `${build} needs git, whose commit is the image's tag, and no folder of PATH has git: install it, or give --tag`,
    ),
  );
});

test("does not ask Docker to log in when AWS gives no password, and ends with the words of the AWS CLI", async () => {
  const path = pathOf(["node"], {
    aws: "echo Unable to locate credentials >&2; exit 253",
    docker: '[ "$1 $2" = "buildx version" ] || echo docker was asked >&2',
  });

  expect(await run(build, tagged, path)).toMatchObject({
    code: 253,
    stderr: "Unable to locate credentials\n",
  });
});

test.each([
  ["create-ecr-repository.sh", ["loan-engine-test"]],
  ["deploy-service.sh", ["--create", "loan-engine-test"]],
  [build, tagged],
])("shows what %s would do where nothing but Node is installed", async (script, words) => {
  expect(await run(script, ["--dry-run", ...words], pathOf(["node"]))).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\+ .*\ndry run: nothing was done\n$/s),
    stderr: "",
  });
});

test("shows COMMIT as the tag where no git could give it", async () => {
  const ended = await run(build, ["--dry-run", "loan-engine-test"], pathOf(["node"]));

  expect(ended).toMatchObject({ code: 0, stderr: "" });
  expect(ended.stdout).toContain("/loan-engine/test:COMMIT --push");
});

test.each(scripts)("%s can be called through a symbolic link", async (script) => {
  const link = join(temporary(), "link");
  symlinkSync(resolve(home(), folder, script), link);

  expect(await runProgram(link, ["--dry-run", "loan-engine-test", ...tagOf(script)])).toMatchObject(
    {
      code: 0,
      stderr: "",
    },
  );
});

/** The commit cannot be the tag where somebody is changing the example. */
const tagOf = (script: string) => (script === build ? ["--tag", "v1"] : []);
