import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeWithTools } from "../support/tools";
import { all, everyCall, only, record } from "./support/recorded";
import { repository } from "./support/workflow";

const file = "jenkins/jobs.groovy";

describeWithTools(["groovy"], "the jobs", ({ groovy }) => {
  const recorded = record(groovy, file);
  const folder = only(recorded, "folder");
  const job = only(recorded, "pipelineJob");
  const matrix = only(only(folder.block, "properties").block, "authorizationMatrix").block;

  test("are one folder and one job in it", () => {
    expect(recorded.map(({ name, arguments: words }) => [name, ...words])).toEqual([
      ["folder", "eec"],
      ["pipelineJob", "eec/promote"],
    ]);
  });

  test("the developers may read, build, cancel and see the workspace: not configure, not anything else", () => {
    const [entry, ...others] = only(matrix, "entries").block ?? [];
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      name: "group",
      block: [
        { name: "name", arguments: ["eec-developers"] },
        {
          name: "permissions",
          arguments: [["Job/Read", "Job/Build", "Job/Cancel", "Job/Workspace"]],
        },
      ],
    });
  });

  test("nothing is inherited: who may do something in other folders may not do it here", () => {
    expect(only(matrix, "inheritanceStrategy").block).toMatchObject([{ name: "nonInheriting" }]);
  });

  test("grants are in the syntax of matrix-auth 3.2 and later, in one place", () => {
    const calls = everyCall(recorded);
    expect(all(calls, "authorizationMatrix")).toHaveLength(1);
    expect(all(calls, "permissions").map(({ arguments: [granted] }) => granted)).toEqual([
      expect.not.arrayContaining([expect.stringMatching(/^(GROUP|USER):/)]),
    ]);
    expect(all(calls, "authorization")).toEqual([]);
  });

  test("the job reads its pipeline from this repository's main branch", () => {
    const source = only(only(job.block, "definition").block, "cpsScm").block;
    const [path] = only(source, "scriptPath").arguments;
    expect(path).toBe("jenkins/Jenkinsfile");
    expect(existsSync(join(repository, String(path)))).toBe(true);
    const git = only(only(source, "scm").block, "git").block;
    expect(only(git, "branch").arguments).toEqual(["main"]);
  });

  test("hold no secret and run no program", () => {
    const text = readFileSync(join(repository, file), "utf8");
    expect(text).not.toMatch(/AWS_|AKIA|credential|secret|password|token|\.execute\(|System\./i);
  });
});
