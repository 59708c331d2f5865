import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type HasSteps, repository, type Step, type Workflow } from "./workflow";

/** What {@link runStep} needs to know. */
export interface RunStepProps {
  readonly step: Step;
  /** The job or the action that the step is in, and the workflow of a job. */
  readonly of: HasSteps;
  readonly workflow?: Workflow;
  /** Folder for the files that GitHub gives to a step. */
  readonly folder: string;
  /** Where the step runs; the repository when left out. */
  readonly cwd?: string;
  /** What each expression stands for, by its text without the braces; one that is not here is an error. */
  readonly expressions: Readonly<Record<string, string>>;
  /** Further variables of the process, such as the search path. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a step ended. */
export interface StepResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What it wrote to `$GITHUB_OUTPUT`, by name. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What it wrote to `$GITHUB_STEP_SUMMARY`. */
  readonly summary: string;
}

/** Runs the shell of a step as a runner would, with the variables of workflow, job and step. */
export async function runStep(props: RunStepProps): Promise<StepResult> {
  const { workflow, of, step, folder, expressions } = props;
  if (step.run === undefined) throw new Error(`the step "${step.name}" has no shell`);
  const files = {
    GITHUB_OUTPUT: join(folder, "output"),
    GITHUB_STEP_SUMMARY: join(folder, "summary"),
  };
  for (const file of Object.values(files)) rmSync(file, { force: true });
  const variables = { ...workflow?.env, ...of.env, ...step.env };
  // Without a `shell` GitHub leaves pipefail off. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
  const strict = (step.shell ?? workflow?.defaults?.run.shell) === "bash" ? ["-o", "pipefail"] : [];
  const child = spawn(
    "bash",
    ["--noprofile", "--norc", "-e", ...strict, "-c", resolved(step.run, expressions)],
    {
      cwd: props.cwd ?? repository,
      env: {
        PATH: process.env["PATH"],
        HOME: folder,
        RUNNER_TEMP: folder,
        ...files,
        ...Object.fromEntries(
          Object.entries(variables).map(([name, value]) => [
            name,
            resolved(String(value), expressions),
          ]),
        ),
        ...props.environment,
      },
    },
  );
  child.stdin.end();
  const [[code], stdout, stderr] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return {
    code,
    stdout,
    stderr,
    outputs: readOutputs(files.GITHUB_OUTPUT),
    summary: read(files.GITHUB_STEP_SUMMARY),
  };
}

/** Puts in what each `${{ … }}` stands for. */
function resolved(template: string, expressions: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw new Error(`the test gives no value for \${{ ${expression} }}`);
    return value;
  });
}

function readOutputs(file: string): Record<string, string> {
  const lines = read(file).split("\n").filter(Boolean);
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
