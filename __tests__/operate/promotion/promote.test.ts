import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DescribeImagesCommand } from "@aws-sdk/client-ecr";
import { expect, test } from "vitest";
import { requireCrane } from "../../../src/aws/registry";
import { CommandError } from "../../../src/base/errors";
import { weekdays } from "../../../src/contract/release-windows";
import { judgeNow } from "../../../src/operate/promotion/preview";
import { type PromotionOptions, promote } from "../../../src/operate/promotion/promote";
import { runPromotion } from "../../../src/operate/promotion/run-promotion";
import { clean } from "../../deployer/support/world";
import { borrowEmulator, describeWithEmulator } from "../../support/emulator";
import { failCalls, loseAnswer } from "../../support/lose-answer";
import { memoryTerminal } from "../../support/memory-terminal";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { liveEnvironmentOf } from "./support/live-environment";
import { craneRun, createRoad, type Road, shape } from "./support/road";
import { useCrane, useNoCrane, useStandInCrane } from "./support/stand-in-crane";

describeWithEmulator(
  "a promotion",
  (aws, { crane }) => {
    const folder = useTemporaryFolder();
    const road = () => createRoad(aws(), crane);
    /** A road with an image that may be promoted. */
    const ready = async (kind: "image" | "index" = "index") => {
      const shop = await road();
      const digest = await shop.releasedInDev("one", "main-1", kind);
      await shop.tested(digest);
      return { shop, digest, promoted: `promoted-${digest.slice(7, 19)}` };
    };
    const manifestIn = (repository: string, digest: string) =>
      craneRun(crane, "manifest", `${aws().registry}/${repository}@${digest}`);

    test.each(["image", "index"] as const)(
      "copies an %s byte for byte, tags it and records it",
      async (kind) => {
        useCrane(crane);
        const { shop, digest, promoted } = await ready(kind);

        const { judgement, tags } = await promote(options(shop, digest));

        expect(judgement.findings.filter(({ holds }) => !holds)).toEqual([]);
        expect(tags).toEqual(["main-1", promoted]);
        expect(await shop.prod.tagsOf(digest)).toEqual(["main-1", promoted]);
        expect(manifestIn("shop/prod", digest)).toBe(manifestIn("shop/dev", digest));
        expect(await shop.prod.items("promotion")).toEqual([
          expect.objectContaining({
            digest,
            from: "shop-dev",
            to: "shop-prod",
            by: shop.to.caller,
            tag: promoted,
            grounds: expect.stringContaining("tests: The tests passed"),
          }),
        ]);
      },
    );

    test("leaves out a tag of the source that another image of the target has", async () => {
      useCrane(crane);
      const { shop, digest, promoted } = await ready();
      await shop.prod.pushImage("something else", "main-1");

      expect((await promote(options(shop, digest))).tags).toEqual([promoted]);
    });

    test("is recorded and tagged once when the answers to all that it changes are lost", async () => {
      useCrane(crane);
      const { shop, digest, promoted } = await ready();
      for (const command of ["PutItemCommand", "DeleteItemCommand"]) {
        loseAnswer(shop.to.clients.dynamodb, command, 2);
      }
      loseAnswer(shop.to.clients.ecr, "PutImageCommand", 2);

      expect((await promote(options(shop, digest))).tags).toEqual(["main-1", promoted]);
      expect(await shop.prod.tagsOf(digest)).toEqual(["main-1", promoted]);
      expect(await shop.prod.items("promotion")).toEqual([
        expect.objectContaining({ digest, tag: promoted }),
      ]);
    });

    test("knows its own tag when the second try is answered that the tag is taken", async () => {
      useCrane(crane);
      const { shop, digest, promoted } = await ready();
      const taken =
        (next: (call: never) => Promise<unknown>, { commandName = "" }) =>
        async (call: never) => {
          const answer = await next(call);
          if (commandName !== "PutImageCommand") return answer;
          const name = "ImageTagAlreadyExistsException";
          throw Object.assign(new Error("immutable"), { name, $metadata: {} });
        };
      shop.to.clients.ecr.middlewareStack.add(taken as never, { step: "initialize" });

      expect((await promote(options(shop, digest))).tags).toEqual(["main-1", promoted]);
    });

    test("refuses, and changes nothing, when a rule does not hold", async () => {
      useCrane(crane);
      const shop = await road();
      const digest = await shop.releasedInDev("one", "main-1");

      const { judgement, tags } = await promote(options(shop, digest));

      expect(tags).toBeUndefined();
      expect(judgement.findings.filter(({ holds }) => !holds)).toEqual([
        expect.objectContaining({ says: "No tests were recorded for this digest in shop-dev." }),
        expect.objectContaining({
          says: "It is not known what it needs, because no tests were recorded for it.",
        }),
      ]);
      expect(await imagesIn(shop)).toEqual([]);
      expect(await shop.prod.items("promotion")).toEqual([
        {
          kind: "promotion",
          id: expect.stringMatching(/^20\S+Z#[0-9a-f]{12}$/),
          digest,
          from: "shop-dev",
          to: "shop-prod",
          by: shop.to.caller,
          at: expect.stringMatching(/^20\S+Z$/),
          pushedAt: expect.stringMatching(/^20\S+Z$/),
          tag: "",
          grounds:
            "tests: No tests were recorded for this digest in shop-dev.\n" +
            "needs: It is not known what it needs, because no tests were recorded for it.",
        },
      ]);
    });

    test("refuses all the same what cannot be recorded as refused, and says so", async () => {
      const shop = await road();
      const digest = await shop.releasedInDev("one", "main-1");
      const said: string[] = [];
      failCalls(shop.to.clients.dynamodb, "PutItemCommand", {
        ConditionExpression: "attribute_not_exists(#id)", // the lease has another
      });
      const { tags } = await promote(options(shop, digest, { onStep: (step) => said.push(step) }));
      expect(tags).toBeUndefined();
      expect(said).toContain("That it is refused could not be recorded: killed");
    });

    test("refuses while somebody holds the target, and promotes once it is resumed", async () => {
      useCrane(crane);
      const { shop, digest } = await ready();
      const to = withSettings(shop.to, { holds: true });
      await shop.prod.putItem({ kind: "hold", id: "now", by: "bob", because: "The audit." });
      const refused = await promote(options(shop, digest, { to }));
      expect(refused.judgement.findings.filter(({ holds }) => !holds)).toEqual([
        expect.objectContaining({
          says: "shop-prod is held by bob since an unknown time, until somebody resumes it, because: The audit.",
        }),
      ]);
      await shop.prod.removeItem("hold", "now");
      expect((await promote(options(shop, digest, { to }))).tags).toHaveLength(2);
    });

    test("a dry run reads the commits from the labels of both images, with the registry's token", async () => {
      const log = join(folder(), "log");
      useStandInCrane(crane, `echo "$1 $2 $DOCKER_CONFIG" >> ${log}\nexec $CRANE "$@"`);
      const shop = await road();
      const labels = (commit: string) => ({
        "org.opencontainers.image.revision": commit,
        "org.opencontainers.image.source": "https://github.com/example-gov/shop",
      });
      const first = await shop.releasedInDev("one", "main-1", "index", labels("0123abc"));
      expect((await judgeNow(options(shop, first))).commits).toEqual({
        running: undefined, // nothing was released yet
        promoted: "0123abc of https://github.com/example-gov/shop",
      });
      await shop.tested(first);
      const { tags } = await promote(options(shop, first));
      await shop.prod.scanned(first, clean);
      for (const image of shop.layout.imagesOf(first)) await shop.prod.scanned(image, clean);
      expect(await shop.prod.run(shop.prod.scanEvent(first, tags ?? []))).toMatchObject({
        outcome: "released",
      });
      const revision = { "org.opencontainers.image.revision": "4567def\u001b[2J" };
      const second = await shop.push("two", "main-2", "image", revision);
      expect((await judgeNow(options(shop, second))).commits).toEqual({
        running: "0123abc of https://github.com/example-gov/shop",
        promoted: "4567def\\u001b[2J",
      });

      const third = await shop.push("three", "main-3");
      expect((await judgeNow(options(shop, third))).commits.promoted).toBeUndefined(); // without labels
      writeFileSync(log, "");
      await judgeNow(options(shop, second));
      const calls = readFileSync(log, "utf8").trim().split("\n");
      expect(calls.length).toBeGreaterThan(3); // a manifest and a configuration each
      for (const call of calls) {
        expect(call).toMatch(/^(manifest|config) --insecure \/\S*\/slipway-registry-\S+$/);
      }
      useNoCrane();
      expect((await judgeNow(options(shop, second))).commits.promoted).toBe(
        "unknown (crane is not on this machine; it reads images in their registries, and copies them without changing a digest.)",
      );
    });

    test("refuses outside the target's window", async () => {
      const { shop, digest } = await ready();
      const day = weekdays[(new Date().getUTCDay() + 2) % 7] ?? "mon"; // in three days, as Sunday is 0 there
      const to = withSettings(shop.to, { windows: [{ days: [day], from: "08:00", to: "09:00" }] });
      const { judgement, tags } = await promote(options(shop, digest, { to }));
      expect(tags).toBeUndefined();
      expect(judgement.findings.filter(({ holds }) => !holds)).toEqual([
        expect.objectContaining({
          says: expect.stringMatching(
            /^shop-prod takes no releases now: its window \(delivery\.windows\) opens 20\S+T08:00:00\.000Z\.$/,
          ),
        }),
      ]);
    });

    test("refuses a second time what was promoted whole", async () => {
      useCrane(crane);
      const { shop, digest, promoted } = await ready();
      await promote(options(shop, digest));

      const { judgement, tags } = await promote(options(shop, digest));

      expect(tags).toBeUndefined();
      expect(judgement.findings.filter(({ holds }) => !holds)).toEqual([
        expect.objectContaining({
          says: `It was promoted to shop-prod before, as ${promoted}, and does not run there.`,
        }),
      ]);
    });

    test("of two at once one wins, and the other says who is at work", async () => {
      const started = join(folder(), "started");
      useStandInCrane(crane, `[ "$1" = copy ] && touch ${started} && sleep 1\nexec $CRANE "$@"`);
      const { shop, digest } = await ready();
      const leaseTimes = { beatMilliseconds: 100, silenceMilliseconds: 2_000 };

      const first = promote(options(shop, digest, { leaseTimes }));
      await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
      const second = promote(options(shop, digest, { leaseTimes }));

      await expect(second).rejects.toThrow(
        /^Another promotion to shop-prod is running, by arn:aws:sts::111111111111:assumed-role\/shop-prod-promoter\/jenkins, since 20.*Z\. Nothing was changed; try again when it has ended\.$/,
      );
      expect((await first).tags).toHaveLength(2);
      expect(await shop.prod.items("promotion")).toHaveLength(1);
    });

    test("tags nothing when it lost its lease during the copy", async () => {
      const started = join(folder(), "started");
      useStandInCrane(crane, `[ "$1" = copy ] && touch ${started} && sleep 1\nexec $CRANE "$@"`);
      const { shop, digest } = await ready();

      const slow = promote(options(shop, digest));
      await expect.poll(() => existsSync(started), { timeout: 20_000 }).toBe(true);
      await shop.prod.putItem({
        ...{ kind: "promotion", id: "running", holder: "another", by: "b", since: "s", beat: "1" },
      });

      await expect(slow).rejects.toThrow(
        "Somebody else took over the promotion to shop-prod, because this one did not renew its lease for too long. Nothing was tagged.",
      );
      expect((await imagesIn(shop)).flatMap(({ tags }) => tags)).toEqual([]);
    });

    test("a copy that breaks off leaves nothing that is released, and is made whole when it is repeated", async () => {
      // Only the image arrives, and neither its attestation nor the index.
      useStandInCrane(
        crane,
        `[ "$1" = copy ] || exec $CRANE "$@"
from=$3; to=$4
child=$($CRANE manifest --insecure "$from" | sed 's/.*"manifests":\\[{[^}]*"digest":"\\(sha256:[0-9a-f]*\\)".*/\\1/')
$CRANE copy --insecure "\${from%@*}@$child" "\${to%@*}@$child"
echo "connection reset" >&2
exit 1`,
      );
      const { shop, digest, promoted } = await ready();

      await expect(promote(options(shop, digest))).rejects.toThrow(/connection reset/);

      const left = await imagesIn(shop);
      expect(left).toEqual([expect.objectContaining({ tags: [] })]);
      for (const image of left) {
        expect(await shop.prod.run(shop.prod.scanEvent(image.digest))).toMatchObject({
          outcome: "not-a-candidate",
        });
      }
      expect(await shop.prod.items("promotion")).toEqual([]);

      useCrane(crane);
      expect((await promote(options(shop, digest))).tags).toEqual(["main-1", promoted]);
      expect(manifestIn("shop/prod", digest)).toBe(manifestIn("shop/dev", digest));
    });

    test("one that was killed between its record and its last tag is deployed by nobody, and made whole by the next", async () => {
      useCrane(crane);
      const { shop, digest, promoted } = await ready();
      const ends = failCalls(shop.to.clients.ecr, "PutImageCommand", { imageTag: promoted });

      await expect(promote(options(shop, digest))).rejects.toThrow("killed");

      expect(await shop.prod.tagsOf(digest)).toEqual(["main-1"]);
      expect(await shop.prod.items("promotion")).toMatchObject([{ digest, tag: promoted }]);
      expect(await shop.prod.run(shop.prod.scanEvent(digest))).toMatchObject({
        outcome: "not-a-candidate",
      });
      ends();
      expect((await promote(options(shop, digest))).tags).toEqual(["main-1", promoted]);
      expect(await shop.prod.items("promotion")).toHaveLength(2);
    });

    test("one whose target's deployer was not started says so, and so does the next, with the command", async () => {
      useCrane(crane);
      const { shop, digest, promoted } = await ready();
      const { delivery } = shop.to;
      const settings = { ...delivery.settings, trigger: "pipeline" as const };
      const facts = options(shop, digest, {
        to: { ...shop.to, delivery: { ...delivery, settings } },
      });
      failCalls(shop.to.clients.sfn, "StartExecutionCommand");
      const carriedOut = runPromotion({
        facts,
        follow: true,
        terminal: memoryTerminal(),
        signal: facts.signal,
        pollMilliseconds: 50,
      });

      await expect(carriedOut).rejects.toThrow(
        new CommandError(
          1,
          `It was promoted, and shop-prod does not deploy it yet: its deployer could not be started. killed\nnext: npx slipway deploy shop-prod --digest ${digest}`,
        ),
      );
      expect((await promote(facts)).judgement.findings.filter(({ holds }) => !holds)).toEqual([
        {
          rule: "new",
          holds: false,
          says: `It was promoted to shop-prod before, as ${promoted}, and does not run there.`,
          todo: "See why: npx slipway status shop-prod. To deploy it: npx slipway deploy shop-prod --digest …, or npx slipway rollback shop-prod.",
        },
      ]);
    });

    test("refuses to tag when other bytes arrived than were asked for", async () => {
      useStandInCrane(
        crane,
        `[ "$1" = manifest ] && { printf '{"schemaVersion":2}'; exit; }\nexec $CRANE "$@"`,
      );
      const { shop, digest } = await ready();

      await expect(promote(options(shop, digest))).rejects.toThrow(
        `${aws().registry}/shop/prod: expected the manifest ${digest}, but sha256:bafebd36189ad3688b7b3915ea55d461e0bfcfbdde11e54b0a123999fb6be50f arrived`,
      );
      expect((await imagesIn(shop)).flatMap(({ tags }) => tags)).toEqual([]);
    });

    test("shows the registry's token to nobody, and leaves no login behind", async () => {
      const log = join(folder(), "log");
      useStandInCrane(
        crane,
        `{ echo "words: $*"; ls -ld "$DOCKER_CONFIG" "$DOCKER_CONFIG/config.json"; env; } >> ${log}\nexec $CRANE "$@"`,
      );
      const { shop, digest } = await ready();
      await promote(options(shop, digest));

      const said = readFileSync(log, "utf8");
      expect(said).toContain("words: copy --insecure");
      expect(said).not.toContain(Buffer.from("AWS:ministack-auth-token").toString("base64"));
      expect(said).not.toContain("ministack-auth-token");
      expect(said).not.toMatch(/^AWS_/m);
      expect(said).toMatch(/^drwx------.*slipway-registry-/m);
      expect(said).toMatch(/^-rw-------.*config\.json$/m);
      const [, login = ""] = /^DOCKER_CONFIG=(.*)$/m.exec(said) ?? [];
      expect(login).toMatch(/slipway-registry-/);
      expect(existsSync(login)).toBe(false);
    });

    test("goes from one account's registry to another's, each with its own login", async () => {
      useCrane(crane);
      const other = await borrowEmulator({ accountId: "222222222222" });
      try {
        const here = await ready();
        const there = await createRoad(other, crane);
        const to = await liveEnvironmentOf(there.prod, other);

        const { tags } = await promote(options(here.shop, here.digest, { to }));

        expect(tags).toEqual(["main-1", here.promoted]);
        expect(await there.prod.tagsOf(here.digest)).toEqual(["main-1", here.promoted]);
      } finally {
        await other.stop();
      }
    });

    test("without crane, says how to get it", async () => {
      useNoCrane();
      await expect(requireCrane()).rejects.toThrow(
        /^crane is not on this machine; it reads images in their registries, and copies them without changing a digest\.\nGet it with one of:\n {2}brew install crane\n/,
      );
    });
  },
  { alsoNeeds: ["crane"] },
);

function options(
  road: Road,
  digest: string,
  changes: Partial<PromotionOptions> = {},
): PromotionOptions {
  return {
    from: road.from,
    to: road.to,
    digest,
    evidenceMaxAgeHours: 24,
    targetShape: shape,
    declared: [],
    allowOlder: false,
    signal: new AbortController().signal,
    onStep: () => undefined,
    ...changes,
  };
}

function withSettings(
  live: Road["to"],
  changes: Partial<Road["to"]["delivery"]["settings"]>,
): Road["to"] {
  const { names, settings } = live.delivery;
  return { ...live, delivery: { names, settings: { ...settings, ...changes } } };
}

/** What is in production's repository. */
async function imagesIn({ prod }: Road) {
  const { imageDetails = [] } = await prod.clients.ecr.send(
    new DescribeImagesCommand({ repositoryName: prod.names.repository }),
  );
  return imageDetails.map(({ imageDigest = "", imageTags = [] }) => ({
    digest: imageDigest,
    tags: imageTags,
  }));
}
