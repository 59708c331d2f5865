import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { call, type GitHub, gitHubOf, list } from "./api";
import { isMarked, markedBody } from "./body";

interface Comment {
  readonly id: number;
  readonly body?: string | null;
  readonly user?: { readonly type: string } | null;
}

interface PullRequest {
  readonly number: number;
  readonly merged_at: string | null;
}

/** Writes one comment under a pull request, or writes it anew where an earlier run left it. */
export async function comment(
  github: GitHub,
  where: { readonly number: number; readonly id: string },
  text: string,
): Promise<void> {
  const path = `issues/${where.number}/comments`;
  const body = markedBody(where.id, text);
  const earlier = (await list<Comment>(github, path)).find((item) => isMarked(where.id, item));
  if (earlier === undefined) await call(github, "POST", path, { body });
  else await call(github, "PATCH", `issues/comments/${earlier.id}`, { body });
}

/** The pull request that brought a commit; undefined where it was pushed without one. */
async function pullRequestOf(github: GitHub, commit: string): Promise<number | undefined> {
  const all = await call<PullRequest[]>(github, "GET", `commits/${commit}/pulls`);
  return all.find(({ merged_at }) => merged_at !== null)?.number;
}

/** `comment --id plan-eec-dev (--number 7 | --commit SHA) FILE` */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { id: { type: "string" }, number: { type: "string" }, commit: { type: "string" } },
  });
  const { id, number, commit } = values;
  const [file] = positionals;
  if (id === undefined || file === undefined || (number ?? commit) === undefined) {
    throw new Error("use: comment --id <id> (--number <number> | --commit <sha>) <file>");
  }
  const github = gitHubOf(process.env);
  const found = commit === undefined ? Number(number) : await pullRequestOf(github, commit);
  if (found === undefined) {
    console.log(
      `::notice::No pull request brought ${commit}; what was to be said is in the summary.`,
    );
    return;
  }
  await comment(github, { number: found, id }, readFileSync(file, "utf8"));
}

if (require.main === module) {
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
