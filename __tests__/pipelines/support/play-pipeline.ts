import { cpSync, readdirSync, rmSync } from "node:fs";
import { join, relative, sep } from "node:path";
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
  /** What it wrote into `env` and `currentBuild`, such as `currentBuild.description`; left out when nothing. */
  readonly wrote?: Readonly<Record<string, string>>;
}

/** Runs one shell step, with the variables that the pipeline sets; with what it printed, where the pipeline asks for that. */
export type Shell = (
  script: string,
  variables: Readonly<Record<string, string>>,
) => Promise<StepEnd | { readonly end: StepEnd; readonly output: string }>;

/** What a build has besides a shell. */
export interface Build {
  /** The workspace, which `deleteDir` empties, and a folder beside it for what is stashed. */
  readonly workspace?: { readonly folder: string; readonly stashes: string };
  /** Who is asked by `input`: a name when somebody approves, undefined when not. */
  readonly approve?: () => string | undefined;
}

/**
 * Plays a recorded declarative pipeline as Jenkins orders it: a stage whose condition does not hold is left out, one that asks begins when somebody
 * approved, a shell step that fails or is stopped ends its stage, whose `post` runs all the same, no later stage is entered, and at the end the pipeline's
 * own `post` runs, by result. Throws at whatever it does not know, so that nothing in a Jenkinsfile is passed over.
 * @see https://www.jenkins.io/doc/book/pipeline/syntax/#post
 */
export async function playPipeline(
  recorded: readonly Call[],
  shell: Shell,
  { workspace, approve }: Build = {},
): Promise<PlayedPipeline> {
  const pipeline = only(recorded, "pipeline").block ?? [];
  knows(pipeline, ["agent", "options", "triggers", "parameters", "environment", "stages", "post"]);
  const entered: string[] = [];
  const said: string[] = [];
  const wrote: Record<string, string> = {};
  let printed = "";

  const playStep = async (step: Call, variables: Variables): Promise<StepEnd> => {
    const [word] = step.arguments;
    if (step.name === "script") return await playSteps(step.block, variables);
    if (/^(env|currentBuild)\.\w+$/.test(step.name)) {
      wrote[step.name] = printed.trim();
    } else if (step.name === "echo") {
      said.push(String(word));
    } else if (step.name === "sh") {
      const { script } = (typeof word === "object" ? word : { script: word }) as { script: string };
      const run = await shell(script, variables);
      if (typeof run === "string") return run;
      printed = run.output;
      return run.end;
    } else if (fileSteps.includes(step.name)) {
      if (workspace === undefined) throw new Error(`${step.name}: this build has no workspace`);
      playFileStep(step, workspace);
    }
    return "ok";
  };
  const playSteps = async (
    steps: readonly Call[] = [],
    variables: Variables = {},
  ): Promise<StepEnd> => {
    knows(steps, ["sh", "echo", "checkout", "archiveArtifacts", "script", ...fileSteps], written);
    for (const step of steps) {
      const end = await playStep(step, variables);
      if (end !== "ok") return end;
    }
    return "ok";
  };
  const playPost = async (
    post: Call | undefined,
    end: StepEnd,
    variables: Variables = {},
  ): Promise<StepEnd> => {
    const sections = post?.block ?? [];
    knows(sections, ["always", "success", "failure", "aborted"]);
    const condition = { ok: "success", failed: "failure", aborted: "aborted" }[end];
    let worst = end;
    for (const section of sections) {
      if (section.name !== "always" && section.name !== condition) continue;
      const played = await playSteps(section.block, variables);
      if (worst === "ok") worst = played;
    }
    return worst;
  };

  let end: StepEnd = "ok";
  for (const stage of all(only(pipeline, "stages").block, "stage")) {
    const sections = ["agent", "environment", "input", "options", "when", "steps", "post"];
    knows(stage.block ?? [], sections);
    if (end !== "ok" || !conditionHolds(stage)) continue;
    entered.push(String(stage.arguments[0]));
    const variables = { ...variablesOf(pipeline), ...variablesOf(stage.block) };
    const [input] = all(stage.block, "input");
    if (input) {
      const by = approve?.();
      if (by === undefined) {
        end = "aborted";
        continue;
      }
      variables[String(only(input.block, "submitterParameter").arguments[0])] = by;
    }
    const played = await playSteps(only(stage.block, "steps").block, variables);
    end = await playPost(all(stage.block, "post")[0], played, variables);
  }
  end = await playPost(all(pipeline, "post")[0], end);
  const result = ({ ok: "SUCCESS", failed: "FAILURE", aborted: "ABORTED" } as const)[end];
  return { result, stages: entered, said, ...(Object.keys(wrote).length > 0 && { wrote }) };
}

type Variables = Record<string, string>;

const written = /^(env|currentBuild)\.\w+$/;
const fileSteps = ["deleteDir", "stash", "unstash"];

function variablesOf(block: readonly Call[] | undefined): Variables {
  return Object.fromEntries(
    all(block, "environment").flatMap(({ block }) =>
      (block ?? []).map(({ name, arguments: [value] }) => [name, String(value)]),
    ),
  );
}

/** `deleteDir` leaves what the test put there for itself: what it stashes, and its stand-ins. */
function playFileStep(
  { name, arguments: [word] }: Call,
  { folder, stashes }: NonNullable<Build["workspace"]>,
): void {
  if (name === "deleteDir") {
    for (const file of readdirSync(folder)) rmSync(join(folder, file), { recursive: true });
    return;
  }
  if (name === "unstash") {
    cpSync(join(stashes, String(word)), folder, { recursive: true });
    return;
  }
  const { name: stash, excludes } = word as { name: string; excludes: string };
  const left = excludes.split(",").map((one) => one.replace(/\/\*\*$/, ""));
  const isLeft = (path: string) =>
    left.some((one) =>
      one.startsWith("**/") ? path.split(sep).includes(one.slice(3)) : path.split(sep)[0] === one,
    );
  cpSync(folder, join(stashes, stash), {
    recursive: true,
    filter: (source) => !isLeft(relative(folder, source)),
  });
}

function conditionHolds(stage: Call): boolean {
  return all(stage.block, "when").every(({ block = [] }) => {
    knows(block, ["beforeInput", "expression"]);
    const isAskedAfter = all(block, "beforeInput")[0]?.arguments[0] === true;
    if (all(stage.block, "input").length > 0 && !isAskedAfter)
      throw new Error("Jenkins would ask somebody before it looks at the condition");
    return only(block, "expression").value === true;
  });
}

function knows(calls: readonly Call[], names: readonly string[], pattern?: RegExp): void {
  const unknown = calls.find(({ name }) => !names.includes(name) && !pattern?.test(name));
  if (unknown) throw new Error(`this player does not know what Jenkins does at: ${unknown.name}`);
}
