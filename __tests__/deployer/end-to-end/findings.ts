import { expect, test } from "vitest";
import type { Apply } from "../support/deployer";
import type { Scan, World } from "../support/world";

const impatient = { scan: { limitSeconds: 0, pollSeconds: 1 } };
const day = 86_400_000;
const secondsAgo = (days: number) => Math.floor((Date.now() - days * day) / 1000);
const dayFrom = (time: number, days: number) =>
  new Date(time + days * day).toISOString().slice(0, 10);

/** One finding of Inspector, word for word as ECR answers it, cut to what is read. */
const found = (changes: object = {}, details: object = {}) => ({
  severity: "HIGH",
  status: "ACTIVE",
  type: "PACKAGE_VULNERABILITY",
  fixAvailable: "YES",
  exploitAvailable: "NO",
  ...changes,
  packageVulnerabilityDetails: {
    vulnerabilityId: "CVE-2026-0001",
    vendorCreatedAt: secondsAgo(1),
    vulnerablePackages: [{ name: "openssl", version: "3.0.1" }],
    ...details,
  },
});

const scanOf = (...enhancedFindings: readonly object[]): Scan => ({
  status: "ACTIVE",
  counts: { HIGH: enhancedFindings.length },
  enhancedFindings,
});

/** Findings that are tolerated one by one. */
export function findingsCases(apply: Apply): void {
  let images = 0;
  /** Pushes an image with these findings, and asks for it. */
  async function ask(world: World, ...findings: readonly object[]) {
    images += 1;
    const digest = await world.pushImage(`image-${images}`, `main-${images}`);
    await world.scanned(digest, scanOf(...findings));
    return { ...(await world.ask(digest)), digest };
  }
  const unfixable = { known: false, unfixable: true, graceDays: 0 };
  const graced = { known: false, unfixable: false, graceDays: 7 };
  const enhanced = { ...impatient, scanning: "enhanced" } as const;

  test("lets in what cannot be fixed or is waived, and says so in outcome, record and notification", async () => {
    const waiver = { cve: "CVE-2026-0002", reason: "Not reachable.", expires: "2999-12-31" };
    const world = await apply({ ...enhanced, tolerate: unfixable, waivers: [waiver] });
    const run = await ask(
      world,
      found({ fixAvailable: "NO" }),
      found({}, { vulnerabilityId: "CVE-2026-0002" }),
    );
    const tolerated =
      "CVE-2026-0001 in openssl (no fix is available); CVE-2026-0002 in openssl (waived until 2999-12-31)";
    expect(run).toMatchObject({
      outcome: "released",
      detail: { findings: "HIGH 2 (2 tolerated)", tolerated },
    });
    const [first, second] = [
      { id: "CVE-2026-0001", why: "unfixable", until: "" },
      { id: "CVE-2026-0002", why: "waived", until: "2999-12-31T23:59:59.999Z" },
    ].map((one) => ({ ...one, packages: ["openssl"], severity: "HIGH" }));
    expect(JSON.parse((await world.item("decision", run.digest))?.["tolerated"] ?? "")).toEqual([
      first,
      second,
    ]);
    expect(await world.letters()).toMatchObject([
      { message: expect.stringContaining(`tolerated: ${tolerated}`) },
    ]);
  });

  test.each<[string, unknown]>([
    ["YES", "YES"],
    ["PARTIAL", "PARTIAL"],
    ["nothing", undefined],
    ["null", null],
  ])("refuses a finding where fixAvailable is %s", async (_, fixAvailable) => {
    const world = await apply({ ...enhanced, tolerate: unfixable });
    const output = await ask(world, found({ fixAvailable: "NO" }), found({ fixAvailable }));
    expect(output).toMatchObject({
      outcome: "findings",
      detail: {
        findings: "HIGH 2 (1 tolerated)",
        reason: "HIGH 1 (allowed 0); not tolerated: CVE-2026-0001 in openssl",
      },
    });
    expect(await world.item("decision", output.digest)).not.toHaveProperty("tolerated");
  });

  test("lets in a finding in its days of grace, and remembers when it was first seen here", async () => {
    const world = await apply({ ...enhanced, tolerate: graced });
    const before = Date.now();
    const output = await ask(
      world,
      found(),
      found({}, { vulnerabilityId: "CVE-2026-0002", vendorCreatedAt: undefined }),
    );
    expect(output).toMatchObject({
      outcome: "released",
      detail: {
        tolerated: `CVE-2026-0001 in openssl (in its days of grace until ${dayFrom(before, 6)}); CVE-2026-0002 in openssl (in its days of grace until ${dayFrom(before, 7)})`,
      },
    });
    expect(await world.items("first-seen")).toMatchObject([
      { id: "CVE-2026-0001|openssl", digest: output.digest },
      { id: "CVE-2026-0002|openssl", digest: output.digest },
    ]);
  });

  test("does not begin the days of grace anew with another image, nor after the finding was unfixable", async () => {
    const world = await apply({
      ...enhanced,
      tolerate: { known: true, unfixable: true, graceDays: 7 },
    });
    const noDate = { vendorCreatedAt: undefined };
    expect(await ask(world, found({ fixAvailable: "NO" }, noDate))).toMatchObject({
      outcome: "released",
    });
    const [seen] = await world.items("first-seen");
    await world.putItem({ ...seen, at: new Date(Date.now() - 8 * day).toISOString() });
    expect(await ask(world, found({}, noDate))).toMatchObject({ outcome: "findings" });
    expect(await world.items("first-seen")).toHaveLength(1);
  });

  test.each<[string, object, object]>([
    ["an exploit is known", { exploitAvailable: "YES" }, {}],
    ["nothing is said of an exploit", { exploitAvailable: undefined }, {}],
    ["the vendor published it long ago", {}, { vendorCreatedAt: secondsAgo(8) }],
    [
      "it has no package by which it could be known again",
      {},
      { vulnerablePackages: [], vendorCreatedAt: secondsAgo(1) },
    ],
  ])("refuses a finding in the days of grace when %s", async (_, changes, details) => {
    const world = await apply({ ...enhanced, tolerate: graced });
    expect(await ask(world, found(changes, details))).toMatchObject({
      outcome: "findings",
      detail: {
        reason: expect.stringMatching(/^HIGH 1 \(allowed 0\); not tolerated: CVE-2026-0001/),
      },
    });
  });

  const cancelled = {
    code: "TransactionCanceledException",
    message: "ConditionalCheckFailed",
    matching: "first-seen",
  };
  const lost = { code: "ServiceUnavailable", message: "lost", matching: "first-seen", after: true };
  test("reads again what another run, or a call without an answer, wrote at the same time", async () => {
    const world = await apply({ ...enhanced, tolerate: graced });
    for (const error of [cancelled, lost]) {
      await world.fixtures({ errors: { "dynamodb:TransactWriteItems": [{ ...error, times: 1 }] } });
      const vulnerabilityId = `CVE-2026-${error.code}`;
      expect(await ask(world, found({}, { vulnerabilityId }))).toMatchObject({
        outcome: "released",
        detail: { tolerated: expect.stringContaining(vulnerabilityId) },
      });
    }
    expect(await world.items("first-seen")).toHaveLength(2);
  });

  test("tolerates nothing for which it cannot be read when it was first seen", async () => {
    const world = await apply({ ...enhanced, tolerate: graced });
    const unread = {
      Responses: { [world.names.delivery]: [] },
      UnprocessedKeys: { [world.names.delivery]: { Keys: [{ kind: { S: "first-seen" } }] } },
    };
    await world.fixtures({
      answers: { "dynamodb:BatchGetItem": [{ answer: unread, times: 1_000 }] },
    });
    expect(await ask(world, found({}, { vendorCreatedAt: undefined }))).toMatchObject({
      outcome: "findings",
    });
    expect(await world.items("first-seen")).toEqual([]);
  });

  test("looks up many findings, fifty at a time", async () => {
    const world = await apply({ ...enhanced, tolerate: graced });
    const many = Array.from({ length: 120 }, (_, n) =>
      found({}, { vulnerabilityId: `CVE-2026-${n}` }),
    );
    expect(await ask(world, ...many)).toMatchObject({
      outcome: "released",
      detail: {
        findings: "HIGH 120 (120 tolerated)",
        tolerated: expect.stringMatching(/; and 100 more$/),
      },
    });
    expect(await world.items("first-seen")).toHaveLength(120);
    expect(await world.calls("dynamodb:BatchGetItem")).toHaveLength(6);
  });

  test("refuses more findings than a state can hold, and says so", async () => {
    const world = await apply({ ...enhanced, tolerate: unfixable });
    const many = Array.from({ length: 60 }, (_, n) =>
      found(
        { fixAvailable: "NO" },
        { vulnerabilityId: `CVE-2026-${n}`, vulnerablePackages: [{ name: "x".repeat(1_500) }] },
      ),
    );
    expect(await ask(world, ...many)).toMatchObject({
      outcome: "findings",
      detail: {
        findings: "HIGH 60",
        reason:
          "HIGH 60 (allowed 0); these findings are more than can be compared one by one, so none of them is tolerated",
      },
    });
  });

  test("does not weigh what a rollback reports, and keeps what was let in before", async () => {
    const world = await apply({ ...enhanced, tolerate: unfixable });
    const first = await ask(world, found({ fixAvailable: "NO" }));
    const before = (await world.item("decision", first.digest))?.["tolerated"];
    await world.scanned(first.digest, scanOf(found(), found()));
    const second = await world.pushImage("second", "main-second");
    await world.scanned(second, scanOf());
    expect(await world.ask(second)).toMatchObject({ outcome: "released" });
    expect(await world.ask(first.digest, { rollback: true })).toMatchObject({
      outcome: "rolled-back",
      detail: { findings: "HIGH 2" },
    });
    expect(await world.item("decision", first.digest)).toMatchObject({
      outcome: "rolled-back",
      tolerated: before,
    });
  });

  test("reads no finding where the counts are within the allowance", async () => {
    const world = await apply({
      ...enhanced,
      tolerate: { known: false, unfixable: true, graceDays: 7 },
    });
    expect(await ask(world)).toMatchObject({ outcome: "released" });
    const digest = await world.pushImage("b", "main-b");
    const low = Array.from({ length: 20 }, () => found({ severity: "LOW" }));
    await world.scanned(digest, { status: "ACTIVE", counts: { LOW: 20 }, enhancedFindings: low });
    expect(await world.ask(digest)).toMatchObject({ outcome: "released" });
    expect(await world.calls("dynamodb:BatchGetItem")).toEqual([]);
    // Once without the lock and once with it, for each of the two images.
    expect(await world.calls("ecr:DescribeImageScanFindings")).toHaveLength(4);
  });
}
