import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { copyRepository } from "../support/repository-copy";
import { useTemporaryFolder } from "../support/temporary-folder";

const temporaryFolder = useTemporaryFolder();
const pages = [
  "docs/DEPLOYMENT_COOKBOOK.md",
  "docs/push-to-dev.md",
  "docs/github-actions.md",
  "docs/jenkins.md",
  "docs/frontend.md",
  "docs/network.md",
];

interface Block {
  readonly page: string;
  readonly line: number;
  readonly mark: string;
  readonly commands: string;
}

/** The shell boxes of a page, each with the mark above it. */
function blocksOf(page: string): Block[] {
  const lines = readFileSync(page, "utf8").split("\n");
  return lines.flatMap((text, index) => {
    if (text !== "```sh") return [];
    const end = lines.indexOf("```", index);
    return [
      {
        page,
        line: index + 1,
        mark: lines[index - 1] ?? "",
        commands: lines.slice(index + 1, end).join("\n"),
      },
    ];
  });
}

const blocks = pages.flatMap(blocksOf);
const checked = blocks.filter(({ mark }) => mark === "*checked*");

test.each(blocks)("the box at $page:$line says whether it was run", ({ mark }) => {
  expect(mark).toMatch(
    /^\*(checked|checked by `\.ci\/run`|needs AWS|needs GitHub|needs Jenkins)\*$/,
  );
});

test("`npx slipway` is the command of this repository", async () => {
  const { stdout } = await promisify(execFile)("npx", ["slipway", "--help"]);
  expect(stdout).toContain("Usage: slipway ");
});

/** The names of the test environment, as the page has its reader set them: the same in each copy. */
let names: string | undefined;

test.each(checked)("the box at $page:$line can be pasted as it stands", async ({ commands }) => {
  const { folder, path } = copyRepository(temporaryFolder());
  names ??= execFileSync("node", ["bin/slipway.js", "env", "loan-engine-test"], {
    cwd: folder,
    encoding: "utf8",
  });
  const run = promisify(execFile)("bash", ["-euo", "pipefail", "-c", `${names}\n${commands}`], {
    cwd: folder,
    env: { ...process.env, SHLVL: "1", PATH: path }, // without a level, bash reads the machine's settings
  });
  await expect(run).resolves.toMatchObject({ stderr: "" });
});

test("what the README shows of `npm start` is what it prints", async () => {
  const readme = readFileSync("README.md", "utf8");
  const shown = /```text\n(.*?)```/s.exec(readme)?.[1]?.split("\n") ?? [];
  const { folder } = copyRepository(temporaryFolder());
  const { stdout } = await promisify(execFile)("node", ["bin/slipway.js", "check"], {
    cwd: folder,
  });

  const lines = shown.filter((line) => line !== "" && line !== "…");
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(stdout.split("\n")).toContain(line);
});
