import { describe, expect, test } from "vitest";
import type { DeliverySettings } from "../../src/contract/delivery-settings";
import { longestFindings, openPairs, weighFindings } from "../../src/deployer/findings";
import type { Code } from "../../src/deployer/jsonata";
import { countsAsText, overAllowance, readScan } from "../../src/deployer/scan-verdict";
import { exampleSettings } from "./support/example";
import { evaluate } from "./support/reference";

const today = "2026-06-15T12:00:00.000Z";
const context = { State: { EnteredTime: today } };
const run = ({ text }: Code, variables: object, result?: unknown) =>
  evaluate(text, { variables: variables as Record<string, unknown>, states: { context, result } });

const tolerant = (
  tolerate: Partial<DeliverySettings["tolerate"]>,
  changes: Partial<DeliverySettings> = {},
): DeliverySettings => ({
  ...exampleSettings,
  scanning: "enhanced",
  ...changes,
  tolerate: { known: false, unfixable: false, graceDays: 0, ...tolerate },
});

/** One finding of Inspector as Step Functions gives it. */
const found = (changes: object = {}, details: object = {}) => ({
  Severity: "HIGH",
  Status: "ACTIVE",
  FixAvailable: "YES",
  ExploitAvailable: "NO",
  ...changes,
  PackageVulnerabilityDetails: {
    VulnerabilityId: "CVE-2026-0001",
    VendorCreatedAt: "2026-06-14T00:00:00Z",
    VulnerablePackages: [{ Name: "openssl", Version: "3.0.1" }],
    ...details,
  },
});

const answer = (findings: readonly object[], counts: object = { HIGH: findings.length }) => ({
  ImageScanStatus: { Status: "ACTIVE" },
  ImageScanFindings: {
    ImageScanCompletedAt: "2026-06-15T11:00:00.000Z",
    FindingSeverityCounts: counts,
    EnhancedFindings: findings,
  },
});

const read = async (settings: DeliverySettings, result: object, scan: object = {}) =>
  (await run(readScan(settings), { scan, verdicts: [] }, result)) as Record<string, unknown>;

/** What becomes of findings that one page holds: reason and end of each that is let in, and why the image is refused. */
async function weighed(
  settings: DeliverySettings,
  findings: readonly object[],
  { seen = {}, known = {} }: { seen?: object; known?: object } = {},
): Promise<{ let: unknown; over: unknown; counts: unknown }> {
  const scan = (await run(weighFindings(settings), {
    scan: await read(settings, answer(findings)),
    seen,
    known,
  })) as { let: readonly Record<string, unknown>[] };
  return {
    let: scan.let.map(({ why, until }) => [why, until]),
    over: await run(overAllowance(settings), { scan }),
    counts: await run(countsAsText(settings), { scan }),
  };
}

const refused = { let: [], over: "HIGH 1 (allowed 0)", counts: "HIGH 1" };
const letIn = (why: string, until = "") => ({
  let: [[why, until]],
  over: "",
  counts: "HIGH 1 (1 tolerated)",
});

describe("a finding over the allowance, with `unfixable`,", () => {
  test.each<[string, object, object]>([
    ["no fix is available", { FixAvailable: "NO" }, letIn("unfixable")],
    ["a fix is available", { FixAvailable: "YES" }, refused],
    ["a fix of some packages is available", { FixAvailable: "PARTIAL" }, refused],
    ["nothing is said of a fix", { FixAvailable: undefined }, refused],
    ["null is said of a fix", { FixAvailable: null }, refused],
    ["something else is said of a fix", { FixAvailable: "no" }, refused],
    [
      "an exploit is known, and there is no fix",
      { FixAvailable: "NO", ExploitAvailable: "YES" },
      letIn("unfixable"),
    ],
  ])("of which %s", async (_, changes, expected) => {
    expect(await weighed(tolerant({ unfixable: true }), [found(changes)])).toEqual(expected);
  });
});

