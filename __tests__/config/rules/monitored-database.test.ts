import { expect, test } from "vitest";
import {
  certificateRenewed,
  monitoredDatabase,
  rolloutOutlastsAlarms,
} from "../../../src/config/monitoring";
import { judged } from "../../support/judged";
import { monitoringSection } from "../../support/monitored";

const monitoring = monitoringSection();
const withStorage = (storageGiB: number, freeStorageGiB: number) =>
  judged(monitoredDatabase, {
    monitoring: { ...monitoring, database: { ...monitoring.database, freeStorageGiB } },
    "database.storageGiB": storageGiB,
  });

test("an environment without the section is not asked for anything", () => {
  expect(judged(monitoredDatabase, {})).toBe("");
  expect(judged(certificateRenewed, {})).toBe("");
});

const watchedRollout = (rollBack: boolean | undefined, limitSeconds: number) =>
  judged(rolloutOutlastsAlarms, {
    monitoring: { ...monitoring, requests: { ...monitoring.requests, rollBack } },
    "delivery.rollout.limitSeconds": limitSeconds,
  });

test.each([
  [true, 600],
  [false, 60],
  [undefined, 60],
])("where ECS rolls back on alarms: %s, a rollout may last %s seconds", (rollBack, seconds) => {
  expect(watchedRollout(rollBack, seconds)).toBe("");
  expect(judged(rolloutOutlastsAlarms, { "delivery.rollout.limitSeconds": 60 })).toBe("");
});

test("refuses a rollout that is given up while ECS still watches the alarms", () => {
  expect(watchedRollout(true, 599)).toBe(
    `delivery.rollout.limitSeconds: must be at least 600 where monitoring.requests.rollBack is true, got 599
    write more: ECS watches the alarms for about 300 seconds after all tasks are healthy, and only then is a rollout over
`,
  );
});

test.each([
  [20, 2],
  [59, 5],
  [100, 10],
])("of %s GiB as few as %s free may ring", (storage, free) => {
  expect(withStorage(storage, free)).toBe("");
});

test("refuses to ring while storage still grows by itself", () => {
  expect(withStorage(59, 6)).toBe(
    `monitoring.database.freeStorageGiB: must be at most 5, a tenth of database.storageGiB, got 6
    write less: with a tenth left storage grows by itself, and only what that does not prevent should ring
`,
  );
});

test.each(["db.t4g.micro", "db.m7g.large", "db.r6g.16xlarge", "db.x2g.large", "db.c6gd.medium"])(
  "knows the memory of %s",
  (instanceClass) => {
    expect(judged(monitoredDatabase, { monitoring, "database.instanceClass": instanceClass })).toBe(
      "",
    );
  },
);

test("refuses a class whose memory nobody knows here", () => {
  const settings = { monitoring, "database.instanceClass": "db.z1d.large" };
  expect(judged(monitoredDatabase, settings)).toBe(
    `database.instanceClass: must be of db.t, db.m, db.r, db.x2g and db.c6gd, whose memory the alarms of monitoring.database know, got db.z1d.large
    choose a class of one of these, or remove the section monitoring
`,
  );
});

test("a database that others own is watched by them", () => {
  const none = { database: { mode: "none" }, "secrets.variables": {} };
  const settings = { ...none, monitoring: { ...monitoring, database: null } };
  expect(judged(monitoredDatabase, settings)).toBe("");
  expect(judged(monitoredDatabase, { ...none, monitoring })).toBe(
    `monitoring.database: must be null where database.mode is none, got a section
    write database: null; its owner watches it
`,
  );
});

test("refuses not to watch the database that is made here", () => {
  expect(judged(monitoredDatabase, { monitoring: { ...monitoring, database: null } })).toBe(
    `monitoring.database: must be a section where database.mode is create, got null
    add the limits below it, as another environment has them
`,
  );
});

test("a certificate of ACM's rings only once ACM should have renewed it; another's may ring earlier", () => {
  const on = (certificateDays: number) => ({ monitoring: { ...monitoring, certificateDays } });
  expect(judged(certificateRenewed, on(44))).toBe("");
  expect(judged(certificateRenewed, on(45))).toBe(
    `monitoring.certificateDays: must be less than 45 where domain.certificate.mode is managed, got 45
    write 30: ACM has renewed the certificate by then, unless something is wrong
`,
  );
  const arn = "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000";
  const existing = { ...on(90), "domain.certificate": { mode: "existing", arn } };
  expect(judged(certificateRenewed, existing)).toBe("");
});
