import { expect, test } from "vitest";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import type { State } from "../../src/deployer/asl";
import { scanGate } from "../../src/deployer/states/scan-gate";
import { steps } from "../../src/deployer/transitions";
import { exampleNames, exampleSettings } from "./support/example";
import { evaluate } from "./support/reference";

// The states of the gate, run as the States Language says, with what ECR answers written down: no emulator, so that every number counts.

const [first, second] = ["a", "b"].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
const start = Date.parse("2026-06-01T12:00:00.000Z");

interface Transition {
  readonly Condition?: string;
  readonly ErrorEquals?: readonly string[];
  readonly Assign?: Readonly<Record<string, unknown>>;
  readonly Next?: string;
}
type Fields = Transition & {
  readonly Default?: string;
  readonly Choices?: readonly Transition[];
  readonly Catch?: readonly Transition[];
  readonly Arguments?: string;
  readonly Resource?: string;
  readonly Seconds?: number;
  readonly Output?: unknown;
};

/** What ECR answers: a result, or the name of an error. */
type Answer = object | string;

/** Runs the gate until it leads elsewhere: where to, with which variables, what ECR was asked, and how long it waited. */
async function pass(
  answers: readonly Answer[],
  changes: Partial<DeliverySettings> = {},
  given: Readonly<Record<string, unknown>> = {},
  begins = start,
) {
  const states: Readonly<Record<string, State>> = scanGate({
    names: exampleNames(),
    settings: { ...exampleSettings, ...changes },
  });
  let variables: Record<string, unknown> = {
    ...{ images: [first], at: 0, verdicts: [], scan: {}, page: "", digest: first },
    ...{ trigger: "scan", rollback: false, locked: false, heals: false, decided: {} },
    ...{ deadline: start + 10_000 },
    ...given,
  };
  const asked: unknown[] = [];
  let waitedSeconds = 0;
  let state: string = steps.gate;
  for (let left = [...answers]; states[state] !== undefined; ) {
    const fields = states[state] as unknown as Fields;
    const EnteredTime = new Date(begins + waitedSeconds * 1000).toISOString();
    let result: unknown;
    const value = async (one: unknown): Promise<unknown> => {
      if (typeof one !== "string" || !one.startsWith("{%")) return one;
      const context = { State: { Name: state, EnteredTime } };
      const found = await evaluate(one.slice(2, -2).trim(), {
        variables,
        states: { context, result, errorOutput: { Error: "Ecr.Error", Cause: "c" } },
      } as Parameters<typeof evaluate>[1]);
      if (found === undefined) throw new Error(`${state}: ${one} is nothing, which AWS refuses`);
      return found;
    };
    let taken: Transition = fields;
    if (fields.Resource !== undefined) {
      asked.push([fields.Resource, await value(fields.Arguments)]);
      const [answer, ...others] = left;
      if (answer === undefined) throw new Error(`${asked.length} answers were asked for`);
      left = others;
      if (typeof answer === "string") {
        const caught = fields.Catch?.find(({ ErrorEquals }) =>
          ErrorEquals?.some((name) => [`Ecr.${answer}`, "States.ALL"].includes(name)),
        );
        if (caught === undefined) throw new Error(answer);
        taken = caught;
      } else result = answer;
    }
    waitedSeconds += fields.Seconds ?? 0;
    for (const rule of fields.Choices ?? []) {
      if (taken === fields && (await value(rule.Condition)) === true) taken = rule;
    }
    // What was read stays in variables: the next state's input is empty.
    if (/^(Task|Pass)$/.test(states[state]?.Type ?? "")) expect(fields.Output).toEqual({});
    const assigned = await Promise.all(
      Object.entries(taken.Assign ?? {}).map(async ([name, one]) => [name, await value(one)]),
    );
    variables = { ...variables, ...Object.fromEntries(assigned) };
    const next = taken.Next ?? (taken as Fields).Default;
    if (next === undefined) throw new Error(`${state} leads nowhere`);
    state = next;
  }
  const { outcome, detail, verdicts } = variables as {
    outcome?: { kind: string };
    detail?: unknown;
    verdicts: unknown;
  };
  const to = state === steps.close ? outcome?.kind : state;
  return { to, detail, verdicts, asked, waitedSeconds, variables };
}

