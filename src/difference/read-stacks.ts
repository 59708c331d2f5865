import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../base/errors";
import { stackFileName, stacksFolder } from "../contract/written-stacks";
import type { Stacks } from "./stack-difference";

/** Reads every stack of a folder that `npm run synth` wrote, such as `cdktf.out`. */
export function readStacks(folder: string): Stacks {
  const stacks = stacksFolder(folder);
  if (!existsSync(stacks)) {
    throw new CommandError(
      2,
      `${folder} holds no synthesized stacks: ${stacks} does not exist.\nnext: npm run synth -- --output ${folder}`,
    );
  }
  return new Map(
    readdirSync(stacks)
      .filter((name) => existsSync(join(stacks, name, stackFileName))) // a folder may have been left for its state alone
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(join(stacks, name, stackFileName), "utf8"))]),
  );
}
