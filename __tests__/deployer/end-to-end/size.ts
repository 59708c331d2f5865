import { GetExecutionHistoryCommand } from "@aws-sdk/client-sfn";
import { expect, test } from "vitest";
import { type Apply, release } from "../support/deployer";

/** What a state may hold. */
const limitBytes = 256 * 1024;

export function sizeCases(apply: Apply): void {
  test("a repository of 1,000 images and a scan of 500 findings stay within a state", async () => {
    const world = await apply({
      waivers: [
        { cve: "CVE-2026-0499", reason: "Not reachable from outside.", expires: "2999-12-31" },
      ],
    });
    await world.pushMany(999);
    await release(world, "running", "main-running");
    const digest = await world.pushImage("newest", "main-newest");
    const findings = Array.from({ length: 500 }, (_, n) => ({
      name: `CVE-2026-${String(n).padStart(4, "0")}`,
      severity: n === 499 ? "CRITICAL" : "LOW",
      description: "x".repeat(1_500),
      uri: "https://example.gov/".padEnd(200, "x"),
      attributes: Array.from({ length: 5 }, (_, key) => ({ key: `key-${key}`, value: "value" })),
    }));
    await world.scanned(digest, {
      status: "COMPLETE",
      counts: { LOW: 499, CRITICAL: 1 },
      findings,
    });

    const execution = await world.start({ schedule: "reconcile" });

    expect(await world.outputOf(execution)).toMatchObject({
      outcome: "released",
      digest,
      detail: { findings: "LOW 499, CRITICAL 1 (1 waived)" },
    });
    const { largest } = await world.noted();
    expect(largest?.bytes).toBeGreaterThan(50_000);
    expect(largest?.bytes).toBeLessThan(limitBytes / 2);
    // Eleven pages, read without the lock and with it.
    expect(await world.calls("ecr:DescribeImageScanFindings")).toHaveLength(22);
    const { events = [] } = await world.clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn: execution, maxResults: 1000 }),
    );
    expect(events.length).toBeLessThan(1000);
  });
}
