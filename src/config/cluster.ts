import { z } from "zod";
import { namesOf } from "../contract/names";
import { choice, identifying, kmsKeyArn, reason, section, text } from "./fields";
import type { EnvironmentRule } from "./rule";
import type { Environment } from "./schema";

/** Where a cluster that others own records the sessions of ECS Exec. */
const execRecords = choice(
  "mode",
  [
    section({
      mode: z.literal("logs").describe("Its owner records them in a log group."),
      logGroupName: identifying(
        text(
          /^[\w./#-]{1,512}$/,
          "the name of a log group: 1 to 512 letters, digits and . - _ / #",
        ).describe(
          "Log group of this account and region in which the cluster's `executeCommandConfiguration` records sessions; a plan fails where it is not.",
        ),
      ),
      kmsKeyArn: identifying(
        kmsKeyArn()
          .nullable()
          .describe("Key of the cluster's that encrypts sessions; null for none."),
      ),
    }).describe("Sessions are recorded, and tasks may write the records."),
    section({
      mode: z.literal("none").describe("They are not recorded, or nobody knows."),
      reason: reason().describe(
        "Why the owner records none, 10 to 300 characters; people open no shell then.",
      ),
    }).describe("Sessions would leave no trace, so `service.execEnabled` is false."),
  ],
  ["logs", "none"],
)
  .describe(
    "Where the cluster records what people type in a task; needed with `execEnabled: true`.",
  )
  .optional();

/** The ECS cluster of the service. */
export const cluster = choice(
  "mode",
  [
    section({
      mode: z.literal("create").describe("Make a cluster named after the environment."),
    }).describe("A cluster of this environment's own."),
    section({
      mode: z.literal("existing").describe("Use a cluster that exists."),
      name: identifying(
        text(/^[\w-]{1,255}$/, "a cluster name of 1 to 255 letters, digits, _ and -").describe(
          "Name of the existing cluster, 1 to 255 characters.",
        ),
      ),
      execRecords,
    }).describe("A cluster that others own."),
  ],
  ["create", "existing"],
).describe("The ECS cluster.");

/** Name of the cluster that the service runs in, whoever owns it. */
export function clusterOf(environment: Environment): string {
  const { cluster } = environment;
  return cluster.mode === "existing" ? cluster.name : namesOf(environment).cluster;
}

/** A shell in a task leaves a record, or there is none. A cluster of the environment's own records; of another's the file must say where. */
export const execRecorded: EnvironmentRule = ({ cluster, service }) => {
  if (cluster.mode === "create" || !service.execEnabled) return [];
  if (cluster.execRecords?.mode === "logs") return [];
  if (cluster.execRecords?.mode === "none") {
    return [
      {
        path: ["cluster", "execRecords", "mode"],
        message: "must be logs where service.execEnabled is true, got none",
        fix: `write execEnabled: false, or have the owner of ${cluster.name} record sessions in a log group and name that: a shell that leaves no trace is refused`,
      },
    ];
  }
  return [
    {
      path: ["cluster", "execRecords"],
      on: "key",
      message: `is missing: service.execEnabled opens shells in tasks, and nothing says that ${cluster.name} records what is done in them`,
      fix: "add execRecords below cluster, with mode: logs and the log group in which the cluster's owner records sessions; or write execEnabled: false",
    },
  ];
};
