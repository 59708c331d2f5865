import { describe, expect, test } from "vitest";
import { deliveryOf } from "../../src/config/delivery-of";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import {
  findingsAttributes,
  lockAttributes,
  lockSteps,
  snapshotAttributes,
  takeOverAttributes,
} from "../../src/contract/delivery-table";
import { timeLimitSeconds } from "../../src/contract/time-limit";
import { reachableFrom } from "../../src/deployer/asl";
import { cleanUpMachine, deliveryMachine, requestMachine } from "../../src/deployer/machine";
import { deliveryPolicy } from "../../src/deployer/policy";
import { exampleWith } from "../support/example-with";
import { fixtureEnvironments } from "../support/fixture-environments";
import { validateMachine } from "../support/validate-machine";
import { exampleNames, exampleSettings, exampleSnapshot } from "./support/example";

const machineWith = (changes: Partial<DeliverySettings> = {}) =>
  deliveryMachine({ names: exampleNames(), settings: { ...exampleSettings, ...changes } });

const kinds = {
  deployer: deliveryMachine,
  "clean-up": cleanUpMachine,
  request: requestMachine,
} as const;
const forms: readonly [string, Partial<DeliverySettings>][] = [
  ["as the example has it", {}],
  ["without a migration", { migrationCommand: null }],
  ["for Inspector and pipelines", { scanning: "enhanced", trigger: "pipeline" }],
  [
    "with findings tolerated one by one",
    { scanning: "enhanced", tolerate: { known: true, unfixable: true, graceDays: 7 } },
  ],
  [
    "with findings tolerated that are known",
    { tolerate: { known: true, unfixable: false, graceDays: 0 } },
  ],
  [
    "with findings tolerated while they have no fix",
    { tolerate: { known: false, unfixable: true, graceDays: 0 } },
  ],
  ["with a snapshot before a migration", { snapshot: exampleSnapshot }],
  [
    "with a snapshot also of a database that is not encrypted",
    { snapshot: { ...exampleSnapshot, acceptsUnencrypted: true } },
  ],
  ["with a snapshot before no migration", { snapshot: exampleSnapshot, migrationCommand: null }],
  [
    "with a waiver",
    { waivers: [{ cve: "CVE-2026-0001", reason: "Not reachable.", expires: "2026-12-31" }] },
  ],
];

/** Machines that were found to be valid. */
const valid = new Set<string>();

describe.each(
  Object.entries(kinds).flatMap(([kind, make]) =>
    forms.map(([form, changes]) => [kind, form, make, changes] as const),
  ),
)("the machine for the %s, %s", (_kind, _form, make, changes) => {
  const machine = make({ names: exampleNames(), settings: { ...exampleSettings, ...changes } });
  const text = JSON.stringify(machine);

  test("is valid Amazon States Language, each JSONata expression included", () => {
    if (valid.has(text)) return; // this very text, in another form of the settings
    const { isValid, errorsText } = validateMachine(JSON.parse(text));
    expect(errorsText("\n")).toBe("");
    expect(isValid).toBe(true);
    valid.add(text);
  });

  test("has no state that cannot be reached, and no name above 80 characters", () => {
    const reached = reachableFrom(machine.StartAt, machine.States);
    expect(Object.keys(machine.States)).toEqual(Object.keys(reached));
    expect(Object.keys(machine.States).filter((name) => name.length > 80)).toEqual([]);
  });

  test("is below the megabyte that Step Functions takes", () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
  });

  test("holds nothing that Terraform would take for a template", () => {
    expect(text).not.toMatch(/[$%]\{/);
  });
});

test("the clean-up reads of its input which execution broke off, and nothing else", () => {
  const { States } = cleanUpMachine({ names: exampleNames(), settings: exampleSettings });
  const reading = Object.entries(States).filter(([, state]) =>
    JSON.stringify(state).includes("Execution.Input"),
  );
  expect(reading.map(([name]) => name)).toEqual(["Read what broke off"]);
  expect(JSON.stringify(reading).match(/Execution\.Input[\w.]*/g)).toEqual([
    "Execution.Input.cleanUp.executionArn",
  ]);
});

test.each(fixtureEnvironments())(
  "the machine of $name is valid Amazon States Language",
  ({ environment }) => {
    const machine = deliveryMachine(deliveryOf(environment));
    const { errorsText } = validateMachine(JSON.parse(JSON.stringify(machine)));
    expect(errorsText("\n")).toBe("");
  },
);

test("every call of AWS is retried with back-off, has a time limit, and passes no large answer on", () => {
  const passesOn = [
    "Read the latest revision",
    "Look at what ran before",
    "Read the manifest",
    "Read the newest secrets",
  ];
  for (const [name, state] of Object.entries(machineWith().States)) {
    if (state.Type !== "Task") continue;
    expect(state["TimeoutSeconds"], name).toBe(60);
    const retry = (state["Retry"] as { ErrorEquals: string[]; MaxAttempts: number }[]).at(-1);
    expect(retry, name).toMatchObject({
      ErrorEquals: ["States.TaskFailed", "States.Timeout"],
      MaxAttempts: 6,
      BackoffRate: 2,
    });
    if (!passesOn.includes(name)) expect(state["Output"], name).not.toBe("{% $states.result %}");
  }
});

