import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { beforeEach, expect, test } from "vitest";
import type { LiveEnvironment } from "../../../src/aws/live-environment";
import { recordFrontendRelease } from "../../../src/operate/frontend/release-records";
import { whatRuns } from "../../../src/operate/promotion/what-runs";
import { createWorld, type World } from "../../deployer/support/world";
import { identities, rolesOf } from "../../stack/constructs/access/support/identities";
import { actAs, slipwayActing, useProjectOf } from "../../support/acting-by-role";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { frontendEnvironment } from "../../support/frontend";
import { synthesizeEnvironment } from "../../support/synth";
import { liveEnvironmentOf } from "../promotion/support/live-environment";

const trustedArns = ["arn:aws:iam::111111111111:role/builder"];
const environment = frontendEnvironment(
  {},
  {
    "access.publishers": { mode: "role", trustedArns },
    "access.tester": { mode: "role", trustedArns },
  },
);
const made = synthesizeEnvironment(environment);
const pagesOf = (digit: string) => `sha256:${digit.repeat(64)}`;
const [one, two] = [pagesOf("1"), pagesOf("2")];

describeWithEmulator(
  "pages and tests, with nothing but what Terraform's policies allow the tester,",
  (aws) => {
    useProjectOf(environment, aws);
    let world: World;
    let live: LiveEnvironment;
    let image: string;
    let releases: number;

    beforeEach(async () => {
      const of = identities(aws());
      for (const { role, name, statements, trust } of rolesOf(made)) {
        if (/^(delivery|service).*_role$/.test(role)) await of.role(name, statements, trust);
      }
      await aws().scaleWaits(0.02);
      world = await createWorld(aws(), "111111111111", { publishes: true });
      live = await liveEnvironmentOf(world, aws());
      image = await world.pushImage("a", "main-1");
      await world.deployByHand(image);
      const { cluster, service } = world.names;
      await world.clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 1 }));
      const steady = async () => (await whatRuns(live.delivery, live.call)).steady;
      await expect.poll(steady, { timeout: 20_000 }).toBe(true);
      releases = 0;
      await of.role("builder", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      actAs(await of.as("builder"));
    });

    /** The tester's role as a stack has it. */
    async function makeTester(stack = made): Promise<void> {
      const tester = rolesOf(stack).find(({ role }) => role === "tester");
      if (tester === undefined) throw new Error("its file names a tester");
      await identities(aws()).role(tester.name, tester.statements, tester.trust);
    }

    /** A release of the frontend, as its publisher records it. */
    async function release(
      digest: string,
      result: Parameters<typeof recordFrontendRelease>[2]["result"] = "published",
    ): Promise<string> {
      releases += 1;
      const at = `2026-11-28T12:00:00.00${releases}Z`;
      const about = { by: "anna", action: "publish", from: "", number: "0f" } as const;
      await recordFrontendRelease(live, { at, digest, ...about }, { result });
      return `${at}#0f`;
    }
    const start = async () => (await slipwayActing("evidence", "start", "shop-dev")).out.trim();
    const record = (word: string) =>
      slipwayActing("evidence", "record", "shop-dev", "passed", "--digest", word);
    const again = "Nothing was recorded; run the tests again.";
    const released = "The pages of shop-dev were released during the tests:";

    test("evidence names the pages that were shown from the beginning of the tests to their end", async () => {
      await makeTester();
      const id = await release(one);
      await release(two, "began"); // nothing of it is shown yet
      expect(await start()).toMatch(new RegExp(`^${image}@ecs-svc/\\w+@${one}@${id}$`));

      const run = await slipwayActing(
        ...["evidence", "run", "shop-dev", "--report", "build 7"],
        ...["--", process.execPath, "-e", ""],
      );

      expect(run).toMatchObject({ code: 0 });
      expect(run.out).toContain(`Testing ${image} with the pages ${one} in shop-dev: `);
      expect(run.out).toContain(
        `Recorded: the tests passed for ${image} with the pages ${one} in shop-dev, `,
      );
      expect(await world.items("evidence")).toMatchObject([{ digest: image, pages: one }]);
      expect((await slipwayActing("evidence", "show", "shop-dev")).out).toMatch(
        new RegExp(`\\n {2}passed {2}\\S+ {2}\\S+ {2}build 7 {2}pages ${one}\\n$`),
      );
    });

    test("refuses to record tests during which pages were released, also the same pages again", async () => {
      await makeTester();
      const before = await start();
      expect(before).toMatch(/^sha256:\w{64}@ecs-svc\/\w+@@$/);
      const id = await release(one);
      expect(await record(before)).toEqual({
        code: 1,
        out: `${released} they began with none, and now it shows ${one}. ${again}`,
      });
      const began = await start();
      await release(two);
      expect(await record(began)).toEqual({
        code: 1,
        out: `${released} they began with ${one}, and now it shows ${two}. ${again}`,
      });
      const back = await release(one);
      expect(await record(began)).toEqual({
        code: 1,
        out: `${released} it shows ${one} as before, but by another release (${id}, now ${back}). ${again}`,
      });
      expect(await world.items("evidence")).toEqual([]);
      expect(await record(await start())).toMatchObject({ code: 0 });
    });

    test.each(["switching", "broken off"] as const)(
      "refuses to begin tests and to record them while a release is %s",
      async (result) => {
        await makeTester();
        await release(one);
        const began = await start();
        await release(two, result);
        const open = {
          code: 1,
          out: `The release of ${two} in shop-dev did not end, so it is open which pages the tests would test. Wait for it to end, or finish it: npx slipway status shop-dev.`,
        };
        expect(await record(began)).toEqual(open);
        expect(await slipwayActing("evidence", "run", "shop-dev", "--", "true")).toEqual(open);
        expect(await world.items("evidence")).toEqual([]);
      },
    );

    test("names no pages where none are shown, and where only the image's digest was kept", async () => {
      await makeTester();
      expect(await record(await start())).toMatchObject({ code: 0 });
      await release(one);
      const [digest = "", deployment] = (await start()).split("@");
      expect(await record(digest)).toMatchObject({ code: 0 });
      expect(await record(`${digest}@${deployment}`)).toMatchObject({ code: 0 }); // kept by an earlier version
      const recorded = await world.items("evidence");
      expect(recorded.map(({ digest, pages }) => [digest, pages])).toEqual(
        Array.from({ length: 3 }, () => [image, undefined]),
      );
    });

    test("refuses a word whose pages are no digest", async () => {
      await makeTester();
      expect(await record(`${image}@ecs-svc/1@latest@1`)).toMatchObject({ code: 2 });
    });

    test("refuses to begin where it may not read what is shown", async () => {
      const access = { "access.tester": { mode: "role", trustedArns } };
      await makeTester(synthesizeEnvironment(exampleWith(access)));
      expect((await slipwayActing("evidence", "start", "shop-dev")).out).toContain(
        "is not authorized to perform: dynamodb:Query",
      );
    });
  },
  { enforceIam: true },
);
