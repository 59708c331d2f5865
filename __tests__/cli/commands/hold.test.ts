import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { historyCommand } from "../../../src/cli/commands/history";
import { holdCommand } from "../../../src/cli/commands/hold";
import { resumeCommand } from "../../../src/cli/commands/resume";
import { statusCommand } from "../../../src/cli/commands/status";
import { release, startWorlds } from "../../deployer/support/deployer";
import type { World } from "../../deployer/support/world";
import { runOnShopDev, useCommandFolder } from "../../support/command-folder";
import { exampleText } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { describeWithTools } from "../../support/tools";

const { file, writeFile } = useCommandFolder();
afterEach(() => vi.useRealTimers());

const hold = (...words: string[]) => runOnShopDev(holdCommand, ...words);
const resume = () => runOnShopDev(resumeCommand);
const because = ["--because", "The audit ends on Monday."];

test.each([hold, resume])(
  "refuses where the file names nobody who may hold, because the deployer then looks for no hold",
  async (command) => {
    writeFile(exampleText);
    expect(await command(...because)).toEqual({
      code: 2,
      out: "",
      message:
        "Nobody may hold shop-dev: environments/shop-dev.yaml has no access.operators of mode role, so its deployer looks for no hold.\n" +
        "Name who may there, plan and apply it: see docs/access.md.",
    });
  },
);

test.each(["", "  ", "x".repeat(301)])(
  "refuses %j as a reason before it asks AWS",
  async (text) => {
    expect(await hold("--because", text)).toEqual({
      code: 2,
      out: "",
      message: `--because must say why in 1 to 300 characters, got ${text.trim().length}.`,
    });
  },
);

test.each(["tomorrow", "2099-01-01", "2099-02-31T08:00Z", "2099-01-01T08:00", "4070908800", ""])(
  "refuses %j as an end before it asks AWS: it is no time that everybody reads alike",
  async (until) => {
    expect(await hold(...because, "--until", until)).toEqual({
      code: 2,
      out: "",
      message: `--until must be a time in UTC, such as 2026-12-01T08:00Z, got ${JSON.stringify(until)}.`,
    });
  },
);

test("refuses an end that is past, which would hold nothing", async () => {
  const { code, message } = await hold(...because, "--until", "2020-01-01T08:00Z");
  expect({ code, message }).toEqual({
    code: 2,
    message: expect.stringMatching(
      /^--until must be still to come, got 2020-01-01T08:00Z; it is 20\d\d-.+Z now\.$/,
    ),
  });
});

