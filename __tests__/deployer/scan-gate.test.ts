import { describe, expect, test } from "vitest";
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
  let state: string = states[steps.waivers] ? steps.waivers : steps.gate;
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
    mark({ tolerate: { known: false, unfixable: true, graceDays: 0 } }),
    mark({ tolerate: { known: false, unfixable: false, graceDays: 7 } }),
  ]);
  expect(new Set(marks).size).toBe(7);
});

test("the mark of an allowance stays from one version to the next, or each refused image would be judged anew", async () => {
  const { variables } = await pass([clean]);
  expect(variables["fingerprint"]).toMatch(/; allowance 41914f610085$/);
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

describe("where findings are weighed one by one", () => {
  const tolerate = { known: false, unfixable: true, graceDays: 0 };
  const settings = { scanning: "enhanced", tolerate } as const;
  /** The nth finding, which the vendor has corrected or not. */
  const found = (n: number, FixAvailable: "YES" | "NO", name = "openssl") => ({
    ...{ Severity: "HIGH", Status: "ACTIVE", FixAvailable, ExploitAvailable: "NO" },
    PackageVulnerabilityDetails: {
      VulnerabilityId: `CVE-2026-${n}`,
      VulnerablePackages: [{ Name: name, ...(FixAvailable === "YES" && { FixedInVersion: "9" }) }],
    },
  });
  const inspected = (findings: readonly object[], counts: object, more: object = {}) => ({
    ImageScanStatus: { Status: "ACTIVE" },
    ImageScanFindings: {
      ImageScanCompletedAt: "2026-05-01T00:00:00Z",
      FindingSeverityCounts: counts,
      EnhancedFindings: findings,
    },
    ...more,
  });
  /** All findings on one page: some without a correction, then some with one. */
  const page = (unfixable: number, fixable: number) =>
    inspected(
      [
        ...Array.from({ length: unfixable }, (_, n) => found(n, "NO")),
        ...Array.from({ length: fixable }, (_, n) => found(n + unfixable, "YES")),
      ],
      { HIGH: unfixable + fixable },
    );
  const listed = (from: number, to: number, why: string) =>
    Array.from({ length: to - from }, (_, n) => `CVE-2026-${n + from} in openssl (${why})`);

  test("all pages are read, and what is tolerated is named and kept", async () => {
    const pages = [
      inspected([found(0, "NO")], { HIGH: 2 }, { NextToken: "more" }),
      inspected([found(1, "NO")], { HIGH: 2 }),
    ];
    const { to, detail, variables, asked } = await pass(pages, settings);
    expect([to, detail]).toEqual([
      steps.lock,
      {
        findings: "HIGH 2 (2 tolerated)",
        tolerated: listed(0, 2, "no fix is available").join("; "),
      },
    ]);
    expect(JSON.parse(String(variables["tolerated"]))).toMatchObject([
      { id: "CVE-2026-0", packages: ["openssl"], why: "unfixable", until: "" },
      { id: "CVE-2026-1", packages: ["openssl"], why: "unfixable", until: "" },
    ]);
    expect(asked).toMatchObject([
      [expect.anything(), {}],
      [expect.anything(), { NextToken: "more" }],
    ]);
  });

  test("a clean image has nothing to tolerate", async () => {
    const { to, detail, variables } = await pass([inspected([], {})], settings);
    expect([to, detail]).toEqual([steps.lock, { findings: "none" }]);
    expect(variables["tolerated"]).toBe("[]");
  });

  test("a rollback is not weighed", async () => {
    const { to, detail, variables } = await pass([page(1, 0)], settings, { rollback: true });
    expect([to, detail]).toEqual([steps.lock, { findings: "HIGH 1" }]);
    expect(variables["tolerated"]).toBe("");
  });

  test.each([
    [20, listed(0, 20, "no fix is available")],
    [22, [...listed(0, 20, "no fix is available"), "and 2 more"]],
  ])("of %i that are tolerated twenty are named", async (count, names) => {
    const { detail } = await pass([page(count, 0)], settings);
    expect(detail).toEqual({
      findings: `HIGH ${count} (${count} tolerated)`,
      tolerated: names.join("; "),
    });
  });

  test.each([
    [10, listed(3, 13, "fixed in 9")],
    [12, [...listed(3, 13, "fixed in 9"), "and 2 more"]],
  ])("of %i that refuse an image ten are named", async (count, names) => {
    const { to, detail } = await pass([page(3, count)], settings, { incomparable: "" });
    expect(to).toBe("findings");
    expect(detail).toMatchObject({
      findings: `HIGH ${count + 3} (3 tolerated)`,
      reason: `HIGH ${count} (allowed 0); not tolerated: ${names.join("; ")}`,
    });
  });

  test("a refusal says why what runs could not be compared", async () => {
    const { detail } = await pass([page(0, 1)], settings, { incomparable: "its scan is old" });
    expect(detail).toMatchObject({
      reason: `HIGH 1 (allowed 0); not tolerated: ${listed(0, 1, "fixed in 9")}; what runs cannot be compared: its scan is old`,
    });
  });

  test("findings that are too long to be compared are refused, and it is said", async () => {
    const long = Array.from({ length: 200 }, (_, n) => found(n, "NO", "p".repeat(300)));
    const { to, detail } = await pass([inspected(long, { HIGH: 200 })], settings);
    expect([to, detail]).toMatchObject([
      "findings",
      {
        reason:
          "HIGH 200 (allowed 0); these findings are more than can be compared one by one, so none of them is tolerated",
      },
    ]);
  });

  test("a severity that nobody knows refuses by itself, where each finding is tolerated", async () => {
    const { to, detail } = await pass([inspected([], { NEWEST: 1 })], settings);
    expect([to, detail]).toMatchObject([
      "findings",
      { reason: "NEWEST is no severity that is known" },
    ]);
  });

  test("the gate of an environment that weighs none has no word of it", () => {
    const plain = JSON.stringify(scanGate({ names: exampleNames(), settings: exampleSettings }));
    for (const word of [steps.lookUp, "$scan.left", "tolerated"]) {
      expect(plain).not.toContain(word);
    }
  });
});

test("waivers of people are read before the scan is, and a decision is made anew when they change", async () => {
  const settings = { runtimeWaivers: { maxDays: 30 } };
  const item = {
    id: { S: "2026-06-01T00:00:00.000Z#CVE-1|" },
    ...{ action: { S: "waived" }, by: { S: "anna" }, until: { S: "2026-06-10T23:59:59.999Z" } },
  };
  const found = {
    ...scanned({}),
    ImageScanFindings: {
      ImageScanCompletedAt: "2026-05-01T00:00:00Z",
      FindingSeverityCounts: { HIGH: 1 },
      Findings: [{ Name: "CVE-1", Severity: "HIGH", Attributes: [] }],
    },
  };
  const [without, waived] = await Promise.all([
    pass([{ Items: [] }, found], settings, { incomparable: "" }),
    pass([{ Items: [item] }, found], settings, { incomparable: "" }),
  ]);
  expect([without.to, waived.to]).toEqual(["findings", steps.lock]);
  expect(waived.detail).toEqual({
    findings: "HIGH 1 (1 tolerated)",
    tolerated: "CVE-1 (waived until 2026-06-10 by anna)",
  });
  expect(waived.asked).toMatchObject([
    ["arn:aws:states:::aws-sdk:dynamodb:query", {}],
    ["arn:aws:states:::aws-sdk:ecr:describeImageScanFindings", {}],
  ]);
  const marks = [without, waived].map(
    ({ variables }) => /; waived ([\da-f]{12})$/.exec(String(variables["fingerprint"]))?.[1],
  );
  expect(marks).toEqual([expect.any(String), expect.any(String)]);
  expect(marks[0]).not.toBe(marks[1]);
});
