import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { databaseConnections, databaseMemoryBytes } from "../../../../src/contract/database-class";
import {
  dailyLookLimit,
  deliveryLimits,
  scheduleLimit,
} from "../../../../src/stack/constructs/monitoring/delivery-limits";
import {
  certificateLimit,
  databaseLimits,
  meantToRun,
  noHealthyTask,
  requestLimits,
  taskLimits,
  underMaintenance,
} from "../../../../src/stack/constructs/monitoring/limits";
import { metricsOf } from "../../../../src/stack/constructs/monitoring/metrics";
import { type Reported, type Series, stateOf } from "../../../support/alarm-evaluation";

const metrics = metricsOf({
  environment: "shop-dev",
  cluster: "shop-dev",
  service: "shop-dev",
  loadBalancer: "app/shop/1",
  targetGroup: "targetgroup/shop/1",
  database: "shop-dev",
  deployer: "arn:machine",
  look: "arn:look",
});
const gib = 1024 ** 3;
const limits = Object.fromEntries(
  [
    ...requestLimits(metrics, { countMin: 20, errorPercent: 5, latencyMilliseconds: 2000 }, true),
    ...taskLimits(metrics, { tasksMin: 2, tasksMax: 4, cpuPercent: 90, memoryPercent: 85 }),
    ...databaseLimits(metrics, {
      instanceClass: "db.m7g.large",
      freeStorageGiB: 5,
      freeMemoryPercent: 10,
      cpuPercent: 90,
      connectionsPercent: 80,
    }),
    certificateLimit("arn:certificate", 30),
    scheduleLimit(metrics, 15),
    dailyLookLimit(metrics),
    ...deliveryLimits(metrics, 7 * 3600),
    { id: "no-healthy-task", ...noHealthyTask(metrics) },
    { id: "meant-to-run", ...meantToRun(metrics) },
    { id: "maintenance", ...underMaintenance(metrics, false) },
    { id: "maintenance-by-file", ...underMaintenance(metrics, true) },
  ].map((limit) => [limit.id, limit]),
);

const always = (value: number | undefined, count = 30): Series => Array(count).fill(value);
const then = (before: number, ...after: (number | undefined)[]): Series => [
  ...always(before),
  ...after,
];
const nothing = undefined;

/** What looks of three days report, the last one an hour ago: none, or the sum of its hour; the first went through. */
const hourly = (...looks: readonly [number | undefined, number | undefined]): Series => [
  1,
  ...[...looks].flatMap((look) => [...always(nothing, 23), look]),
  ...always(nothing, 23),
];

type Situation = readonly [when: string, alarm: string, reported: Reported, state: string];