describeWithTools(["ministack"], "slipway hold and resume", () => {
  let started: Awaited<ReturnType<typeof startWorlds>> | undefined;
  beforeAll(async () => {
    started = await startWorlds();
  });
  afterAll(() => started?.stop());

  async function applied(trigger: "scan" | "pipeline" = "scan"): Promise<World> {
    const world = (await started?.apply({ holds: true, trigger })) as World;
    const trustedArns = ["arn:aws:iam::111111111111:role/on-duty"];
    const text = stringify(
      exampleWith({
        "access.operators": { mode: "role", trustedArns },
        "delivery.trigger": trigger,
      }),
    );
    writeFile(text.replaceAll("111111111111", world.account));
    vi.stubEnv("AWS_ENDPOINT_URL", world.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", world.account);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
    return world;
  }
  const operator = (world: World) =>
    `arn:aws:sts::${world.account}:assumed-role/shop-dev-operator/root`;
  const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

  test("holds until somebody resumes, and says who, why, and how what waits is released", async () => {
    const world = await applied();
    const held = await hold(...because);
    const text = `shop-dev is held by ${operator(world)} since TIME, until somebody resumes it, because: The audit ends on Monday.`;
    expect({ ...held, out: held.out.replaceAll(time, "TIME") }).toEqual({
      code: 0,
      message: "",
      out: `${text}\nNothing is released or applied there; a rollback works.\nnext: npx slipway resume shop-dev\n`,
    });
    const again = await hold("--because", "Me too.");
    expect({ ...again, message: again.message.replaceAll(time, "TIME") }).toEqual({
      code: 1,
      out: "",
      message: `${text.replace("shop-dev is", "shop-dev is already")}\nTo hold it otherwise, resume it first: npx slipway resume shop-dev`,
    });

    const digest = await world.pushImage("a", "main-1");
    await world.scanned(digest);
    expect(await world.run(world.scanEvent(digest))).toMatchObject({
      outcome: "held",
      detail: { "held by": operator(world), because: "The audit ends on Monday." },
    });
    expect((await runOnShopDev(statusCommand)).out.replaceAll(time, "TIME")).toContain(
      `  hold     ${text.replace("shop-dev is ", "").replace(/\.$/, "")}\n`,
    );

    const resumed = await resume();
    expect({ ...resumed, out: resumed.out.replaceAll(time, "TIME") }).toEqual({
      code: 0,
      message: "",
      out:
        `${text.replace("shop-dev is", "shop-dev was")}\nIt is resumed; that ${operator(world)} did it is recorded.\n` +
        `The schedule releases the newest image that waits by itself. At once: npx slipway deploy shop-dev --digest ${digest}\n`,
    });
    expect(await world.schedule()).toMatchObject({ outcome: "released", digest });
    expect(await resume()).toEqual({ code: 0, message: "", out: "shop-dev is not held.\n" });

    const { out } = await runOnShopDev(historyCommand, "--format", "json");
    const entries = (JSON.parse(out) as { entries: { what: string; why: string; by: string }[] })
      .entries;
    expect(
      entries
        .filter(({ what }) => ["hold", "resume"].includes(what))
        .map(({ what, by, why }) => [what, by, why.replaceAll(time, "TIME")]),
    ).toEqual([
      [
        "resume",
        operator(world),
        `The hold of ${operator(world)} since TIME was ended. | because: The audit ends on Monday.`,
      ],
      [
        "hold",
        operator(world),
        "Nothing is released or applied. | because: The audit ends on Monday. | until: somebody resumes it",
      ],
    ]);
  });

  test("where only an explicit start deploys, what waits is named with its command", async () => {
    const world = await applied("pipeline");
    await release(world);
    await hold(...because);
    const digest = await world.pushImage("b", "main-2");
    await world.scanned(digest);
    expect(await world.ask(digest)).toMatchObject({ outcome: "held" });
    expect((await resume()).out).toContain(
      `Nothing is released by itself here. What waits: npx slipway deploy shop-dev --digest ${digest}\n`,
    );
  });

  test("names nothing that waits where nothing was refused", async () => {
    const world = await applied();
    await release(world);
    await hold(...because);
    expect((await resume()).out).toContain("\nNo image was refused because of it.\n");
  });

  test("a hold with an end ends by itself, and the next one takes its place", async () => {
    const world = await applied();
    const { out } = await hold(...because, "--until", "2099-01-01T08:00Z");
    expect(out).toContain(", until 2099-01-01T08:00:00.000Z, because: The audit ends on Monday.");
    const item = (await world.item("hold", "now")) as Record<string, string>;
    expect(item).toMatchObject({ until: "2099-01-01T08:00:00.000Z" });
    await world.putItem({ ...item, until: "2020-01-01T08:00:00.000Z" });
    expect(await resume()).toMatchObject({ code: 0, out: "shop-dev is not held.\n" });
    expect(await hold("--because", "Another audit.")).toMatchObject({ code: 0 });
    expect(await world.item("hold", "now")).toMatchObject({ because: "Another audit.", until: "" });
  });

  test("of two who hold at once one holds, and the other hears of it", async () => {
    const world = await applied();
    const results = await Promise.all([
      hold("--because", "one"),
      hold("--because", "two"),
      hold("--because", "three"),
    ]);
    expect(results.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
    expect(await world.items("hold")).toHaveLength(2); // the hold, and that it was placed
  });

  test("an item that somebody wrote by hand is resumed too", async () => {
    const world = await applied();
    await world.putItem({ kind: "hold", id: "now" });
    expect((await resume()).out).toContain(
      "shop-dev was held by somebody since an unknown time, until somebody resumes it, because: no reason is given.\n",
    );
    expect(await world.item("hold", "now")).toBeUndefined();
  });

  test("takes the place of an item that somebody wrote by hand and that has ended", async () => {
    const world = await applied();
    await world.putItem({ kind: "hold", id: "now", until: "2020-01-01T08:00:00Z" });
    expect(await hold(...because)).toMatchObject({ code: 0 });
    expect(await world.item("hold", "now")).toMatchObject({ by: operator(world) });
  });

  test("says that the environment is not applied where there is no table", async () => {
    const world = await applied();
    const text = readFileSync(file(), "utf8");
    writeFile(text.replaceAll(world.account, "199999999999"));
    vi.stubEnv("AWS_ACCESS_KEY_ID", "199999999999");
    expect(await hold(...because)).toMatchObject({
      code: 1,
      message:
        "shop-dev is not applied yet: there is no shop-dev-delivery. Plan it, then apply: npm run plan shop-dev",
    });
  });
});
