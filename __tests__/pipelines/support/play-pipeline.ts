import { all, type Call, only } from "./recorded";

/** How a shell step ends: well, with another exit code than 0, or because somebody stopped the build meanwhile. */
export type StepEnd = "ok" | "failed" | "aborted";

/** How a played pipeline ended. */
export interface PlayedPipeline {
  readonly result: "SUCCESS" | "FAILURE" | "ABORTED";
  /** The stages that were entered, in order. */
  readonly stages: readonly string[];
  /** What the pipeline itself wrote into the build's log, by `echo`. */
  readonly said: readonly string[];
}

/** Runs one shell step, with the variables that the pipeline sets. */
export type Shell = (
  script: string,
  variables: Readonly<Record<string, string>>,
) => Promise<StepEnd>;

/**
 * Plays a recorded declarative pipeline as Jenkins orders it: a stage whose condition does not hold is left out, a shell step that fails
 * or is stopped ends its stage, whose `post` runs all the same, no later stage is entered, and at the end the pipeline's own `post` runs,
 * by result. Throws at whatever it does not know, so that nothing in a Jenkinsfile is passed over.
 * @see https://www.jenkins.io/doc/book/pipeline/syntax/#post
 */
export async function playPipeline(
  recorded: readonly Call[],
  shell: Shell,
): Promise<PlayedPipeline> {
  const pipeline = only(recorded, "pipeline").block ?? [];
  knows(pipeline, ["agent", "options", "triggers", "parameters", "environment", "stages", "post"]);
  const variables = Object.fromEntries(
    all(pipeline, "environment").flatMap(({ block }) =>
      (block ?? []).map(({ name, arguments: [value] }) => [name, String(value)]),
    ),
  );
  const entered: string[] = [];
  const said: string[] = [];
  const playSteps = async (steps: readonly Call[] = []): Promise<StepEnd> => {
    knows(steps, ["sh", "echo", "checkout", "archiveArtifacts"]);
    for (const {
      name,
      arguments: [word],
    } of steps) {
      if (name === "echo") said.push(String(word));
      const end = name === "sh" ? await shell(String(word), variables) : "ok";
      if (end !== "ok") return end;
    }
    return "ok";
  };
  const playPost = async (post: Call | undefined, end: StepEnd): Promise<StepEnd> => {
    const sections = post?.block ?? [];
    knows(sections, ["always", "success", "failure", "aborted"]);
    const condition = { ok: "success", failed: "failure", aborted: "aborted" }[end];
    let worst = end;
    for (const section of sections) {
      if (section.name !== "always" && section.name !== condition) continue;
      const played = await playSteps(section.block);
      if (worst === "ok") worst = played;
    }
    return worst;
  };

  let end: StepEnd = "ok";
  for (const stage of all(only(pipeline, "stages").block, "stage")) {
    knows(stage.block ?? [], ["when", "steps", "post"]);
    if (end !== "ok" || !conditionHolds(stage)) continue;
    entered.push(String(stage.arguments[0]));
    end = await playPost(
      all(stage.block, "post")[0],
      await playSteps(only(stage.block, "steps").block),
    );
  }
  end = await playPost(all(pipeline, "post")[0], end);
  const result = ({ ok: "SUCCESS", failed: "FAILURE", aborted: "ABORTED" } as const)[end];
  return { result, stages: entered, said };
}

function conditionHolds(stage: Call): boolean {
  return all(stage.block, "when").every(
    (when) => only(when.block, "expression").value === true && when.block?.length === 1,
  );
}

function knows(calls: readonly Call[], names: readonly string[]): void {
  const unknown = calls.find(({ name }) => !names.includes(name));
  if (unknown) throw new Error(`this player does not know what Jenkins does at: ${unknown.name}`);
}
