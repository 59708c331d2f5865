import { expect, test } from "vitest";
import { placeholderDigest } from "../../../src/contract/images";
import { type Apply, release } from "../support/deployer";
import type { Scan } from "../support/world";

const impatient = { scan: { limitSeconds: 0, pollSeconds: 1 } };

export function gateCases(apply: Apply): void {
  const scan = (status: string, rest: Omit<Scan, "status"> = {}): Scan => ({ status, ...rest });
  const found = (counts: Record<string, number>) => scan("COMPLETE", { counts });
  test.each([
    { that: "was not scanned", outcome: "scan-missing", reason: "there is no scan of it" },
    { that: "is being scanned", scan: scan("IN_PROGRESS"), outcome: "scan-pending" },
    { that: "waits for its scan", scan: scan("PENDING"), outcome: "scan-pending" },
    {
      that: "cannot be scanned",
      scan: scan("UNSUPPORTED_IMAGE", { description: "UnsupportedImageError" }),
      outcome: "scan-unsupported",
      reason: "UNSUPPORTED_IMAGE: UnsupportedImageError",
    },
    {
      that: "broke its scan",
      scan: scan("FAILED", { description: "broken layer" }),
      outcome: "scan-failed",
      reason: "FAILED: broken layer",
    },
    {
      that: "is too old for a scan",
      scan: scan("SCAN_ELIGIBILITY_EXPIRED"),
      outcome: "scan-failed",
    },
    { that: "has a status nobody knows", scan: scan("SOMETHING_NEW"), outcome: "scan-failed" },
    {
      that: "has a scan without a result",
      scan: scan("COMPLETE"),
      outcome: "scan-pending",
      reason: "COMPLETE, but the answer has no severity counts",
    },
    {
      that: "has findings of two severities too many",
      scan: found({ CRITICAL: 1, HIGH: 2, MEDIUM: 5, LOW: 90 }),
      outcome: "findings",
      reason: "CRITICAL 1 (allowed 0), HIGH 2 (allowed 0)",
    },
    {
      that: "has one finding too many",
      scan: found({ MEDIUM: 6 }),
      outcome: "findings",
      reason: "MEDIUM 6 (allowed 5)",
    },
    {
      that: "has a finding that nobody rated",
      scan: found({ UNTRIAGED: 1, TOTAL: 1 }),
      outcome: "findings",
      reason: "UNDEFINED 1 (allowed 0)",
    },
    {
      that: "has a severity that nobody knows",
      scan: found({ TERRIBLE: 1 }),
      outcome: "findings",
      reason: "TERRIBLE is no severity that is known",
    },
  ])("refuses an image that $that: $outcome", async ({ scan, outcome, reason = scan?.status }) => {
    const world = await apply(impatient);
    const digest = await world.pushImage("a", "main-1");
    if (scan) await world.scanned(digest, scan);

    const output = await world.run(world.scanEvent(digest));

    expect(output).toMatchObject({ outcome, result: "refused", detail: { digest, reason } });
    expect(await world.runningDigest()).toBe(placeholderDigest);
    expect(await world.activeRevisions()).toEqual([1]);
    expect(await world.pointer()).toBe(placeholderDigest);
    expect(await world.item("decision", digest)).toMatchObject({ outcome, again: "scan-changed" });
    expect(await world.items("lock")).toEqual([]);
    expect(await world.letters()).toMatchObject([
      { message: expect.stringContaining(`reason: ${reason}`) },
    ]);
  });

  test("waits for a scan that is not finished", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the scan");
    await world.scanned(digest, { status: "IN_PROGRESS" });
    await world.scanned(digest);
    expect(await world.outputOf(execution)).toMatchObject({ outcome: "released" });
  });

  const status = { status: "COMPLETE", description: "The scan was completed successfully." };
  const completed = { imageScanCompletedAt: 1_760_000_000 };
  const counted = { findingSeverityCounts: {} };
  const notYet: [scanning: "basic" | "enhanced", answer: object][] = [
    ["basic", { imageScanStatus: status }],
    // Word for word what ECR answered right after a push.
    ["basic", { imageScanStatus: status, imageScanFindings: { findings: [] } }],
    ["basic", { imageScanStatus: status, imageScanFindings: { ...counted, findings: [] } }],
    ["basic", { imageScanStatus: status, imageScanFindings: { ...completed, findings: [] } }],
    ["basic", { imageScanFindings: { ...completed, ...counted, findings: [] } }],
    ["enhanced", { imageScanStatus: status, imageScanFindings: { findings: [] } }],
    ["enhanced", { imageScanStatus: status, imageScanFindings: { ...completed, ...counted } }],
    [
      "enhanced",
      {
        imageScanStatus: { status: "ACTIVE" },
        imageScanFindings: { ...completed, ...counted, findings: [] },
      },
    ],
    [
      "enhanced",
      {
        imageScanStatus: { status: "ACTIVE" },
        imageScanFindings: { ...counted, enhancedFindings: [] },
      },
    ],
  ];
  test("does not take an answer for a result that has no counts, no completion or no findings of Inspector", async () => {
    const worlds = {
      basic: await apply(impatient),
      enhanced: await apply({ ...impatient, scanning: "enhanced" }),
    };
    for (const [number, [scanning, answer]] of notYet.entries()) {
      const world = worlds[scanning];
      const digest = await world.pushImage(`image-${number}`, `main-${number}`);
      await world.scanned(digest, { answer });
      expect(await world.ask(digest), JSON.stringify(answer)).toMatchObject({
        outcome: "scan-pending",
        detail: { digest },
      });
      expect(await world.item("decision", digest)).toMatchObject({ outcome: "scan-pending" });
    }
    for (const world of Object.values(worlds)) {
      expect(await world.runningDigest()).toBe(placeholderDigest);
      expect(await world.activeRevisions()).toEqual([1]);
    }
  });

  test("waits for the result behind an answer that has none, null fields included, then judges that", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    const nothing = {
      ImageScanStatus: { Status: "COMPLETE", Description: null },
      ImageScanFindings: {
        FindingSeverityCounts: null,
        ImageScanCompletedAt: null,
        Findings: null,
      },
      NextToken: null,
    };
    await world.fixtures({
      answers: { "ecr:DescribeImageScanFindings": [{ answer: nothing, times: 1_000_000 }] },
    });
    const execution = await world.start(world.scanEvent(digest));
    await world.entered(execution, "Wait for the scan");
    await world.scanned(digest, { status: "COMPLETE", counts: { CRITICAL: 1 } });
    await world.fixtures({ answers: { "ecr:DescribeImageScanFindings": [] } });
    expect(await world.outputOf(execution)).toMatchObject({
      outcome: "findings",
      detail: { reason: "CRITICAL 1 (allowed 0)" },
    });
  });

  test("admits findings up to the allowance and any number where the file says so", async () => {
    const world = await apply();
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, {
      status: "ACTIVE",
      counts: { MEDIUM: 5, LOW: 5000, TOTAL: 5005 },
    });
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      detail: { findings: "MEDIUM 5, LOW 5000" },
    });
  });

  const cves: Scan = {
    status: "COMPLETE",
    counts: { CRITICAL: 2, HIGH: 1 },
    findings: [
      { name: "CVE-2026-0001", severity: "CRITICAL" },
      { name: "CVE-2026-0001", severity: "CRITICAL" },
      { name: "CVE-2026-0002", severity: "HIGH" },
    ],
  };
  const waiver = (cve: string, expires = "2999-12-31") => ({
    cve,
    expires,
    reason: "The code is not reachable from outside.",
  });

  test("does not count a finding that is waived", async () => {
    const world = await apply({ waivers: [waiver("CVE-2026-0001"), waiver("CVE-2026-0002")] });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, cves);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "released",
      detail: { findings: "CRITICAL 2 (2 waived), HIGH 1 (1 waived)" },
    });
  });

  test("refuses the findings that no waiver names", async () => {
    const world = await apply({ waivers: [waiver("CVE-2026-0001")] });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, cves);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0)" },
    });
  });

  test("refuses a finding whose waiver has expired", async () => {
    const world = await apply({
      waivers: [waiver("CVE-2026-0001", "2026-01-31"), waiver("CVE-2026-0002")],
    });
    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest, cves);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "findings",
      detail: { reason: "CRITICAL 2 (allowed 0)" },
    });
  });

  test("reads Inspector's event and findings, of which only active ones can be waived", async () => {
    const world = await apply({ scanning: "enhanced", waivers: [waiver("CVE-2026-0003")] });
    const digest = await world.pushImage("a", "main-1");
    const finding = (Status: string) => ({
      severity: "HIGH",
      status: Status,
      packageVulnerabilityDetails: { vulnerabilityId: "CVE-2026-0003" },
    });
    const event = {
      "detail-type": "Inspector2 Scan",
      source: "aws.inspector2",
      detail: {
        "scan-status": "INITIAL_SCAN_COMPLETE",
        "repository-name": `arn:aws:ecr:us-east-1:${world.account}:repository/shop/dev`,
        "finding-severity-counts": { HIGH: 1, TOTAL: 1 },
        "image-digest": digest,
        "image-tags": ["main-1"],
      },
    };
    await world.scanned(digest, {
      status: "ACTIVE",
      counts: { HIGH: 2 },
      enhancedFindings: [finding("ACTIVE"), finding("SUPPRESSED")],
    });
    expect(await world.run(event)).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0)" },
    });
    await world.scanned(digest, {
      status: "ACTIVE",
      counts: { HIGH: 1 },
      enhancedFindings: [finding("ACTIVE")],
    });
    expect(await world.run(event)).toMatchObject({ outcome: "released" });
  });

  test("force never passes over findings", async () => {
    const world = await apply();
    await release(world);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest, { status: "COMPLETE", counts: { HIGH: 1 } });
    expect(await world.ask(digest, { force: true })).toMatchObject({ outcome: "findings" });
  });
}