const scanned = (counts: object, more: object = {}, status = "COMPLETE") => ({
  ImageScanStatus: { Status: status },
  ImageScanFindings: {
    ImageScanCompletedAt: "2026-05-01T00:00:00Z",
    FindingSeverityCounts: counts,
  },
  ...more,
});
const clean = scanned({});
const waiver = (cve: string, expires = "2026-06-01") => ({
  cve,
  expires,
  reason: "Not reachable.",
});

test.each([
  [{ CRITICAL: 0, HIGH: 0, MEDIUM: 5, LOW: 999, INFORMATIONAL: 999, UNDEFINED: 0 }, ""],
  [{ CRITICAL: 1 }, "CRITICAL 1 (allowed 0)"],
  [{ HIGH: 1 }, "HIGH 1 (allowed 0)"],
  [{ MEDIUM: 6 }, "MEDIUM 6 (allowed 5)"],
  [{ UNDEFINED: 1 }, "UNDEFINED 1 (allowed 0)"],
  [{ UNTRIAGED: 1 }, "UNDEFINED 1 (allowed 0)"],
  [{ UNTRIAGED: 0 }, ""],
  [{ NEWEST: 0 }, "NEWEST is no severity that is known"],
  [{ CRITICAL: 1, MEDIUM: 7 }, "CRITICAL 1 (allowed 0), MEDIUM 7 (allowed 5)"],
])("%j: %s", async (counts, over) => {
  const { to, detail, asked } = await pass([scanned(counts)]);
  const findings = Object.entries(counts).map(([severity, count]) => `${severity} ${count}`);
  if (over === "") {
    expect([to, detail]).toEqual([steps.lock, { findings: findings.join(", ") }]);
  } else {
    expect([to, detail]).toEqual([
      "findings",
      { digest: first, findings: findings.join(", "), reason: over },
    ]);
  }
  expect(asked).toEqual([
    [
      "arn:aws:states:::aws-sdk:ecr:describeImageScanFindings",
      { RepositoryName: "shop/dev", ImageId: { ImageDigest: first }, MaxResults: 50 },
    ],
  ]);
});

test("any number of findings is more than a registry holds", async () => {
  const allowedFindings = { ...exampleSettings.allowedFindings, LOW: "any" } as const;
  expect((await pass([scanned({ LOW: 1_000_000_000 })], { allowedFindings })).to).toBe(steps.lock);
  expect((await pass([scanned({ LOW: 1_000_000_001 })], { allowedFindings })).to).toBe("findings");
});

test.each([
  [{ locked: false }, steps.lock],
  [{ locked: true }, steps.register],
  [{ locked: true, heals: true }, steps.finish],
  [{ locked: false, heals: true }, steps.lock],
])("a clean image goes on: %j", async (given, next) => {
  const { to, detail, verdicts } = await pass([clean], {}, given);
  expect([to, detail]).toEqual([next, { findings: "none" }]);
  expect(verdicts).toEqual([
    {
      digest: first,
      status: "clean",
      said: "within the allowance",
      found: "none",
      key: "COMPLETE 2026-05-01T00:00:00Z {}",
    },
  ]);
});

test.each<[string, Answer, string, string]>([
  ["pending", scanned({}, {}, "PENDING"), "scan-pending", "PENDING"],
  ["in progress", scanned({}, {}, "IN_PROGRESS"), "scan-pending", "IN_PROGRESS"],
  ["missing", "ScanNotFoundException", "scan-missing", "there is no scan of it"],
])(
  "waits for a scan that is %s, up to the limit, and then refuses",
  async (_, answer, kind, said) => {
    const late = await pass(Array(11).fill(answer));
    expect([late.to, late.waitedSeconds, late.asked.length]).toEqual([kind, 10, 11]);
    expect(late.detail).toEqual({ digest: first, reason: said });
    expect(late.verdicts).toMatchObject([{ status: kind.slice(5), found: "unknown" }]);
    const inTime = await pass([answer, clean]);
    expect([inTime.to, inTime.waitedSeconds]).toEqual([steps.lock, 1]);
    expect(late.variables).toMatchObject({ scan: {}, page: "" });
  },
);