describe("a finding over the allowance, with seven days of grace,", () => {
  const at = (day: string) => `2026-06-${day}T12:00:00.000Z`;
  const seen = (day: string) => ({ "CVE-2026-0001|openssl": at(day) });
  const vendor = (day: string) => ({ VendorCreatedAt: at(day) });
  test.each<[string, object, object, object, object]>([
    ["that the vendor published yesterday", {}, vendor("14"), {}, letIn("grace", at("21"))],
    ["that the vendor published a week ago", {}, vendor("08"), {}, refused],
    [
      "that the vendor published a moment less than a week ago",
      {},
      { VendorCreatedAt: "2026-06-08T12:00:00.001Z" },
      {},
      letIn("grace", "2026-06-15T12:00:00.001Z"),
    ],
    [
      "that was seen here yesterday, and of which the vendor says no date",
      {},
      { VendorCreatedAt: undefined },
      seen("14"),
      letIn("grace", at("21")),
    ],
    [
      "that was seen here later than the vendor published it",
      {},
      vendor("10"),
      seen("14"),
      letIn("grace", at("17")),
    ],
    [
      "that was seen here before the vendor published it",
      {},
      vendor("14"),
      seen("10"),
      letIn("grace", at("17")),
    ],
    ["that was seen here long ago", {}, vendor("14"), seen("01"), refused],
    ["of which nobody knows since when", {}, { VendorCreatedAt: undefined }, {}, refused],
    ["of which the vendor's date is null", {}, { VendorCreatedAt: null }, {}, refused],
    ["of which the vendor's date is no date", {}, { VendorCreatedAt: "soon" }, {}, refused],
    [
      "that the vendor publishes tomorrow has no more than from now on",
      {},
      vendor("16"),
      {},
      letIn("grace", at("22")),
    ],
    [
      "whatever the image's own first observation is",
      { FirstObservedAt: at("15") },
      vendor("01"),
      {},
      refused,
    ],
    ["with a known exploit", { ExploitAvailable: "YES" }, vendor("14"), {}, refused],
    [
      "of which nothing is said of an exploit",
      { ExploitAvailable: undefined },
      vendor("14"),
      {},
      refused,
    ],
    ["of which an exploit is null", { ExploitAvailable: null }, vendor("14"), {}, refused],
    ["without a name", {}, { ...vendor("14"), VulnerabilityId: undefined }, {}, refused],
    ["without a package", {}, { ...vendor("14"), VulnerablePackages: [] }, {}, refused],
    [
      "with a package without a name",
      {},
      { ...vendor("14"), VulnerablePackages: [{ Name: "openssl" }, { Version: "1" }] },
      {},
      refused,
    ],
    [
      "with a package whose name is too long for the table's key",
      {},
      { ...vendor("14"), VulnerablePackages: [{ Name: "x".repeat(500) }] },
      {},
      refused,
    ],
    [
      "of which one of two packages was seen long ago",
      {},
      { ...vendor("14"), VulnerablePackages: [{ Name: "libssl" }, { Name: "openssl" }] },
      seen("01"),
      refused,
    ],
  ])("%s", async (_, changes, details, seen, expected) => {
    expect(await weighed(tolerant({ graceDays: 7 }), [found(changes, details)], { seen })).toEqual(
      expected,
    );
  });
});

describe("a finding over the allowance, with `known`,", () => {
  const [ssl, lib] = ["CVE-2026-0001|openssl", "CVE-2026-0001|libssl"];
  const two = { VulnerablePackages: [{ Name: "openssl" }, { Name: "libssl" }] };
  const [soon, later] = ["2026-06-20T00:00:00.000Z", "2026-07-20T00:00:00.000Z"];
  test.each<[string, object, object, object]>([
    ["that what runs has too", {}, { [ssl]: "" }, letIn("known")],
    ["that what runs has for a time", {}, { [ssl]: soon }, letIn("known", soon)],
    ["that what runs has in another package", {}, { [lib]: "" }, refused],
    ["that what runs does not have", {}, {}, refused],
    ["of which what runs has one of two packages", two, { [ssl]: "" }, refused],
    [
      "of which what runs has both packages, each for another time",
      two,
      { [ssl]: later, [lib]: soon },
      letIn("known", soon),
    ],
    [
      "of which what runs has one of both packages for a time",
      two,
      { [ssl]: "", [lib]: soon },
      letIn("known", soon),
    ],
    ["without a name", { VulnerabilityId: undefined }, { "|openssl": "" }, refused],
    ["without a package", { VulnerablePackages: [] }, { "CVE-2026-0001|": "" }, refused],
  ])("%s", async (_, details, known, expected) => {
    expect(await weighed(tolerant({ known: true }), [found({}, details)], { known })).toEqual(
      expected,
    );
  });

  test("is let in for what lasts longest: a missing fix, then a waiver, then what runs, then grace", async () => {
    const whyOf = async (
      tolerate: Partial<DeliverySettings["tolerate"]>,
      waivers: DeliverySettings["waivers"] = [],
    ) => {
      const settings = tolerant({ graceDays: 7, ...tolerate }, { waivers });
      const { let: letIn } = await weighed(settings, [found({ FixAvailable: "NO" })], {
        known: { [ssl]: "" },
      });
      return (letIn as string[][])[0]?.[0];
    };
    const waiver = { cve: "CVE-2026-0001", expires: "2026-12-31", reason: "Not reachable." };
    expect(await whyOf({ known: true, unfixable: true }, [waiver])).toBe("unfixable");
    expect(await whyOf({ known: true }, [waiver])).toBe("waived");
    expect(await whyOf({ known: true })).toBe("known");
    expect(await whyOf({})).toBe("grace");
  });

  test("is not asked for in what runs where there is no fix for it, or a waiver", async () => {
    const settings = tolerant(
      { known: true, unfixable: true },
      { waivers: [{ cve: "CVE-2026-2", expires: "2026-06-15", reason: "Not reachable." }] },
    );
    const findings = [
      found({ FixAvailable: "NO" }),
      found({}, { VulnerabilityId: "CVE-2026-2" }),
      found({}, { VulnerabilityId: "CVE-2026-3", ...two }),
      found({}, { VulnerabilityId: "CVE-2026-4", VulnerablePackages: [] }),
    ];
    const scan = await read(settings, answer(findings));
    expect(await run(openPairs(settings), { scan })).toEqual([
      "CVE-2026-3|openssl",
      "CVE-2026-3|libssl",
    ]);
  });
});

