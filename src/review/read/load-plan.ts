import { join } from "node:path";
import { planFileName, stackFolder } from "../../contract/written-stacks";
import { parseJsonBytes } from "./parse-json";
import { type Plan, readPlan } from "./plan";
import { inputName, readInput } from "./read-input";
import { isSavedPlan, terraformShow } from "./terraform-show";
import { Unreadable } from "./unreadable";

/** Where a plan comes from, and what it is read with. */
interface PlanSource {
  /** A saved plan file, the JSON that `terraform show -json` prints of one, or `-` for standard input. */
  readonly path: string;
  readonly input: NodeJS.ReadableStream;
  /** The executable that reads saved plans: `terraform`, or a path. */
  readonly terraform: string;
}

/** Reads a plan in whichever form it comes. Throws {@link Unreadable} with a message for people. */
export async function loadPlan({ path, input, terraform }: PlanSource): Promise<Plan> {
  const name = inputName(path);
  const bytes = await readInput(path, input);
  if (!isSavedPlan(bytes)) return readPlan(parseJsonBytes(bytes, name), name);
  if (path === "-") {
    throw new Unreadable(
      "Standard input is a saved plan, which Terraform reads only from a file: give the file's name.",
    );
  }
  return readPlan(parseJsonBytes(await terraformShow(path, terraform), name), name);
}

/** Where an environment's plan is saved, from the folder of `cdktf.json`. */
export function savedPlanPath(environment: string): string {
  return join(stackFolder(environment), planFileName);
}