/** What is reported in a situation, and what the alarm makes of it. */
const situations: readonly Situation[] = [
  ["nobody asks anything at night", "errors", {}, "OK"],
  [
    "one of two requests at night fails",
    "errors",
    { RequestCount: always(2), HTTPCode_Target_5XX_Count: always(1) },
    "OK",
  ],
  ["requests are answered", "errors", { RequestCount: always(100) }, "OK"],
  [
    "as many fail as are tolerated",
    "errors",
    { RequestCount: always(100), HTTPCode_Target_5XX_Count: always(5) },
    "OK",
  ],
  [
    "one more fails",
    "errors",
    { RequestCount: always(100), HTTPCode_Target_5XX_Count: always(6) },
    "ALARM",
  ],
  [
    "all fail for two minutes",
    "errors",
    { RequestCount: always(100), HTTPCode_Target_5XX_Count: then(0, 100, 100) },
    "OK",
  ],
  [
    "all fail for three",
    "errors",
    { RequestCount: always(100), HTTPCode_Target_5XX_Count: then(0, 100, 100, 100) },
    "ALARM",
  ],
  [
    "just enough requests to judge fail",
    "errors",
    { RequestCount: always(20), HTTPCode_Target_5XX_Count: always(20) },
    "ALARM",
  ],
  [
    "one fewer than that",
    "errors",
    { RequestCount: always(19), HTTPCode_Target_5XX_Count: always(19) },
    "OK",
  ],
  ["nobody asks the load balancer anything", "load-balancer-errors", {}, "OK"],
  [
    "the load balancer answers everything itself",
    "load-balancer-errors",
    { RequestCount: always(0), HTTPCode_ELB_5XX_Count: always(20) },
    "ALARM",
  ],
  [
    "every tenth request ends in a bad gateway",
    "load-balancer-errors",
    { RequestCount: always(90), HTTPCode_ELB_5XX_Count: always(10) },
    "ALARM",
  ],
  [
    "a scanner meets a closed connection",
    "load-balancer-errors",
    { RequestCount: always(3), HTTPCode_ELB_5XX_Count: always(3) },
    "OK",
  ],
  ["nobody waits at night", "slow", {}, "OK"],
  [
    "the one request of the night is slow",
    "slow",
    { RequestCount: always(1), TargetResponseTime: always(30) },
    "OK",
  ],
  [
    "many wait as long as they may",
    "slow",
    { RequestCount: always(100), TargetResponseTime: always(2) },
    "OK",
  ],
  [
    "many wait longer",
    "slow",
    { RequestCount: always(100), TargetResponseTime: always(2.1) },
    "ALARM",
  ],
  ["requests get no answer from any task", "slow", { RequestCount: always(100) }, "OK"],
  ["tasks answer", "no-healthy-task", { HealthyHostCount: always(2) }, "OK"],
  ["one check fails for a minute", "no-healthy-task", { HealthyHostCount: then(2, 0) }, "OK"],
  [
    "no task answers for two minutes",
    "no-healthy-task",
    { HealthyHostCount: then(2, 0, 0) },
    "ALARM",
  ],
  [
    "the last target is gone, and with it the report",
    "no-healthy-task",
    { HealthyHostCount: then(2, nothing, nothing, nothing, nothing) },
    "ALARM",
  ],
  ["one report is late", "no-healthy-task", { HealthyHostCount: then(2, nothing) }, "OK"],
  ["tasks are meant to run", "meant-to-run", { DesiredTaskCount: always(2) }, "ALARM"],
  [
    "the first tasks have been starting for nine minutes",
    "meant-to-run",
    { DesiredTaskCount: then(0, ...always(2, 9)) },
    "OK",
  ],
  ["and for ten", "meant-to-run", { DesiredTaskCount: then(0, ...always(2, 10)) }, "ALARM"],
  [
    "somebody set the service to zero a minute ago",
    "meant-to-run",
    { DesiredTaskCount: then(2, 0) },
    "OK",
  ],
  ["the service was never released", "meant-to-run", { DesiredTaskCount: always(0) }, "OK"],
  ["nothing counts the tasks", "meant-to-run", {}, "OK"],
  ["a lost task is replaced", "few-tasks", { HealthyHostCount: then(2, ...always(1, 9)) }, "OK"],
  ["it is not", "few-tasks", { HealthyHostCount: then(2, ...always(1, 10)) }, "ALARM"],
  ["there are as many as there must be", "few-tasks", { HealthyHostCount: always(2) }, "OK"],
  [
    "busy, and scaling can still help",
    "cpu",
    { HealthyHostCount: always(3), CPUUtilization: always(99) },
    "OK",
  ],
  [
    "busy with all that may be",
    "cpu",
    { HealthyHostCount: always(4), CPUUtilization: always(91) },
    "ALARM",
  ],
  ["busy as it may be", "cpu", { HealthyHostCount: always(4), CPUUtilization: always(90) }, "OK"],
  ["no task runs", "cpu", {}, "OK"],
  [
    "memory, with all that may be",
    "memory",
    { HealthyHostCount: always(4), MemoryUtilization: always(86) },
    "ALARM",
  ],
  [
    "memory, and scaling can still help",
    "memory",
    { HealthyHostCount: always(2), MemoryUtilization: always(99) },
    "OK",
  ],
  ["there is room", "database-storage", { FreeStorageSpace: always(5 * gib) }, "OK"],
  ["there is less", "database-storage", { FreeStorageSpace: always(5 * gib - 1) }, "ALARM"],
  ["the database is stopped", "database-storage", {}, "OK"],
  ["a tenth of the memory is free", "database-memory", { FreeableMemory: always(0.8 * gib) }, "OK"],
  ["less is", "database-memory", { FreeableMemory: always(0.79 * gib) }, "ALARM"],
  [
    "the database is busy for ten minutes",
    "database-cpu",
    { CPUUtilization: then(10, 99, 99) },
    "OK",
  ],
  ["and for fifteen", "database-cpu", { CPUUtilization: then(10, 99, 99, 99) }, "ALARM"],
  [
    "there are four fifths of the connections",
    "database-connections",
    { DatabaseConnections: always(576) },
    "OK",
  ],
  ["there is one more", "database-connections", { DatabaseConnections: always(577) }, "ALARM"],
  ["the certificate was renewed", "certificate", { DaysToExpiry: always(198) }, "OK"],
  ["it was not", "certificate", { DaysToExpiry: then(31, 30, 29) }, "ALARM"],
  ["nobody holds the lock", "stuck-lock", { LockSeconds: always(0) }, "OK"],
  ["a long deployment holds it", "stuck-lock", { LockSeconds: always(7 * 3600) }, "OK"],
  [
    "it is held for longer than any may take",
    "stuck-lock",
    { LockSeconds: then(0, 7 * 3600 + 1) },
    "ALARM",
  ],
  ["two images in a row are refused", "not-released", { NotReleasedInARow: then(1, 2) }, "OK"],
  ["a third one is", "not-released", { NotReleasedInARow: then(1, 2, 3) }, "ALARM"],
  ["one succeeds after many", "not-released", { NotReleasedInARow: then(8, 0) }, "OK"],
  ["looks go through each day", "daily-look", { ExecutionsSucceeded: hourly(1, 1) }, "OK"],
  ["one look fails", "daily-look", { ExecutionsSucceeded: hourly(1, nothing) }, "OK"],
  ["two looks fail", "daily-look", { ExecutionsSucceeded: hourly(nothing, nothing) }, "ALARM"],
  ["the schedule's runs end", "schedule", { LockSeconds: always(1) }, "OK"],
  ["it missed one run", "schedule", { LockSeconds: then(1, nothing) }, "OK"],
  [
    "it starts nothing any more, and pushes start the deployer",
    "schedule",
    { LockSeconds: then(1, ...always(nothing, 6)), ExecutionsStarted: always(1, 40) },
    "ALARM",
  ],
  ["nobody works on the environment", "maintenance", {}, "OK"],
  ["the file asks for maintenance", "maintenance-by-file", {}, "ALARM"],
  ["and somebody reports none for hours", "maintenance-by-file", { Maintenance: always(0) }, "OK"],
  ["somebody said so five minutes ago", "maintenance", { Maintenance: [1] }, "ALARM"],
  [
    "somebody said so two hours ago",
    "maintenance",
    { Maintenance: [1, ...always(nothing, 24)] },
    "OK",
  ],
];

