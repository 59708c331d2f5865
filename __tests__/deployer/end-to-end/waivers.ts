import { expect, test } from "vitest";
import type { Apply } from "../support/deployer";
import type { World } from "../support/world";

const day = 86_400_000;
const dayFromNow = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
const endOf = (days: number) => `${dayFromNow(days)}T23:59:59.999Z`;
const anna = "arn:aws:sts::111111111111:assumed-role/shop-dev-waivers/anna";
const settings = {
  scan: { limitSeconds: 0, pollSeconds: 1 },
  runtimeWaivers: { maxDays: 30 },
} as const;
const knowing = { known: true, unfixable: false, graceDays: 0 };

/** Writes a waiver as `slipway waive` does; `id` and any attribute may be another. */
const waive = (world: World, changes: Readonly<Record<string, string>> = {}, daysAgo = 0) =>
  world.putItem({
    kind: "waiver",
    id: `${new Date(Date.now() - daysAgo * day).toISOString()}#CVE-2026-0001|`,
    action: "waived",
    by: anna,
    because: "Not reachable from outside.",
    until: endOf(10),
    ...changes,
  });

/** A finding as ECR's own scan lists it. */
const found = (name = "CVE-2026-0001", ...packages: readonly string[]) => ({
  name,
  severity: "HIGH",
  attributes: packages.map((value) => ({ key: "package_name", value })),
});

