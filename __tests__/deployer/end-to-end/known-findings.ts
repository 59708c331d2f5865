import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";
import type { Scan, World } from "../support/world";

const hour = 3_600_000;
const secondsAgo = (hours: number) => Math.floor((Date.now() - hours * hour) / 1000);
const known = { tolerate: { known: true, unfixable: false, graceDays: 0 } };

/** A finding of ECR's own scan. */
const found = (name: string, packageName = "openssl", severity = "HIGH") => ({
  name,
  severity,
  attributes: [
    { key: "package_version", value: "3.0.1" },
    { key: "package_name", value: packageName },
  ],
});

const scanOf = (findings: readonly object[], completedAt = secondsAgo(25)): Scan => ({
  status: "COMPLETE",
  counts: { HIGH: findings.length },
  findings,
  completedAt,
});

/** Findings that are tolerated because the image that runs has them too. */
export function knownFindingsCases(apply: Apply): void {
  let images = 0;
  /** Pushes an image with these findings, and asks for it. */
  async function ask(world: World, ...findings: readonly object[]) {
    images += 1;
    const digest = await world.pushImage(`known-${images}`, `main-known-${images}`);
    await world.scanned(digest, scanOf(findings));
    return { ...(await world.ask(digest)), digest };
  }
  const scansRequested = async (world: World) =>
    (await world.calls("ecr:StartImageScan")).map(({ ImageId }) => ImageId);

  test("lets in what a new scan finds in the image that runs too, and nothing else", async () => {
    const world = await apply(known);
    const running = await release(world);
    await world.fixtures({
      rescans: { [running]: { ...scanOf([found("CVE-1")]), completedAt: secondsAgo(0) } },
    });
    // In another package it is another finding.
    expect(await ask(world, found("CVE-1", "libssl"), found("CVE-2"))).toMatchObject({
      outcome: "findings",
      detail: {
        reason: "HIGH 2 (allowed 0); not tolerated: CVE-1 in libssl; CVE-2 in openssl",
      },
    });
    expect(await scansRequested(world)).toEqual([{ ImageDigest: running }]);
    const output = await ask(world, found("CVE-1"));
    expect(output).toMatchObject({
      outcome: "released",
      detail: {
        findings: "HIGH 1 (1 tolerated)",
        tolerated: "CVE-1 in openssl (what runs has it too)",
      },
    });
    expect(JSON.parse((await world.item("decision", output.digest))?.["tolerated"] ?? "")).toEqual([
      { id: "CVE-1", packages: ["openssl"], severity: "HIGH", why: "known", until: "" },
    ]);
    // Refused, for one scan a day is all there is; what is there is recent, and not asked for with the lock.
    expect(await scansRequested(world)).toEqual([
      { ImageDigest: running },
      { ImageDigest: running },
    ]);
  });

  test("knows nothing at a first release, and asks for no scan", async () => {
    const world = await apply(known);
    expect(await ask(world, found("CVE-1"))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-1 in openssl" },
    });
    expect(await scansRequested(world)).toEqual([]);
  });

  const cannot = (why: string) => ({
    outcome: "findings",
    detail: {
      reason: `HIGH 1 (allowed 0); not tolerated: CVE-1 in openssl; what runs cannot be compared: ${why}`,
    },
  });

  test.each<[string, Scan, string]>([
    ["cannot be scanned", { status: "UNSUPPORTED_IMAGE" }, "UNSUPPORTED_IMAGE"],
    ["has a scan that failed", { status: "FAILED", description: "broken" }, "FAILED: broken"],
    [
      "has more findings than are paged through",
      { ...scanOf([found("CVE-1")], secondsAgo(1)), counts: { HIGH: 1, LOW: 3_000 } },
      "it has more than 3000 findings",
    ],
  ])("lets nothing in when what runs %s", async (_, scan, why) => {
    const world = await apply(known);
    const running = await release(world);
    await world.scanned(running, scan);
    expect(await ask(world, found("CVE-1"))).toMatchObject(cannot(why));
  });

  test("lets nothing in when no scan may be requested and the one that is there is old, and waits for none", async () => {
    const world = await apply(known);
    const running = await release(world);
    await world.scanned(running, scanOf([found("CVE-1")], secondsAgo(25)));
    const denied = { code: "ValidationException", message: "no", times: 20 };
    await world.fixtures({ errors: { "ecr:StartImageScan": [denied] } });
    expect(await ask(world, found("CVE-1"))).toMatchObject(
      cannot("Request a scan of what runs: Ecr.ValidationException"),
    );
    await world.scanned(running, scanOf([found("CVE-1")], secondsAgo(23)));
    expect(await ask(world, found("CVE-1"))).toMatchObject({ outcome: "released" });
  });

  test("goes on without what runs when AWS does not answer about it", async () => {
    const world = await apply(known);
    const running = await release(world);
    const refused = (matching: string, action: string) =>
      world.fixtures({
        errors: { [action]: [{ code: "ServerException", message: "no", times: 20, matching }] },
      });
    await refused(running, "ecr:DescribeImageScanFindings");
    expect(await ask(world, found("CVE-1"))).toMatchObject(
      cannot("Read the scan of what runs: Ecr.ServerException"),
    );
    const nothing = { answer: { Images: [], Failures: [] }, times: 20, matching: running };
    await world.fixtures({ answers: { "ecr:BatchGetImage": [nothing] } });
    expect(await ask(world, found("CVE-1"))).toMatchObject(
      cannot("its manifest could not be read"),
    );
  });

  test("does not know what somebody put into the service by hand", async () => {
    const world = await apply(known);
    await release(world);
    const byHand = await world.pushImage("by hand", "main-hand");
    await world.scanned(byHand, scanOf([found("CVE-1")], secondsAgo(1)));
    await world.deployByHand(byHand);
    expect(await ask(world, found("CVE-1"))).toMatchObject(
      cannot("what runs was never released here"),
    );
    // Nor does it know itself.
    expect(await world.ask(byHand)).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-1 in openssl" },
    });
  });

  test("does not make permanent what was let in for a time", async () => {
    const world = await apply({
      ...known,
      waivers: [{ cve: "CVE-3", reason: "Not reachable.", expires: "2026-01-31" }],
    });
    const letIn = async (digest: string, until: string) => {
      const one = { id: "CVE-1", packages: ["openssl"], severity: "HIGH", why: "waived", until };
      const decision = (await world.item("decision", digest)) as Record<string, string>;
      await world.putItem({ ...decision, tolerated: JSON.stringify([one]) });
      await world.scanned(digest, scanOf([found("CVE-1"), found("CVE-2")], secondsAgo(1)));
    };
    const running = await release(world);
    const { tolerated: _, ...decision } = (await world.item("decision", running)) ?? {};
    await world.putItem(decision as Record<string, string>);
    await world.scanned(running, scanOf([found("CVE-3"), found("CVE-2")], secondsAgo(1)));
    // Without a record of what it let in, it may have been by the waiver.
    expect(await ask(world, found("CVE-3"), found("CVE-2"))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-3 in openssl" },
    });
    await letIn(running, "2999-12-31T23:59:59.999Z");
    // What let it in first is gone, but its end stays with it.
    const inherited = await ask(world, found("CVE-1"));
    expect(inherited).toMatchObject({
      outcome: "released",
      detail: { tolerated: "CVE-1 in openssl (what runs has it too until 2999-12-31)" },
    });
    expect(await world.item("decision", inherited.digest)).toMatchObject({
      tolerated: expect.stringContaining('"until":"2999-12-31T23:59:59.999Z"'),
    });
    await letIn(inherited.digest, "2026-01-31T23:59:59.999Z");
    expect(await ask(world, found("CVE-1"), found("CVE-2"))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-1 in openssl" },
    });
  });

  test("compares with each image of an index that runs, page by page", async () => {
    const world = await apply(known);
    const [one, two] = [await world.pushImage("one"), await world.pushImage("two")];
    const child = (digest: string, architecture: string) => ({
      digest,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      platform: { os: "linux", architecture },
    });
    const attestation = {
      ...child(await world.pushImage("three"), "unknown"),
      platform: { os: "unknown", architecture: "unknown" },
    };
    const index = await world.pushIndex(
      [child(one, "amd64"), child(two, "arm64"), attestation],
      "main-index",
    );
    await world.scanned(one);
    await world.scanned(two);
    expect(await world.ask(index)).toMatchObject({ outcome: "released" });
    const others = Array.from({ length: 60 }, (_, n) => found(`CVE-other-${n}`));
    await world.scanned(one, scanOf([...others, found("CVE-1"), found("CVE-2")], secondsAgo(1)));
    await world.scanned(two, scanOf([found("CVE-1")], secondsAgo(1)));
    expect(await ask(world, found("CVE-1"), found("CVE-2"))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-2 in openssl" },
    });
  });

  test("goes by the time of Inspector's own scan, and requests none", async () => {
    const world = await apply({ ...known, scanning: "enhanced" });
    const inspected = (completedAt: number, changes: object = {}): Scan => ({
      status: "ACTIVE",
      counts: { HIGH: 1 },
      completedAt,
      enhancedFindings: [
        {
          severity: "HIGH",
          status: "ACTIVE",
          packageVulnerabilityDetails: {
            vulnerabilityId: "CVE-1",
            vulnerablePackages: [{ name: "openssl" }, { name: "libssl" }],
          },
        },
      ],
      ...changes,
    });
    const running = await world.pushImage("running", "main-running");
    await world.scanned(running, { status: "ACTIVE", counts: {}, enhancedFindings: [] });
    expect(await world.ask(running)).toMatchObject({ outcome: "released" });
    const next = await world.pushImage("next", "main-next");
    await world.scanned(next, inspected(secondsAgo(0)));
    const reason = async (scan: Scan) => {
      await world.scanned(running, scan);
      return (await world.ask(next)).detail["reason"];
    };
    const refused = "HIGH 1 (allowed 0); not tolerated: CVE-1 in openssl, libssl";
    expect(await reason(inspected(secondsAgo(25)))).toBe(
      `${refused}; what runs cannot be compared: its scan is older than a day`,
    );
    expect(await reason({ status: "SCAN_ELIGIBILITY_EXPIRED" })).toBe(
      `${refused}; what runs cannot be compared: SCAN_ELIGIBILITY_EXPIRED`,
    );
    const onePackage = inspected(secondsAgo(1)).enhancedFindings?.map((finding) => ({
      ...finding,
      packageVulnerabilityDetails: {
        vulnerabilityId: "CVE-1",
        vulnerablePackages: [{ name: "openssl" }],
      },
    }));
    expect(await reason(inspected(secondsAgo(1), { enhancedFindings: onePackage }))).toBe(refused);
    await world.scanned(running, inspected(secondsAgo(1)));
    expect(await world.ask(next)).toMatchObject({
      outcome: "released",
      detail: { tolerated: "CVE-1 in openssl, libssl (what runs has it too)" },
    });
    expect(await scansRequested(world)).toEqual([]);
  });
}
