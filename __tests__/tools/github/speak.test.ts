import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitHubOf } from "../../../tools/github/api";
import { comment } from "../../../tools/github/comment";
import { keepIssue } from "../../../tools/github/issue";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { type FakeGitHub, fakeGitHub } from "./fake-github";

const folder = useTemporaryFolder();
let github: FakeGitHub;
beforeEach(async () => {
  github = await fakeGitHub();
});
afterEach(() => github.close());

const commit = "0123456789abcdef0123456789abcdef01234567";
const person = { type: "User" };

const surroundings = (token: string) => ({
  GITHUB_API_URL: github.url,
  GITHUB_REPOSITORY: "example-gov/slipway",
  GITHUB_TOKEN: token,
});
/** What the script for comments does, and the one for the issue, without a process for each: for what is no matter of words and exit codes. */
const say = (id: string, said: string) =>
  comment(gitHubOf(surroundings("let-me")), { id, number: 7 }, said);
const keep = (said: string) =>
  keepIssue(gitHubOf(surroundings("let-me")), { id: "drift", title: "What runs" }, said);

/** Runs one of the scripts as a workflow does, with a file that says so. */
async function run(script: string, words: readonly string[], said: string, token = "let-me") {
  const file = join(folder(), "said.md");
  writeFileSync(file, said);
  const child = spawn(
    process.execPath,
    ["--require", "./bin/register.js", `tools/github/${script}.ts`, ...words, file],
    {
      env: surroundings(token),
    },
  );
  const [[code], out, err] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, err };
}

describe("a comment", () => {
  const words = ["--id", "difference", "--number", "7"];

  test("is written once, and written anew by the next run", async () => {
    await run("comment", words, "first");
    await run("comment", words, "second");

    expect(github.comments.map(({ body }) => body)).toEqual([
      "<!-- slipway:difference -->\nsecond",
    ]);
    expect(github.writes).toEqual(["POST issues/7/comments", "PATCH issues/comments/1"]);
  });

  test("is found again beyond the first hundred", async () => {
    for (let at = 0; at < 100; at++) {
      github.comments.push({ id: 1000 + at, number: 0, body: "hm", state: "", user: person });
    }
    await say("difference", "first");
    await say("difference", "second");
    expect(github.comments).toHaveLength(101);
  });

  test("of another kind stays as it is", async () => {
    await say("difference", "difference");
    await say("plan-eec-dev", "plan");
    expect(github.comments).toHaveLength(2);
  });

  test("of a person who writes the same marker is not overwritten", async () => {
    const body = "<!-- slipway:difference -->\nmine";
    github.comments.push({ id: 1, number: 0, body, state: "", user: person });
    await say("difference", "ours");
    expect(github.comments.map((item) => item.body)).toEqual([
      body,
      expect.stringMatching(/ours$/),
    ]);
  });

  test("that GitHub would refuse for its length is cut, and says where the rest is", async () => {
    expect(await run("comment", words, "x".repeat(70_000))).toMatchObject({ code: 0, err: "" });
    expect(github.comments[0]?.body).toMatch(
      /x\n\n… cut here; all of it is in the summary of the run\.\n$/,
    );
  });

  test("about a commit goes to the pull request that brought it", async () => {
    github.pullRequests[commit] = [
      { number: 3, merged_at: null },
      { number: 5, merged_at: "2026-11-01T00:00:00Z" },
    ];
    await run("comment", ["--id", "plan-eec-dev", "--commit", commit], "plan");
    expect(github.writes).toEqual(["POST issues/5/comments"]);
  });

  test("about a commit that no pull request brought is left to the summary, with a notice", async () => {
    github.pullRequests[commit] = [{ number: 3, merged_at: null }];
    const said = await run("comment", ["--id", "plan-eec-dev", "--commit", commit], "plan");
    expect({ ...said, writes: github.writes }).toEqual({
      code: 0,
      err: "",
      out: `::notice::No pull request brought ${commit}; what was to be said is in the summary.\n`,
      writes: [],
    });
  });

  test("that GitHub does not allow fails with what GitHub says", async () => {
    expect(await run("comment", words, "x", "stolen")).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^GitHub: GET issues\/7\/comments\S*: 403 .*Resource not accessible by integration/,
      ),
    });
  });

  test("without a token is refused before anything is asked", async () => {
    expect(await run("comment", words, "x", "")).toMatchObject({
      code: 1,
      err: "not set: GITHUB_TOKEN\n",
    });
  });

  test("without an id or a place is refused with how it is used", async () => {
    expect(await run("comment", ["--id", "difference"], "x")).toMatchObject({
      code: 1,
      err: "use: comment --id <id> (--number <number> | --commit <sha>) <file>\n",
    });
  });
});

describe("the issue", () => {
  const words = ["--id", "drift", "--title", "What runs is not what the code says"];

  test("is opened once, and written anew while it is open", async () => {
    await run("issue", words, "dev");
    await run("issue", words, "dev and prod");
    expect(github.issues).toMatchObject([
      { title: words[3], body: "<!-- slipway:drift -->\ndev and prod", state: "open" },
    ]);
  });

  test("is closed when there is nothing to say any more, and opened anew later", async () => {
    await keep("dev");
    await keep("\n");
    await keep("dev again");
    expect(github.issues.map(({ state }) => state)).toEqual(["closed", "open"]);
  });

  test("is not opened for nothing", async () => {
    await keep("");
    expect(github.writes).toEqual([]);
  });

  test("is not looked for among people's issues, nor among pull requests", async () => {
    const body = "<!-- slipway:drift -->\nmine";
    const bot = { type: "Bot" };
    github.issues.push(
      { id: 1, number: 1, body, state: "open", user: person },
      { id: 2, number: 2, body, state: "open", user: bot, pull_request: {} },
    );
    await keep("dev");
    expect(github.issues.map((item) => item.body)).toEqual([
      body,
      body,
      expect.stringMatching(/dev$/),
    ]);
  });
});