/** Findings that people waive in the table, without a plan and an apply. */
export function waiverCases(apply: Apply): void {
  let images = 0;
  async function push(world: World, ...findings: readonly object[]) {
    images += 1;
    const digest = await world.pushImage(`waived-${images}`, `main-${images}`);
    await world.scanned(digest, {
      status: "COMPLETE",
      counts: { HIGH: findings.length },
      findings,
    });
    return digest;
  }
  const ask = async (world: World, ...findings: readonly object[]) => {
    const digest = await push(world, ...findings);
    return { ...(await world.ask(digest)), digest };
  };

  test("a refused image is released once its finding is waived, and it is said by whom and until when", async () => {
    const world = await apply(settings);
    const digest = await push(world, found("CVE-2026-0001", "openssl"));
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-2026-0001 in openssl" },
    });
    expect(await world.schedule()).toMatchObject({ outcome: "already-decided" });
    await world.letters();
    await waive(world);
    const tolerated = `CVE-2026-0001 in openssl (waived until ${dayFromNow(10)} by shop-dev-waivers/anna)`;
    expect(await world.schedule()).toMatchObject({
      outcome: "released",
      digest,
      detail: { findings: "HIGH 1 (1 tolerated)", tolerated },
    });
    expect(JSON.parse((await world.item("decision", digest))?.["tolerated"] ?? "")).toEqual([
      {
        id: "CVE-2026-0001",
        packages: ["openssl"],
        severity: "HIGH",
        why: "waived",
        until: endOf(10),
        by: anna,
      },
    ]);
    expect(await world.letters()).toMatchObject([
      { message: expect.stringContaining(`tolerated: ${tolerated}`) },
    ]);
  });

  test.each<[string, Readonly<Record<string, string>>, number]>([
    ["has ended", { until: endOf(-1) }, 5],
    ["lasts longer than it may", { until: endOf(31) }, 0],
    ["lasted longer than it may when it was written", { until: endOf(26) }, 5],
    ["is older than any may be", { until: endOf(0) }, 40],
    ["is of another finding", { id: `${new Date().toISOString()}#CVE-2026-0002|` }, 0],
    ["is of another package", { id: `${new Date().toISOString()}#CVE-2026-0001|zlib` }, 0],
    ["says nothing of who waived it", { by: "" }, 0],
    ["has no time that can be read", { until: "soon" }, 0],
    ["has an end that is not the last moment of a day", { until: `${dayFromNow(3)} at noon` }, 0],
    ["has a day that the calendar lacks", { until: "2026-02-31T23:59:59.999Z" }, 0],
    ["has an id without a time", { id: "zzzz#CVE-2026-0001|" }, 0],
    ["has another action", { action: "granted" }, 0],
  ])("refuses a finding whose waiver %s", async (_, changes, daysAgo) => {
    const world = await apply(settings);
    await waive(world, changes, daysAgo);
    expect(await ask(world, found("CVE-2026-0001", "openssl"))).toMatchObject({
      outcome: "findings",
    });
  });

  test("lets a finding in until the last day that a waiver may have, and on its own last day", async () => {
    const world = await apply(settings);
    await waive(world, { until: endOf(30) });
    expect(await ask(world, found())).toMatchObject({ outcome: "released" });
    await waive(world, { until: endOf(0) });
    expect(await ask(world, found())).toMatchObject({ outcome: "released" });
  });

  test("refuses a finding whose waiver was withdrawn, also where what runs came in by it", async () => {
    const scan = { limitSeconds: 30, pollSeconds: 1 };
    const world = await apply({ ...settings, scan, tolerate: knowing, dailyLook: true });
    await waive(world);
    const runs = await ask(world, found("CVE-2026-0001", "openssl"));
    expect(runs).toMatchObject({ outcome: "released" });
    await world.fixtures({
      rescans: {
        [runs.digest]: {
          status: "COMPLETE",
          counts: { HIGH: 1 },
          completedAt: Math.floor(Date.now() / 1000),
          findings: [found("CVE-2026-0001", "openssl")],
        },
      },
    });
    await waive(world, { action: "withdrawn" });
    expect(await ask(world, found("CVE-2026-0001", "openssl"))).toMatchObject({
      outcome: "findings",
      detail: { reason: "HIGH 1 (allowed 0); not tolerated: CVE-2026-0001 in openssl" },
    });
    await waive(world);
    expect(await ask(world, found("CVE-2026-0001", "openssl"))).toMatchObject({
      outcome: "released",
      detail: { tolerated: expect.stringContaining("(waived until") },
    });
  });

  test("waives a finding in its packages one by one: all of them must be waived, and the first end counts", async () => {
    const world = await apply(settings);
    const of = (name: string) => ({ id: `${new Date().toISOString()}#CVE-2026-0001|${name}` });
    await waive(world, of("openssl"));
    expect(await ask(world, found("CVE-2026-0001", "openssl", "libssl"))).toMatchObject({
      outcome: "findings",
    });
    await waive(world, {
      ...of("libssl"),
      until: endOf(3),
      by: "arn:aws:iam::111111111111:user/bo",
    });
    expect(await ask(world, found("CVE-2026-0001", "openssl", "libssl"))).toMatchObject({
      outcome: "released",
      detail: {
        tolerated: `CVE-2026-0001 in openssl, libssl (waived until ${dayFromNow(3)} by shop-dev-waivers/anna and arn:aws:iam::111111111111:user/bo)`,
      },
    });
    expect(await ask(world, found("CVE-2026-0001"))).toMatchObject({ outcome: "findings" });
  });

  test("counts the file's waivers beside those of the table, and force passes neither", async () => {
    const waiver = { cve: "CVE-2026-0002", reason: "Not reachable.", expires: "2999-12-31" };
    const world = await apply({ ...settings, waivers: [waiver] });
    await waive(world);
    expect(
      await ask(world, found("CVE-2026-0001", "a"), found("CVE-2026-0002", "b")),
    ).toMatchObject({
      outcome: "released",
      detail: {
        tolerated: `CVE-2026-0001 in a (waived until ${dayFromNow(10)} by shop-dev-waivers/anna); CVE-2026-0002 in b (waived until 2999-12-31)`,
      },
    });
    const digest = await push(world, found("CVE-2026-0003", "a"));
    expect(await world.ask(digest, { force: true })).toMatchObject({ outcome: "findings" });
  });

  test("counts nothing where the table cannot be read, and says so", async () => {
    const world = await apply(settings);
    await waive(world);
    await world.fixtures({
      errors: {
        "dynamodb:Query": [
          { code: "ProvisionedThroughputExceededException", message: "slow", times: 20 },
        ],
      },
    });
    expect(await ask(world, found())).toMatchObject({
      outcome: "aws-error",
      detail: { step: "Read the waivers" },
    });
  });
}