describe("findings over the allowance", () => {
  test("are each judged for themselves, and what is left is counted", async () => {
    const findings = [
      found({ FixAvailable: "NO" }),
      found({}, { VulnerabilityId: "CVE-2026-0002", VendorCreatedAt: "2026-01-01T00:00:00Z" }),
      found({ Severity: "CRITICAL" }, { VulnerabilityId: "CVE-2026-0003" }),
    ];
    const scan = await read(
      tolerant({ unfixable: true, graceDays: 7 }),
      answer(findings, { CRITICAL: 1, HIGH: 2 }),
    );
    expect(
      await run(weighFindings(tolerant({ unfixable: true, graceDays: 7 })), { scan, seen: {} }),
    ).toMatchObject({
      let: [
        { id: "CVE-2026-0001", packages: ["openssl"], why: "unfixable", until: "" },
        { id: "CVE-2026-0003", why: "grace", until: "2026-06-21T00:00:00.000Z" },
      ],
      left: [{ id: "CVE-2026-0002", why: "" }],
      waived: { CRITICAL: 1, HIGH: 1, MEDIUM: 0 },
    });
  });

  test("may be waived besides, up to and including the last day", async () => {
    const waived = (expires: string) =>
      weighed(
        tolerant(
          { unfixable: true },
          { waivers: [{ cve: "CVE-2026-0001", expires, reason: "Not reachable." }] },
        ),
        [found()],
      );
    expect(await waived("2026-06-15")).toEqual(letIn("waived", "2026-06-15T23:59:59.999Z"));
    expect(await waived("2026-06-14")).toEqual(refused);
  });

  test("that nobody rated are undefined ones", async () => {
    const settings = tolerant({ unfixable: true });
    const findings = [found({ Severity: "UNTRIAGED", FixAvailable: "NO" })];
    const scan = await run(weighFindings(settings), {
      scan: await read(settings, answer(findings, { UNTRIAGED: 1 })),
      seen: {},
    });
    expect(scan).toMatchObject({ waived: { UNDEFINED: 1 } });
    expect(await run(overAllowance(settings), { scan })).toBe("");
  });

  test("are read, those within the allowance are not", async () => {
    const settings = tolerant({ unfixable: true });
    const findings = [found(), found({ Severity: "LOW" }), found({ Severity: "MEDIUM" })];
    const counts = { HIGH: 1, MEDIUM: 5, LOW: 9 };
    expect((await read(settings, answer(findings, counts)))["findings"]).toMatchObject([
      { severity: "HIGH" },
    ]);
  });

  test("that inspector suppressed or closed are not compared", async () => {
    const settings = tolerant({ unfixable: true });
    const findings = [found({ Status: "SUPPRESSED" }), found({ Status: "CLOSED" })];
    expect(await read(settings, answer(findings))).toMatchObject({ findings: [], more: true });
  });

  test("are read page by page until all are there, and not further", async () => {
    const settings = tolerant({ unfixable: true });
    const page = answer([found({ FixAvailable: "NO" })], { HIGH: 2, LOW: 900 });
    const first = await read(settings, page);
    expect(first).toMatchObject({ status: "complete", more: true, findings: [{}] });
    const second = await read(settings, page, first);
    expect(second).toMatchObject({ status: "complete", more: false, findings: [{}, {}] });
    expect(await read(settings, page, second)).toMatchObject({
      status: "pending",
      said: "ACTIVE, but the answer lists more findings than it counts",
    });
  });

  test("of ECR's own scan are known by name and package, and nothing else is known of them", async () => {
    const settings = tolerant({ unfixable: true }, { scanning: "basic" });
    const own = {
      Name: "CVE-2026-0001",
      Severity: "HIGH",
      Attributes: [
        { Key: "package_version", Value: "3.0.1" },
        { Key: "package_name", Value: "openssl" },
      ],
    };
    const { ImageScanFindings, ...status } = answer([]);
    const result = {
      ...status,
      ImageScanFindings: {
        ...ImageScanFindings,
        FindingSeverityCounts: { HIGH: 1 },
        Findings: [own],
      },
    };
    expect((await read(settings, result))["findings"]).toEqual([
      {
        id: "CVE-2026-0001",
        packages: ["openssl"],
        severity: "HIGH",
        unfixable: false,
        calm: false,
        fix: "",
        since: "",
      },
    ]);
  });

  test("that are more than a state holds are not compared, and none is let in", async () => {
    const settings = tolerant({ unfixable: true });
    const many = Array.from({ length: 600 }, (_, n) =>
      found({ FixAvailable: "NO" }, { VulnerabilityId: `CVE-2026-${n}` }),
    );
    const scan = await read(settings, answer(many));
    expect(scan).toMatchObject({ findings: [], tooMany: true, more: false });
    expect(longestFindings).toBeLessThan(256 * 1024);
  });
});
