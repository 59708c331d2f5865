import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isOfRemovedEnvironment } from "../support/fixture-environments";
import { describeWithTools } from "../support/tools";
import { repository } from "./support/workflow";

const pages = ["docs/github-actions.md", "docs/jenkins.md"].map((page) => ({
  page,
  text: readFileSync(join(repository, page), "utf8"),
}));

/** The shell boxes of a page, without the indentation of the list that they may be in. */
const boxes = pages.flatMap(({ page, text }) =>
  [...text.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, indent = "", commands = ""]) => ({
    page,
    commands: commands.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  })),
);

describeWithTools(["shellcheck"], "a box that is pasted", ({ shellcheck }) => {
  test.each(boxes)("from $page is good shell: $commands", ({ commands }) => {
    // Variables come from the box before, or from `slipway env`.
    const words = ["--shell=bash", "--exclude=SC2154", "-"];
    const checked = spawnSync(shellcheck, words, { input: commands, encoding: "utf8" });
    expect(checked).toMatchObject({ stdout: "", status: 0 });
  });
});

test("what a page calls a file of ours is there", () => {
  for (const { text } of pages) {
    const files = text.match(/`(\.github|jenkins|environments|deploy)\/[\w./-]+\.\w+`/g) ?? [];
    for (const file of files.map((quoted) => quoted.slice(1, -1))) {
      const isThere = existsSync(join(repository, file)) || isOfRemovedEnvironment(file);
      expect({ file, isThere }).toEqual({ file, isThere: true });
    }
  }
});
