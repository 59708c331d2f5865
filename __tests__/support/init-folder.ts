import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach } from "vitest";
import type { Person } from "../../src/base/person";
import { initCommand } from "../../src/cli/commands/init";
import { type LoadedEnvironment, loadEnvironments } from "../../src/config/load";
import { copyEnvironments } from "./fixture-environments";
import { type MemoryTerminal, memoryTerminal } from "./memory-terminal";
import { besideOtherModes, otherModesText } from "./other-modes";
import { useTemporaryFolder } from "./temporary-folder";

/** The tests' environment files in a folder of the test's own, and `slipway init` run there. */
export function useInitFolder() {
  const home = process.cwd();
  const folder = useTemporaryFolder();
  beforeEach(() => {
    copyEnvironments(folder());
    process.chdir(folder());
  });
  afterEach(() => process.chdir(home));

  return {
    /** Runs `slipway init` with words as a shell would split them. */
    async init(words: string, person?: Person): Promise<MemoryTerminal> {
      const terminal = memoryTerminal();
      const command = initCommand(terminal, person);
      const program = new Command("slipway").exitOverride().addCommand(command);
      await program.parseAsync(["node", "slipway", "init", ...words.split(" ")]);
      return terminal;
    },
    /** Writes two more files, in which everything that can exist exists: `books-dev` on a shared listener, and what it takes images from. */
    addOtherModes(): void {
      const ours = { "books-prod": besideOtherModes, "books-dev": otherModesText };
      for (const [name, text] of Object.entries(ours)) {
        const moved = text.replaceAll("shop", "books").replaceAll("111111111111", "555555555555");
        writeFileSync(join(folder(), "environments", `${name}.yaml`), moved);
      }
    },
    text: (name: string) => readFileSync(join(folder(), "environments", `${name}.yaml`), "utf8"),
    /** The environment as `slipway check` would load it. */
    made(name: string): LoadedEnvironment {
      const result = loadEnvironments("environments");
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      const found = result.environments.find((environment) => environment.name === name);
      if (!found) throw new Error(`${name} was not written`);
      return found;
    },
  };
}

/** Somebody who answers what a list says by the beginning of the question, several times in turn, and else presses Enter. */
export function personWho(answers: Readonly<Record<string, string | string[]>>) {
  const asked: string[] = [];
  const left = new Map(Object.entries(answers).map(([start, given]) => [start, [given].flat()]));
  let isDone = false;
  return {
    asked,
    isDone: () => isDone,
    async ask(question: string): Promise<string> {
      asked.push(question);
      const start = [...left.keys()].find((one) => question.startsWith(one));
      return (start && left.get(start)?.shift()) ?? "";
    },
    done() {
      isDone = true;
    },
  };
}
