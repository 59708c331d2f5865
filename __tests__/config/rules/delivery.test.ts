import { expect, test } from "vitest";
import {
  deliveryHistory,
  migrationSnapshot,
  periodsHaveLength,
  toleratedFindings,
  waiversOnce,
  waiversWritten,
} from "../../../src/config/delivery";
import { judged } from "../../support/judged";

test("waits that fit into the history of an execution are fine", () => {
  const longest = { limitSeconds: 7200, pollSeconds: 30 };
  expect(
    judged(deliveryHistory, {
      "delivery.scan": longest,
      "delivery.migration": longest,
      "delivery.rollout": longest,
    }),
  ).toBe("");
});

test("refuses waits whose looks would outgrow the history of an execution", () => {
  expect(judged(deliveryHistory, { "delivery.scan": { limitSeconds: 7200, pollSeconds: 5 } })).toBe(
    `delivery: must wait so that an execution has at most 25000 events, got 36480
    raise a pollSeconds or lower a limitSeconds of scan, migration or rollout
`,
  );
});

test("leaves room in that history for findings that are read one by one", () => {
  const waits = { limitSeconds: 7200, pollSeconds: 30 };
  const judgedWith = (tolerate?: object) =>
    judged(deliveryHistory, {
      "delivery.scan": waits,
      "delivery.migration": waits,
      "delivery.rollout": waits,
      ...(tolerate && { "delivery.tolerate": tolerate }),
    });
  expect(judgedWith({ known: false, unfixable: false, graceDays: 0 })).toBe("");
  for (const on of [{ known: true }, { unfixable: true }, { graceDays: 1 }]) {
    expect(judgedWith({ known: false, unfixable: false, graceDays: 0, ...on })).toBe(
      `delivery: must wait so that an execution has at most 25000 events, got 27280
    raise a pollSeconds or lower a limitSeconds of scan, migration or rollout
`,
    );
  }
});

const waiver = (cve: string) => ({
  cve,
  reason: "The library is there, but nothing calls it.",
  expires: "2026-12-31",
});

test("each finding has one waiver", () => {
  const waivers = [waiver("CVE-2026-0001"), waiver("CVE-2026-0002")];
  expect(judged(waiversOnce, { "delivery.waivers": waivers })).toBe("");
});

test("refuses a finding that is waived twice", () => {
  const waivers = [waiver("CVE-2026-0001"), { ...waiver("CVE-2026-0001"), expires: "2027-12-31" }];
  expect(judged(waiversOnce, { "delivery.waivers": waivers })).toBe(
    `delivery.waivers[1].cve: must not be waived twice, got CVE-2026-0001
    keep one of the two, with the day that counts
`,
  );
});

const tolerating = (scanning: string, tolerate?: object) =>
  judged(toleratedFindings, {
    "delivery.scanning": scanning,
    ...(tolerate && { "delivery.tolerate": tolerate }),
  });

test("what Inspector says of a fix and an exploit may be tolerated with enhanced scanning only", () => {
  expect(tolerating("basic")).toBe("");
  expect(tolerating("basic", { known: true, unfixable: false, graceDays: 0 })).toBe("");
  expect(tolerating("enhanced", { known: true, unfixable: true, graceDays: 30 })).toBe("");
});

test("refuses to tolerate with basic scanning what ECR's own scan does not say", () => {
  expect(
    tolerating("basic", { known: true, unfixable: true, graceDays: 7 }),
  ).toBe(`delivery.tolerate.unfixable: must be false with delivery.scanning: basic, which does not say whether there is a fix, got true
    scan with Inspector (delivery.scanning: enhanced), or waive single findings
delivery.tolerate.graceDays: must be 0 with delivery.scanning: basic, which does not say whether there is an exploit, got 7
    scan with Inspector (delivery.scanning: enhanced), or waive single findings
`);
});

const waivers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/security"] };

test.each([
  ["nothing is said", {}],
  [
    "both are off",
    { "delivery.runtimeWaivers": { maxDays: 0 }, "access.waivers": { mode: "none" } },
  ],
  ["both are on", { "delivery.runtimeWaivers": { maxDays: 30 }, "access.waivers": waivers }],
])("findings may be waived at run time by those who are named, where %s", (_, settings) => {
  expect(judged(waiversWritten, settings)).toBe("");
});

test("refuses waivers at run time that nobody may write, and somebody who may write none", () => {
  expect(
    judged(waiversWritten, { "delivery.runtimeWaivers": { maxDays: 30 } }),
  ).toBe(`delivery.runtimeWaivers.maxDays: must be 0 where access.waivers lets nobody waive, got 30
    name in access.waivers.trustedArns who may waive, or write 0
`);
  expect(
    judged(waiversWritten, { "access.waivers": waivers }),
  ).toBe(`access.waivers.mode: must be none without delivery.runtimeWaivers.maxDays, got role
    say there for how many days a finding may be waived, or let nobody waive
`);
});

const period = (from: string, to: string) =>
  judged(periodsHaveLength, {
    "delivery.windows": { mode: "weekly", periods: [{ days: ["mon"], from, to }] },
  });

test("a period may cross midnight, and be a whole day", () => {
  expect(period("22:00", "02:00")).toBe("");
  expect(period("00:00", "24:00")).toBe("");
  expect(judged(periodsHaveLength, { "delivery.windows": { mode: "any" } })).toBe("");
  expect(judged(periodsHaveLength, {})).toBe("");
});

test("refuses a period that closes when it opens: it could mean never or always", () => {
  expect(period("08:00", "08:00")).toBe(
    `delivery.windows.periods[0].to: must differ from \`from\`, got 08:00
    write another time; a whole day is from "00:00" to "24:00"
`,
  );
});

const existing = { mode: "existing", securityGroupId: "sg-0123456789abcdef0", port: 5432 };
const databases = {
  made: {},
  named: { database: { ...existing, instanceIdentifier: "shared", addIngressRule: true } },
  unnamed: { database: { ...existing, addIngressRule: true } },
  none: { database: { mode: "none" } },
} as const;
const always = { "delivery.migration.snapshot": { mode: "always" } };

test.each([
  ["made here", { ...databases.made, ...always }],
  ["existing and named", { ...databases.named, ...always }],
  ["existing, and none is taken", databases.unnamed],
  [
    "existing, and none is to be taken",
    {
      ...databases.unnamed,
      "delivery.migration.snapshot": { mode: "never", reason: "Its owner takes one each hour." },
    },
  ],
])("a snapshot is of a database that is %s", (_, settings) => {
  expect(judged(migrationSnapshot, settings)).toBe("");
});

test("refuses a snapshot of a database that the file does not name, and of none", () => {
  expect(
    judged(migrationSnapshot, { ...databases.unnamed, ...always }),
  ).toBe(`database: must have instanceIdentifier where delivery.migration.snapshot.mode is always
    add the identifier of the database's instance, as \`aws rds describe-db-instances\` prints it; or write mode: never with the reason
`);
  expect(
    judged(migrationSnapshot, { ...databases.none, ...always }),
  ).toBe(`delivery.migration.snapshot.mode: must not be always where database.mode is none, got always
    remove delivery.migration.snapshot: there is no database
`);
});
