import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { call, type GitHub, gitHubOf, list } from "./api";
import { isMarked, markedBody } from "./body";

interface Issue {
  readonly number: number;
  readonly body?: string | null;
  readonly user?: { readonly type: string } | null;
  readonly pull_request?: object;
}

/** Keeps one open issue while there is something to say, and closes it when there is nothing any more. */
export async function keepIssue(
  github: GitHub,
  issue: { readonly id: string; readonly title: string },
  text: string,
): Promise<void> {
  const open = await list<Issue>(github, "issues?state=open");
  const earlier = open.find((item) => item.pull_request === undefined && isMarked(issue.id, item));
  const body = markedBody(issue.id, text);
  if (text.trim() === "") {
    if (earlier === undefined) return;
    await call(github, "PATCH", `issues/${earlier.number}`, {
      state: "closed",
      state_reason: "completed",
    });
  } else if (earlier === undefined) {
    await call(github, "POST", "issues", { title: issue.title, body });
  } else {
    await call(github, "PATCH", `issues/${earlier.number}`, { title: issue.title, body });
  }
}

/** `issue --id drift --title "…" FILE`: an empty file closes it. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { id: { type: "string" }, title: { type: "string" } },
  });
  const [file] = positionals;
  if (values.id === undefined || values.title === undefined || file === undefined) {
    throw new Error("use: issue --id <id> --title <title> <file>");
  }
  const issue = { id: values.id, title: values.title };
  await keepIssue(gitHubOf(process.env), issue, readFileSync(file, "utf8"));
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