describe.each(["filled", "empty"] as const)(
  "where a figure that was never reported is %s by FILL",
  (fill) => {
    test.each(situations)("%s: %s", (_, alarm, reported, state) => {
      const limit = limits[alarm];
      if (!limit) throw new Error(`no alarm ${alarm}`);
      expect(stateOf(limit, reported, "OK", fill)).toBe(state);
    });
  },
);

test("each alarm has a situation in which it rings and one in which it does not", () => {
  const states = (id: string) =>
    situations.filter(([, alarm]) => alarm === id).map((one) => one[3]);
  for (const id of Object.keys(limits)) {
    expect(states(id), id).toEqual(expect.arrayContaining(["OK", "ALARM"]));
  }
});

test.each([
  ["errors", 60, 3, 5, "notBreaching"],
  ["load-balancer-errors", 60, 3, 5, "notBreaching"],
  ["slow", 60, 3, 5, "notBreaching"],
  ["few-tasks", 60, 10, 10, "breaching"],
  ["cpu", 60, 10, 15, "notBreaching"],
  ["memory", 60, 10, 15, "notBreaching"],
  ["database-storage", 300, 2, 2, "notBreaching"],
  ["database-memory", 300, 3, 3, "notBreaching"],
  ["database-cpu", 300, 3, 3, "notBreaching"],
  ["database-connections", 300, 2, 2, "notBreaching"],
  ["certificate", 86_400, 1, 1, "ignore"],
  ["schedule", 900, 3, 3, "breaching"],
  ["daily-look", 3600, 50, 50, "breaching"],
  ["stuck-lock", 300, 1, 1, "ignore"],
  ["not-released", 300, 1, 1, "ignore"],
  ["no-healthy-task", 60, 2, 3, "breaching"],
  ["meant-to-run", 60, 10, 10, "notBreaching"],
  ["maintenance", 300, 1, 12, "notBreaching"],
  ["maintenance-by-file", 300, 1, 12, "breaching"],
])(
  "%s looks at periods of %i seconds, rings after %i of %i, and takes missing data as %s",
  (id, periodSeconds, values, of, missing) => {
    expect(limits[id]).toMatchObject({ periodSeconds, missing });
    expect(limits[id]?.beyond).toMatchObject({ values, of });
  },
);

