import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { program } from "../../src/cli/program";
import { memoryTerminal } from "../support/memory-terminal";

// Whatever people and pipelines are to type: documents, workflows, scripts, and the messages in the code.
const patterns = ["*.md", "*.yml", ".github", "deploy", "src", "bin"];
const files = execFileSync("git", ["ls-files", ...patterns], { encoding: "utf8" })
  .split("\n")
  .filter((file) => existsSync(file))
  .filter((file) => !/^examples\/|Dockerfile$/.test(file)); // an application has commands of its own

/** One command as a line of a file has it, up to what ends it. */
interface Mention {
  readonly file: string;
  readonly words: readonly string[];
}

function mentionsOf(start: RegExp): readonly Mention[] {
  return files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line) => line.split(/(?=\bnpx slipway |\bnpm run )/))
      .filter((part) => start.test(part))
      .map((part) => ({ file, words: wordsOf(part.replace(start, "")) }))
      .filter(({ words: [name = ""] }) => /^[a-z]/.test(name)),
  );
}

function wordsOf(command: string): readonly string[] {
  const [untilItEnds = ""] = command.split(/[`|;&)]/);
  return untilItEnds.split(/\s+/).map((word) => word.replace(/[.,:"\\\]]+$/, ""));
}

const ofSlipway = mentionsOf(/^npx slipway /);
const ofNpm = mentionsOf(/^npm run (-s )?/);

const slipway = program(memoryTerminal());
const scripts: Readonly<Record<string, string>> = JSON.parse(
  readFileSync("package.json", "utf8"),
).scripts;

/** What a workflow runs in the application's folder. */
const scriptsOfPages: Readonly<Record<string, string>> = JSON.parse(
  readFileSync("examples/loan-engine/frontend/package.json", "utf8"),
).scripts;

/** Of the words those that the command does not have: its name, the name below it, options. */
function unknownTo(words: readonly string[]): readonly string[] {
  const [name = "", below = ""] = words;
  const command = slipway.commands.find((one) => one.name() === name);
  if (command === undefined) return [name];
  const inner = command.commands.find((one) => one.name() === below);
  if (command.commands.length > 0 && inner === undefined) return [below];
  const known = optionsOf(inner ?? command);
  const ownEnd = words.indexOf("--"); // what follows is another program's
  return words
    .slice(0, ownEnd < 0 ? undefined : ownEnd)
    .flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? [])
    .filter((option) => !known.has(option));
}

function optionsOf(command: Command): ReadonlySet<string> {
  return new Set(["--help", ...command.options.map(({ long }) => long ?? "")]);
}

test("finds what is to be checked", () => {
  expect(ofSlipway.length).toBeGreaterThan(100);
  expect(ofNpm.length).toBeGreaterThan(30);
  expect(unknownTo(["plan", "eec-dev", "--alow"])).toEqual(["--alow"]);
  expect(unknownTo(["evidence", "sohw"])).toEqual(["sohw"]);
});

test("every `npx slipway …` that anybody is asked to type exists, with its options", () => {
  const wrong = ofSlipway.flatMap(({ file, words }) =>
    unknownTo(words).map((word) => `${file}: ${words.join(" ")}: ${word}`),
  );
  expect(wrong).toEqual([]);
});

test("every `npm run …` that anybody is asked to type exists, with the options after its --", () => {
  const wrong = ofNpm.flatMap(({ file, words }) => {
    const [name = "", ...rest] = words;
    const script =
      scripts[name] ?? (/\/deploy[\w-]*\.yml$/.test(file) ? scriptsOfPages[name] : undefined);
    if (script === undefined) return [`${file}: npm run ${name}`];
    const command = /bin\/slipway\.js ([a-z]+)/.exec(script)?.[1];
    if (command === undefined) return [];
    return unknownTo([command, ...rest]).map((word) => `${file}: ${words.join(" ")}: ${word}`);
  });
  expect(wrong).toEqual([]);
});
