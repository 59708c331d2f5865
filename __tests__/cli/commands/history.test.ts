import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type LiveEnvironment, openEnvironment } from "../../../src/aws/live-environment";
import { addItem } from "../../../src/aws/table";
import { historyCommand } from "../../../src/cli/commands/history";
import { loadOne } from "../../../src/config/environments-folder";
import { recordApply } from "../../../src/operate/apply/apply-record";
import { freeLock } from "../../../src/operate/apply/unlock";
import { evidenceItem, leaseKey, promotionItem } from "../../../src/operate/promotion/records";
import { release, startWorlds } from "../../deployer/support/deployer";
import type { World } from "../../deployer/support/world";
import { runOnShopDev, useCommandFolder } from "../../support/command-folder";
import { exampleText } from "../../support/example-environment";
import { describeWithTools } from "../../support/tools";

const { writeFile } = useCommandFolder();

const history = (...words: string[]) => runOnShopDev(historyCommand, ...words);

test.each(["yesterday", "2026-04-31", "2026-13-01", "2026-1-1", "2026-01-31T08:00", "=1", ""])(
  "refuses --since %j before it asks AWS: it is no day that everybody reads alike",
  async (since) => {
    expect(await history("--since", since)).toEqual({
      code: 2,
      out: "",
      message: `--since must be a day or a time in UTC, such as 2026-01-31 or 2026-01-31T08:00:00Z, got ${JSON.stringify(since)}.`,
    });
  },
);

