import { expect, test } from "vitest";
import { execRecorded } from "../../../src/config/cluster";
import { judged } from "../../support/judged";

const existing = (execRecords?: object) => ({
  cluster: { mode: "existing", name: "shared", ...(execRecords && { execRecords }) },
  "service.execEnabled": true,
});

test("a cluster of the environment's own records, and without ECS Exec there is nothing to record", () => {
  expect(judged(execRecorded, { "service.execEnabled": true })).toBe("");
  expect(judged(execRecorded, { ...existing(), "service.execEnabled": false })).toBe("");
});

test("another's cluster records in the log group that the file names", () => {
  const logs = { mode: "logs", logGroupName: "/shared/exec", kmsKeyArn: null };
  expect(judged(execRecorded, existing(logs))).toBe("");
});

test("refuses a shell that leaves no trace, whatever the reason", () => {
  const none = existing({ mode: "none", reason: "Nothing but test data." });
  expect(judged(execRecorded, none)).toBe(
    `cluster.execRecords.mode: must be logs where service.execEnabled is true, got none
    write execEnabled: false, or have the owner of shared record sessions in a log group and name that: a shell that leaves no trace is refused
`,
  );
  expect(judged(execRecorded, { ...none, "service.execEnabled": false })).toBe("");
});

test("refuses a shell on another's cluster of which nothing says that it is recorded", () => {
  expect(judged(execRecorded, existing())).toBe(
    `cluster.execRecords: is missing: service.execEnabled opens shells in tasks, and nothing says that shared records what is done in them
    add execRecords below cluster, with mode: logs and the log group in which the cluster's owner records sessions; or write execEnabled: false
`,
  );
});