test("an error before the service changes is an outcome; from then on it breaks off, for the clean-up to go on", () => {
  const states = machineWith().States;
  const uncaught = Object.entries(states).filter(
    ([, state]) =>
      state.Type === "Task" &&
      !(state["Catch"] as { ErrorEquals: string[] }[] | undefined)?.some(({ ErrorEquals }) =>
        ErrorEquals.includes("States.ALL"),
      ),
  );
  expect(uncaught.map(([name]) => name)).toEqual([
    "Take over the lock",
    "Read who took it over",
    "Was it updated all the same?",
    "Watch the rollout",
    "List the releases",
    "Watch it go back",
    "Look at the revision left behind",
    "Look at the service left behind",
    "Record the run",
    "Record what was decided without the lock",
    "Read who decided",
    "Compare with the last time",
    "Release the lock",
  ]);
});

test("the machine is the same for the same settings, to the byte", () => {
  expect(JSON.stringify(machineWith())).toBe(JSON.stringify(machineWith()));
});

test("a machine that tolerates nothing one by one has no state, variable or call for it, and is the same where the file does not say so", () => {
  const delivery = deliveryOf(exampleWith({}));
  const { tolerate, ...settings } = delivery.settings;
  const off = { known: false, unfixable: false, graceDays: 0 };
  expect(tolerate).toEqual(off);
  const texts = [exampleWith({}), exampleWith({ "delivery.tolerate": off })].map((environment) =>
    JSON.stringify([deliveryMachine, cleanUpMachine].map((make) => make(deliveryOf(environment)))),
  );
  expect(texts[0]).toBe(texts[1]);
  const ofTolerance = /tolerated|first-seen|incomparable|startImageScan|\$pairs|\$known\b/;
  expect(texts[0]).not.toMatch(ofTolerance);
  for (const on of [{ known: true }, { unfixable: true }, { graceDays: 1 }]) {
    const machine = deliveryMachine({
      ...delivery,
      settings: { ...settings, tolerate: { ...off, ...on } },
    });
    expect(JSON.stringify(machine)).toMatch(ofTolerance);
  }
});

test("a machine that takes no snapshot has no state, variable or call for it, and is the same whatever the file says of how", () => {
  const reason = "The nightly dump is enough here.";
  const settings: Readonly<Record<string, unknown>>[] = [
    {},
    { "delivery.migration.snapshot": { mode: "never", reason } },
    { "delivery.migration.snapshot": { mode: "always" }, "service.migrationCommand": null },
  ];
  const texts = settings.map((changes) => {
    const delivery = deliveryOf(exampleWith(changes));
    return JSON.stringify([
      ...[deliveryMachine, cleanUpMachine].map((make) => make(delivery)),
      deliveryPolicy(delivery),
      timeLimitSeconds(delivery.settings),
    ]);
  });
  expect(texts[0]).toBe(texts[1]);
  for (const text of texts) expect(text).not.toMatch(/snapshot|:rds:|"rds:/i);
  const on = deliveryOf(exampleWith({ "delivery.migration.snapshot": { mode: "always" } }));
  expect(JSON.stringify(deliveryMachine(on))).toMatch(/\$snapshotTaken/);
  expect(on.settings.snapshot).toEqual({
    databaseIdentifier: "shop-dev",
    limitSeconds: 3600,
    pollSeconds: 15,
    keep: 10,
    acceptsUnencrypted: false,
  });
});

test("the machine reads no attribute of the lock, and asks for no step, that nobody writes by this name", () => {
  const text = JSON.stringify([
    machineWith(),
    machineWith({ tolerate: { known: true, unfixable: false, graceDays: 0 } }),
    machineWith({ snapshot: exampleSnapshot }),
    cleanUpMachine({ names: exampleNames(), settings: exampleSettings }),
  ]);
  const read = [...text.matchAll(/\$lock\.(\w+)/g)].map(([, name = ""]) => name);
  const known: readonly string[] = [
    ...lockAttributes,
    ...takeOverAttributes,
    ...findingsAttributes,
    ...snapshotAttributes,
  ];
  expect(read.filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(read).size).toBeGreaterThan(10);

  const asked = [...text.matchAll(/\$lock\.step = '(\w+)'/g)].map(([, step = ""]) => step);
  expect(asked.filter((step) => !(lockSteps as readonly string[]).includes(step))).toEqual([]);
  expect(asked).toContain("migrating");
  const noted = [...text.matchAll(/":step":\{"S":"(\w+)"\}/g)].map(([, step = ""]) => step);
  expect(new Set(noted)).toEqual(new Set(lockSteps));
});