test("a scan that is missing is remembered as such, so that its arrival is a change", async () => {
  const { variables } = await pass(["ScanNotFoundException"], {}, { deadline: start });
  expect(variables["fingerprint"]).toMatch(/^aaaaaaaaaaaa missing; allowance /);
});

test("begins with the first page when a scan was waited for, and with each image", async () => {
  const more = { NextToken: "more" };
  const waited = await pass([scanned({}, more, "PENDING"), clean]);
  const both = await pass([scanned({}, more), clean], {}, { images: [first, second] });
  for (const { asked } of [waited, both]) {
    expect(asked).toHaveLength(2);
    expect(JSON.stringify(asked)).not.toContain("NextToken");
  }
});

test.each([
  ["2026-06-01T23:59:59.999Z", steps.lock],
  ["2026-06-02T00:00:00.000Z", "findings"],
])("a waiver until 2026-06-01 is judged at %s: %s", async (at, to) => {
  const found = {
    ...scanned({}),
    ImageScanFindings: {
      ImageScanCompletedAt: "2026-05-01T00:00:00Z",
      FindingSeverityCounts: { HIGH: 1 },
      Findings: [{ Name: "CVE-1", Severity: "HIGH" }],
    },
  };
  const none = {
    ...found,
    NextToken: "more",
    ImageScanFindings: { ...found.ImageScanFindings, Findings: [] },
  };
  const settings = { waivers: [waiver("CVE-1")] };
  expect((await pass([none, found], settings, {}, Date.parse(at))).to).toBe(to);
});

test.each([
  ["UNSUPPORTED_IMAGE", "scan-unsupported"],
  ["FAILED", "scan-failed"],
  ["SCAN_ELIGIBILITY_EXPIRED", "scan-failed"],
])("does not wait where the scan is %s", async (status, kind) => {
  const { to, detail, waitedSeconds } = await pass([
    { ImageScanStatus: { Status: status, Description: "because" } },
  ]);
  expect([to, detail, waitedSeconds]).toEqual([
    kind,
    { digest: first, reason: `${status}: because` },
    0,
  ]);
});

test("an image that is gone, and any other error, end the run", async () => {
  const gone = await pass(["ImageNotFoundException"]);
  expect([gone.to, gone.detail]).toEqual([
    "image-missing",
    { digest: first, repository: "shop/dev" },
  ]);
  expect((await pass(["ServerException"])).to).toBe(steps.awsFailed);
});

test("each image of an index must be clean", async () => {
  const both = { images: [first, second], digest: "sha256:index" };
  expect((await pass([clean, clean], {}, both)).detail).toEqual({ findings: "none; none" });
  const { to, detail, asked } = await pass([clean, scanned({ HIGH: 1 })], {}, both);
  expect([to, detail]).toEqual([
    "child-not-clean",
    { digest: "sha256:index", image: second, findings: "HIGH 1", reason: "HIGH 1 (allowed 0)" },
  ]);
  expect(asked).toMatchObject(
    [
      [{}, { ImageId: { ImageDigest: first } }],
      [{}, { ImageId: { ImageDigest: second } }],
    ].map(([, one]) => [expect.anything(), one]),
  );
});

test("a rollback reports its findings, and is not refused for them", async () => {
  const { to, detail } = await pass([scanned({ HIGH: 1 })], {}, { rollback: true });
  expect([to, detail]).toEqual([steps.lock, { findings: "HIGH 1" }]);
});

test("a refusal stands until the scan or the allowance changes, or somebody asks", async () => {
  const found = scanned({ HIGH: 1 });
  const { variables } = await pass([found]);
  const decided = {
    again: "scan-changed",
    fingerprint: variables["fingerprint"],
    outcome: "findings",
    at: "then",
  };
  const again = await pass([found], {}, { decided });
  expect([again.to, again.detail]).toEqual([
    "already-decided",
    { digest: first, decision: "findings", decided: "then" },
  ]);
  const other = [
    pass([found], {}, { decided, trigger: "request" }),
    pass([found], {}, { decided: { ...decided, again: "when-asked" } }),
    pass([found], {}, { decided: { ...decided, fingerprint: "another" } }),
    pass([scanned({ HIGH: 2 })], {}, { decided }),
    pass([found], { allowedFindings: { ...exampleSettings.allowedFindings, LOW: 1 } }, { decided }),
    pass([found], { waivers: [waiver("CVE-2026-0001")] }, { decided }),
  ];
  expect((await Promise.all(other)).map(({ to }) => to)).toEqual(Array(6).fill("findings"));
  expect(variables["fingerprint"]).toMatch(
    /^aaaaaaaaaaaa COMPLETE 2026-05-01T00:00:00Z \{"HIGH":1\}; allowance [\da-f]{12}$/,
  );
});

