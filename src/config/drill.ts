import { z } from "zod";
import { choice, section, variableName, wholeNumber, words } from "./fields";
import type { EnvironmentRule, RuleProblem } from "./rule";

/** What a drill of a restore reads: `slipway restore <environment> --drill`. */
export const drill = choice(
  "mode",
  [
    section({
      mode: z.literal("none").describe("A drill restores, and reads nothing."),
    }).describe("A drill says that what it restored was not read."),
    section({
      mode: z.literal("command").describe("A drill runs a command on what it restored."),
      command: words().describe(
        "Command that reads the restored database, run as a task of the image that runs, with its plain variables and none of its secrets; exit code 0 means that it was read.",
      ),
      variable: variableName().describe(
        "Environment variable in which the command finds the URL of the restored database, such as DATABASE_URL.",
      ),
      limitSeconds: wholeNumber(30, 7200, "seconds").describe(
        "How long the command may run in seconds, 30 to 7200; then it is stopped, and the drill has failed.",
      ),
    }).describe("A drill fails where the command does."),
  ],
  ["none", "command"],
)
  .describe("What reads the database that a drill restored; needs `access.restorers` of mode role.")
  .optional();

/** A drill's command has a database to read, and somebody who drills. */
export const drillReads: EnvironmentRule = ({ access, database, service }) => {
  if (database.mode === "none" || database.drill?.mode !== "command") return [];
  const { variable } = database.drill;
  const path = ["database", "drill"];
  const problems: RuleProblem[] = [];
  if (access.restorers?.mode !== "role") {
    problems.push({
      path: [...path, "mode"],
      message: "must be none where access.restorers.mode is not role, got command",
      fix: "write none, or say in access.restorers who may restore and drill",
    });
  }
  if (database.mode === "existing" && database.instanceIdentifier === undefined) {
    problems.push({
      path: ["database"],
      on: "key",
      message: "must have instanceIdentifier where database.drill.mode is command",
      fix: "add the instance identifier of the database, whose snapshots a drill restores",
    });
  }
  if (Object.hasOwn(service.variables, variable)) {
    problems.push({
      path: [...path, "variable"],
      message: `must not be in service.variables too, got ${variable}`,
      fix: "take another name, or keep the application's own in secrets.variables",
    });
  }
  return problems;
};