describeWithTools(["ministack"], "slipway history", () => {
  let started: Awaited<ReturnType<typeof startWorlds>> | undefined;
  beforeAll(async () => {
    started = await startWorlds();
  });
  afterAll(() => started?.stop());

  async function applied(): Promise<{ readonly world: World; readonly live: LiveEnvironment }> {
    const world = (await started?.apply()) as World;
    const text = exampleText.replaceAll("111111111111", world.account);
    writeFile(text);
    vi.stubEnv("AWS_ENDPOINT_URL", world.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", world.account);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
    return { world, live: await openEnvironment(loadOne("shop-dev")) };
  }

  test("lists what each part of Slipway recorded, newest first: who, when, what and why", async () => {
    const { world, live } = await applied();
    const { session, delivery, caller } = live;
    const apply = (now: string, approvals: string[]) => ({
      session,
      table: delivery.names.delivery,
      now,
      record: {
        environment: "shop-dev",
        planSha256: "c".repeat(64),
        refused: false,
        approvals,
        basis: { tableExists: true, operatorExists: false },
      },
    });
    const approved = "aws_db_instance.database:replace: moved to another class, CHG-17";
    await recordApply(apply("2025-01-01T00:00:00.000Z", [approved]), "began", "");
    await recordApply(apply("2025-01-01T00:00:00.000Z", [approved]), "applied", "");
    await recordApply(apply("2025-01-02T00:00:00.000Z", []), "began", "");
    await recordApply(apply("2025-01-03T00:00:00.000Z", []), "failed", "Terraform gave up");
    const first = await release(world, "a", "main-1");
    const second = await release(world, "b", "main-2");
    const back = { digest: first, requestedBy: "anna@example.gov", rollback: true };
    expect(await world.run(back)).toMatchObject({ outcome: "rolled-back" });
    const bad = await world.pushImage("c", "main-3");
    await world.scanned(bad, { status: "COMPLETE", counts: { CRITICAL: 2 } });
    expect(await world.run(world.scanEvent(bad))).toMatchObject({ outcome: "findings" });
    const tested = { digest: first, by: "jenkins", report: "https://jenkins.example.gov/7" };
    const at = "2025-01-04T00:00:00.000Z";
    await addItem(
      live,
      evidenceItem({
        ...tested,
        result: "passed",
        at,
        needs: undefined,
        valueHashes: undefined,
        deployment: "ecs-svc/1",
      }),
    );
    await addItem(
      live,
      promotionItem({
        digest: first,
        from: "shop-test",
        to: "shop-dev",
        by: "arn:aws:sts::111111111111:assumed-role/shop-dev-promoter/jenkins",
        at: "2025-01-05T00:00:00.000Z",
        tag: "promoted-1",
        pushedAt: "",
        grounds: "scan: Clean.\ntests: The tests passed, by jenkins.",
      }),
    );
    await world.putItem({ ...leaseKey, holder: "x", by: "nobody", since: at, beat: "y" });
    await world.putItem({ kind: "lock", id: "deployment", by: "bob@example.gov", since: at });
    const holder = { by: "bob@example.gov", since: at, executionArn: "", digest: "", notes: {} };
    expect(await freeLock(live, holder, new Date())).toBe(true);

    const { out, code } = await history("--format", "json");

    expect(code).toBe(0);
    const { entries, ...rest } = JSON.parse(out);
    expect(rest).toEqual({ environment: "shop-dev", since: null });
    const plan = `plan ${"c".repeat(64)}`;
    const time = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/);
    const execution = expect.stringMatching(/^arn:aws:states:.*:execution:shop-dev-delivery:/);
    const run = { at: time, reference: execution };
    expect(entries).toEqual([
      {
        at: time,
        what: "unlock",
        outcome: "unlocked",
        image: "",
        by: caller,
        why: `The lock was freed by hand. | holder: bob@example.gov | locked since: ${at}`,
        reference: "",
      },
      {
        ...run,
        what: "refusal",
        outcome: "findings",
        image: bad,
        by: "scan of the image",
        why: expect.stringMatching(
          /^The scan found more than the environment allows\. \|.*CRITICAL 2 \(allowed 0\)/,
        ),
      },
      {
        ...run,
        what: "rollback",
        outcome: "rolled-back",
        image: first,
        by: "anna@example.gov",
        why: expect.stringContaining("An earlier release runs again, because somebody asked"),
      },
      {
        ...run,
        what: "release",
        outcome: "released",
        image: second,
        by: "scan of the image",
        why: "The image was released. | findings: none",
      },
      {
        ...run,
        what: "release",
        outcome: "released",
        image: first,
        by: "scan of the image",
        why: "The image was released. | findings: none",
      },
      {
        at: "2025-01-05T00:00:00.000Z",
        what: "promotion",
        outcome: "promoted",
        image: first,
        by: "arn:aws:sts::111111111111:assumed-role/shop-dev-promoter/jenkins",
        why: "From shop-test as promoted-1. | scan: Clean. | tests: The tests passed, by jenkins.",
        reference: "",
      },
      {
        at,
        what: "tests",
        outcome: "passed",
        image: first,
        by: "jenkins",
        why: "The automated tests passed.",
        reference: "https://jenkins.example.gov/7",
      },
      {
        at: "2025-01-03T00:00:00.000Z",
        what: "apply",
        outcome: "failed",
        image: "",
        by: caller,
        why: "The reviewed plan was not applied whole: Terraform gave up | The review passed without an approval.",
        reference: plan,
      },
      {
        at: "2025-01-02T00:00:00.000Z",
        what: "apply",
        outcome: "began",
        image: "",
        by: caller,
        why: "The reviewed plan was begun; that it ended is not recorded. | The review passed without an approval.",
        reference: plan,
      },
      {
        at: "2025-01-01T00:00:00.000Z",
        what: "apply",
        outcome: "applied",
        image: "",
        by: caller,
        why: `The reviewed plan was applied and rolled out. | approved: ${approved}`,
        reference: plan,
      },
    ]);
    expect((await history("--format", "json")).out).toBe(out);

    const since = JSON.parse((await history("--format", "json", "--since", "2025-01-03")).out);
    expect(since.since).toBe("2025-01-03");
    expect(since.entries).toEqual(entries.slice(0, 8));
    const later = await history("--format", "json", "--since", "2025-01-04T00:00:01Z");
    expect(JSON.parse(later.out).entries).toEqual(entries.slice(0, 6));
    expect((await history("--since", "2999-01-01")).out).toBe(
      "History of shop-dev since 2999-01-01: nothing was recorded\n",
    );
  });

  test("reads every page, and counts a release once whose run is kept too", async () => {
    const { world } = await applied();
    const run = (n: number) => ({
      at: new Date(Date.UTC(2025, 0, 1) + n * 1000).toISOString(),
      outcome: "released",
      digest: `sha256:${"a".repeat(64)}`,
      by: "schedule",
      execution: `e${n}`,
      detail: "{}",
      warnings: "[]",
    });
    const items = Array.from({ length: 205 }, (_, n) => run(n)).flatMap((item) => [
      { kind: "release", id: item.at, rollback: "", ...item },
      { kind: "history", id: `${item.at}#x`, trigger: "schedule", ...item },
    ]);
    for (let i = 0; i < items.length; i += 50)
      await Promise.all(items.slice(i, i + 50).map((item) => world.putItem(item)));

    const { entries } = JSON.parse((await history("--format", "json")).out);

    expect(entries.map(({ reference }: { reference: string }) => reference)).toEqual(
      Array.from({ length: 205 }, (_, n) => `e${204 - n}`),
    );
  });

  test("says that an environment without a table is not applied yet, and prints no empty history", async () => {
    const { world } = await applied();
    const { DeleteTableCommand } = await import("@aws-sdk/client-dynamodb");
    await world.clients.dynamodb.send(new DeleteTableCommand({ TableName: "shop-dev-delivery" }));
    expect(await history()).toEqual({
      code: 1,
      out: "",
      message: expect.stringMatching(/^shop-dev/),
    });
  });
});