test("the mark of the allowance changes with every part of it", async () => {
  const mark = async (changes: Partial<DeliverySettings>) =>
    String((await pass([clean], changes)).variables["fingerprint"]).split("; ")[1];
  const marks = await Promise.all([
    mark({}),
    mark({ allowedFindings: { ...exampleSettings.allowedFindings, LOW: 1 } }),
    mark({ waivers: [waiver("CVE-2026-0001")] }),
    mark({ waivers: [waiver("CVE-2026-0002")] }),
    mark({ waivers: [waiver("CVE-2026-0001", "2026-06-02")] }),
  ]);
  expect(new Set(marks).size).toBe(5);
});

test("waived findings are searched page by page, and do not count up to the last moment of their day", async () => {
  const basic = (names: readonly string[], more: object = {}) => ({
    ...scanned({ HIGH: 2, UNTRIAGED: 1 }),
    ...more,
    ImageScanFindings: {
      ImageScanCompletedAt: "2026-05-01T00:00:00Z",
      FindingSeverityCounts: { HIGH: 2, UNTRIAGED: 1 },
      Findings: names.map((Name) => ({ Name, Severity: Name === "CVE-3" ? "UNTRIAGED" : "HIGH" })),
    },
  });
  const pages = [basic(["CVE-1"], { NextToken: "more" }), basic(["CVE-2", "CVE-3"])];
  const waivers = ["CVE-1", "CVE-2", "CVE-3"].map((cve) => waiver(cve));
  const all = await pass(pages, { waivers });
  expect([all.to, all.detail]).toEqual([
    steps.lock,
    { findings: "HIGH 2 (2 waived), UNTRIAGED 1" },
  ]);
  expect(all.asked).toMatchObject([
    [expect.anything(), { MaxResults: 50 }],
    [expect.anything(), { NextToken: "more" }],
  ]);
  expect((await pass(pages, { waivers: waivers.slice(1) })).detail).toMatchObject({
    reason: "HIGH 1 (allowed 0)",
  });
  expect((await pass(pages, { waivers: waivers.slice(0, 2) })).detail).toMatchObject({
    reason: "UNDEFINED 1 (allowed 0)",
  });
  const expired = waivers.map(({ cve }) => waiver(cve, "2026-05-31"));
  expect((await pass(pages, { waivers: expired })).to).toBe("findings");
  // Without a waiver nobody needs the list.
  expect((await pass([basic([], { NextToken: "more" })])).asked).toHaveLength(1);
});

test("of Inspector's findings those count that are neither suppressed nor closed", async () => {
  const inspected = (Status: string) => ({
    ...scanned({}, {}, "ACTIVE"),
    ImageScanFindings: {
      ImageScanCompletedAt: "2026-05-01T00:00:00Z",
      FindingSeverityCounts: { HIGH: 1 },
      EnhancedFindings: [
        { Severity: "HIGH", Status, PackageVulnerabilityDetails: { VulnerabilityId: "CVE-1" } },
        { Severity: "LOW", Status: "CLOSED" },
        { Severity: "LOW", Status: "SUPPRESSED" },
      ],
    },
  });
  const settings = { scanning: "enhanced", waivers: [waiver("CVE-1")] } as const;
  const { to, asked } = await pass([inspected("ACTIVE")], settings);
  expect([to, asked]).toMatchObject([steps.lock, [[expect.anything(), { MaxResults: 8 }]]]);
  for (const status of ["SUPPRESSED", "CLOSED"]) {
    expect((await pass([inspected(status)], settings)).to).toBe("findings");
  }
});
