import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandError } from "../base/errors";
import type { Stacks } from "./stack-difference";

/** Reads every stack of a folder that `npm run synth` wrote, such as `cdktf.out`. */
export function readStacks(folder: string): Stacks {
  const stacks = join(folder, "stacks");
  if (!existsSync(stacks)) {
    throw new CommandError(
      2,
      `${folder} holds no synthesized stacks: ${stacks} does not exist.\nnext: npm run synth -- --output ${folder}`,
    );
  }
  return new Map(
    readdirSync(stacks)
      .sort()
      .map((name) => [name, JSON.parse(readFileSync(join(stacks, name, "cdk.tf.json"), "utf8"))]),
  );
}
