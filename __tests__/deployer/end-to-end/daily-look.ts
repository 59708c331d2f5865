import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";
import type { Scan, World } from "../support/world";

const settings = { scan: { limitSeconds: 0, pollSeconds: 1 }, dailyLook: true } as const;
const until = "2999-12-31";
const waivers = [{ cve: "CVE-2026-0009", reason: "Not reachable.", expires: until }];

const inspected = (vulnerabilityId: string, fixedInVersion?: string) => ({
  severity: "HIGH",
  status: "ACTIVE",
  type: "PACKAGE_VULNERABILITY",
  fixAvailable: fixedInVersion === undefined ? "NO" : "YES",
  exploitAvailable: "NO",
  packageVulnerabilityDetails: {
    vulnerabilityId,
    vulnerablePackages: [{ name: "openssl", version: "3.0.1", fixedInVersion }],
  },
});
const enhanced = (...enhancedFindings: readonly object[]): Scan => ({
  status: "ACTIVE",
  counts: enhancedFindings.length === 0 ? {} : { HIGH: enhancedFindings.length },
  enhancedFindings,
});

/** A look at what runs, and what people are notified of. */
async function look(world: World) {
  const output = await world.outputOf(await world.start({}, world.lookMachineArn));
  return { output, letters: await world.letters() };
}

/** What runs is looked at once a day. */
export function dailyLookCases(apply: Apply): void {
  async function running(world: World, scan: Scan) {
    const digest = await world.pushImage("looked-at", "main-1");
    await world.scanned(digest, { ...scan, counts: {}, enhancedFindings: [] });
    await world.ask(digest);
    await world.letters();
    await world.scanned(digest, scan);
    return digest;
  }

  test("notifies of each new finding in what runs once, with its fix, and neither stops nor locks anything", async () => {
    const world = await apply({ ...settings, waivers, scanning: "enhanced" });
    const digest = await running(
      world,
      enhanced(inspected("CVE-2026-0001", "3.0.2"), inspected("CVE-2026-0009")),
    );
    const { letters } = await look(world);
    expect(letters).toEqual([
      {
        subject: "shop-dev: new findings in what runs",
        message: `shop-dev: What runs has findings over the allowance that nobody was notified of before. Nothing was changed.

digest: ${digest}
HIGH CVE-2026-0001 in openssl: fixed in 3.0.2

What to do: Update the packages and deploy, or waive a finding. What runs keeps running: npx slipway status shop-dev`,
      },
    ]);
    expect(await world.items("noticed")).toMatchObject([{ id: "CVE-2026-0001|openssl", digest }]);
    expect((await look(world)).letters).toEqual([]);

    await world.scanned(
      digest,
      enhanced(inspected("CVE-2026-0001", "3.0.2"), inspected("CVE-2026-0002", "NotAvailable")),
    );
    expect((await look(world)).letters).toMatchObject([
      { message: expect.stringContaining("\nHIGH CVE-2026-0002 in openssl: no fix is known\n\n") },
    ]);
    expect(await world.runningDigest()).toBe(digest);
    expect(await world.items("lock")).toEqual([]);
    expect(await world.items("history")).toHaveLength(1);
  });

  test("says nothing where all is within the allowance, waived, or nothing runs yet", async () => {
    const world = await apply({ ...settings, waivers, scanning: "enhanced" });
    expect(await look(world)).toMatchObject({ output: { outcome: "looked" }, letters: [] });
    await running(world, enhanced(inspected("CVE-2026-0009")));
    expect(await look(world)).toMatchObject({ output: { outcome: "looked" }, letters: [] });
  });

  test("requests a new scan of ECR's own scanner, which looks only when it is asked", async () => {
    const world = await apply({ ...settings, scan: { limitSeconds: 30, pollSeconds: 1 } });
    const digest = await release(world);
    const findings = [
      {
        name: "CVE-2026-0001",
        severity: "HIGH",
        attributes: [{ key: "package_name", value: "openssl" }],
      },
    ];
    const now = Math.floor(Date.now() / 1000);
    await world.fixtures({
      rescans: {
        [digest]: { status: "COMPLETE", counts: { HIGH: 1 }, completedAt: now, findings },
      },
    });
    expect((await look(world)).letters).toMatchObject([
      { message: expect.stringContaining("HIGH CVE-2026-0001 in openssl: no fix is known") },
    ]);
    await world.fixtures({
      errors: {
        "ecr:StartImageScan": [{ code: "LimitExceededException", message: "x", times: 1 }],
      },
    });
    expect((await look(world)).letters).toEqual([]);
  });

  test("says once that the scan of what runs cannot be read, for that is no clean image", async () => {
    const world = await apply({ ...settings, scanning: "enhanced" });
    const digest = await running(world, enhanced());
    await world.scanned(digest, { status: "SCAN_ELIGIBILITY_EXPIRED" });
    expect((await look(world)).letters).toMatchObject([
      {
        message: expect.stringContaining(
          `\nthe scan of ${digest} could not be read: SCAN_ELIGIBILITY_EXPIRED\n`,
        ),
      },
    ]);
    expect((await look(world)).letters).toEqual([]);
  });

  test("notifies again tomorrow where the note that it was said is not written, and says that a look failed", async () => {
    const world = await apply({ ...settings, scanning: "enhanced" });
    await running(world, enhanced(inspected("CVE-2026-0001", "3.0.2")));
    const denied = { code: "AccessDeniedException", message: "no", times: 20 };
    await world.fixtures({ errors: { "dynamodb:TransactWriteItems": [denied] } });
    await expect(look(world)).rejects.toThrow("FAILED in Note what was said");
    await world.fixtures({ errors: { "dynamodb:TransactWriteItems": [] } });
    expect((await look(world)).letters).toHaveLength(2);

    await world.fixtures({ errors: { "ecs:DescribeServices": [denied] } });
    await expect(look(world)).rejects.toThrow("FAILED in Could not look: Slipway.LookFailed ");
    expect(await world.letters()).toMatchObject([
      {
        subject: "shop-dev: the daily look failed",
        message: expect.stringContaining(
          "shop-dev: The daily look at what runs could not be made. Nothing was changed.\n\nreason: ",
        ),
      },
    ]);
  });
}