test("each alarm has its row of periods, and rings while the service is meant to run where a new environment has nothing yet", () => {
  const meant = Object.values(limits).filter((one) => "whileMeantToRun" in one);
  expect(meant.map(({ id }) => id)).toEqual(["few-tasks", "schedule", "daily-look"]);
  expect(Object.keys(limits)).toHaveLength(19);
});

test("refuses limits for a database of a class whose memory is not known", () => {
  const others = {
    freeStorageGiB: 5,
    freeMemoryPercent: 10,
    cpuPercent: 90,
    connectionsPercent: 80,
  };
  expect(() => databaseLimits(metrics, { instanceClass: "db.z1d.large", ...others })).toThrow(
    "instanceClass must be of a family whose memory is known, got db.z1d.large",
  );
});

test("an expired certificate rings on, although ACM reports nothing of it any more", () => {
  const certificate = limits["certificate"];
  if (!certificate) throw new Error("no alarm certificate");
  expect(stateOf(certificate, {}, "ALARM")).toBe("ALARM");
  expect(stateOf(certificate, {}, "INSUFFICIENT_DATA")).toBe("INSUFFICIENT_DATA");
});

test("on a load balancer of others its own errors are not ours, so nothing rings for them", () => {
  const all = requestLimits(
    metrics,
    { countMin: 20, errorPercent: 5, latencyMilliseconds: 50 },
    false,
  );
  expect(all.map(({ id }) => id)).toEqual(["errors", "slow"]);
});

test.each([
  [5, 300, 3],
  [480, 28_800, 3],
  [481, 3600, 25],
  [1440, 3600, 72],
])(
  "a schedule of %s minutes is watched in periods of %s seconds, %s of them",
  (minutes, period, of) => {
    expect(scheduleLimit(metrics, minutes)).toMatchObject({
      periodSeconds: period,
      beyond: { values: of, of },
    });
  },
);

test("no alarm looks back further than CloudWatch does: a day, or a week by periods of an hour and more", () => {
  for (const { id, periodSeconds, beyond } of Object.values(limits)) {
    expect(periodSeconds * beyond.of, id).toBeLessThanOrEqual(
      periodSeconds < 3600 ? 86_400 : 604_800,
    );
    expect(periodSeconds % 60, id).toBe(0);
    expect(beyond.values, id).toBeLessThanOrEqual(beyond.of);
  }
});

// Memory as the page on instance classes has it; connections as their default, less what RDS takes.
test.each([
  ["db.t4g.micro", 1, 90],
  ["db.t4g.medium", 4, 360],
  ["db.m7g.large", 8, 720],
  ["db.m6i.4xlarge", 64, 5000],
  ["db.r6g.xlarge", 32, 2883],
  ["db.x2g.large", 32, 2883],
  ["db.c6gd.medium", 2, 180],
])(
  "%s has %s GiB of memory and takes about %s connections",
  (instanceClass, memory, connections) => {
    expect(databaseMemoryBytes(instanceClass)).toBe(memory * gib);
    expect(databaseConnections(instanceClass)).toBe(connections);
  },
);

test("of a family that is not known nothing is made up", () => {
  expect(databaseMemoryBytes("db.z1d.large")).toBeUndefined();
  expect(databaseConnections("db.z1d.large")).toBeUndefined();
});

test("each choice of limits has AWS's page", () => {
  for (const file of ["limits", "delivery-limits"]) {
    const source = readFileSync(`src/stack/constructs/monitoring/${file}.ts`, "utf8");
    const choices = [...source.matchAll(/\/\*\*(?:(?!\*\/)[\s\S])*\*\/\nexport function (\w+)/g)];
    expect(choices.length).toBe([...source.matchAll(/^export function/gm)].length);
    for (const [text, name] of choices) {
      expect(text, name).toMatch(/@see https:\/\/docs\.aws\.amazon\.com\//);
    }
  }
});
