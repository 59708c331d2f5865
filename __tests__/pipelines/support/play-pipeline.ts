import { all, type Call, only } from "./recorded";

/** How a played pipeline ended. */
export interface Played {
  readonly result: "SUCCESS" | "FAILURE";
  /** The stages that were entered, in order. */
  readonly stages: readonly string[];
}

/**
 * Plays the stages of a recorded declarative pipeline as Jenkins orders them: a stage whose condition does not hold is left out, a
 * shell step that fails ends its stage, its `post` runs all the same, and no later stage is entered.
 */
export async function playPipeline(
  recorded: readonly Call[],
  shell: (script: string) => Promise<boolean>,
): Promise<Played> {
  const entered: string[] = [];
  const pipeline = only(recorded, "pipeline").block;
  for (const stage of all(only(pipeline, "stages").block, "stage")) {
    if (!conditionHolds(stage)) continue;
    entered.push(String(stage.arguments[0]));
    const steps = await playSteps(only(stage.block, "steps"), shell);
    const post = await playPost(stage, shell);
    if (!steps || !post) return { result: "FAILURE", stages: entered };
  }
  return { result: "SUCCESS", stages: entered };
}

function conditionHolds(stage: Call): boolean {
  return all(stage.block, "when").every(
    (when) => only(when.block, "expression").value === true && when.block?.length === 1,
  );
}

async function playPost(stage: Call, shell: (script: string) => Promise<boolean>) {
  const [post] = all(stage.block, "post");
  return post === undefined || playSteps(only(post.block, "always"), shell);
}

async function playSteps(steps: Call, shell: (script: string) => Promise<boolean>) {
  for (const { arguments: words } of all(steps.block, "sh")) {
    if (!(await shell(String(words[0])))) return false;
  }
  return true;
}
