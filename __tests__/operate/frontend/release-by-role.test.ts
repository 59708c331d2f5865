import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetInvalidationCommand, ListInvalidationsCommand } from "@aws-sdk/client-cloudfront";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { toItem } from "../../../src/aws/table";
import { CommandError } from "../../../src/base/errors";
import { frontendCommand } from "../../../src/cli/commands/frontend";
import { historyCommand } from "../../../src/cli/commands/history";
import { loadOne } from "../../../src/config/environments-folder";
import { tableWriters } from "../../../src/contract/delivery-table";
import { openFrontend } from "../../../src/operate/frontend/open-frontend";
import { readSiteFolder } from "../../../src/operate/frontend/read-folder";
import { releaseFrontend } from "../../../src/operate/frontend/release-frontend";
import { frontendLeaseKey, readFrontendState } from "../../../src/operate/frontend/release-records";
import { findObject } from "../../../src/operate/frontend/site-bucket";
import { withLease } from "../../../src/operate/lease";
import { identities, verdictOf } from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import { actAs, putTablePolicy, useProjectOf } from "../../support/acting-by-role";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { frontendEnvironment } from "../../support/frontend";
import { failCalls, loseAnswer } from "../../support/lose-answer";
import { memoryTerminal } from "../../support/memory-terminal";
import { makeSite, writeFiles } from "../../support/published-site";
import { request } from "../../support/request";
import {
  type PolicyStatement,
  parsed,
  type Synthesized,
  synthesizeEnvironment,
} from "../../support/synth";

const publishers = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/builder"] };
const environment = frontendEnvironment(
  {},
  {
    "access.publishers": publishers,
    "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
  },
);
const made = synthesizeEnvironment(environment);

const production = productionOf();
const again = "npx slipway frontend publish shop-dev dist";
const paths = { immutablePaths: ["/assets/*"], backendPaths: ["/api/*"] };

const first = {
  "index.html": "<script src=/assets/app-1.js></script>",
  "assets/app-1.js": "first()",
  "favicon.svg": "<svg/>",
};
const second = {
  "index.html": "<script src=/assets/app-2.js></script>",
  "assets/app-2.js": "second()",
  "favicon.svg": "<svg/>",
};

describeWithEmulator(
  "the frontend, with nothing but what Terraform's policies allow the publisher,",
  (aws) => {
    const folder = useProjectOf(environment, aws);
    let site: Awaited<ReturnType<typeof makeSite>>;

    beforeEach(async () => {
      site = await makeSite(aws(), "shop-dev", environment.domain.hostName);
      const of = identities(aws());
      await of.role("builder", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      const { statements, trust } = publisherOf(made);
      await of.role("shop-dev-publisher", placed(statements, site.distributionArn), trust);
      await putTablePolicy(site.dynamodb, made);
      actAs(await of.as("builder"));
    });

    const calm = { beatMilliseconds: 50, silenceMilliseconds: 300 };
    const options = {
      signal: new AbortController().signal,
      onStep: () => {},
      limitSeconds: 1,
      pollSeconds: 1,
      leaseTimes: calm,
    };

    async function frontend(...words: string[]) {
      const terminal = memoryTerminal();
      const command = frontendCommand(terminal, 0.05, calm);
      for (const one of command.commands)
        one.exitOverride().configureOutput({ writeErr: () => {} });
      try {
        await command.parseAsync(words, { from: "user" });
        return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
      } catch (error) {
        const { code, message } = error as { code: number; message: string };
        return { code, out: terminal.stdout(), err: `${terminal.stderr()}${message}` };
      }
    }
    const folderOf = (files: Readonly<Record<string, string>>) =>
      writeFiles(mkdtempSync(join(folder(), "dist-")), files);
    const publish = (files: Readonly<Record<string, string>>, ...words: string[]) =>
      frontend("publish", "shop-dev", folderOf(files), ...words);
    const done = { code: 0, err: "" };
    const texts = async () =>
      Object.fromEntries(
        Object.entries(await site.objects("site/")).map(([path, { text }]) => [path, text]),
      );
    const versions = async () => {
      const { Versions = [] } = await site.s3.send(
        new ListObjectVersionsCommand({ Bucket: site.bucket }),
      );
      return Versions.length;
    };
    const results = async () => (await site.records()).map(({ result }) => result);
    const fixtures = (entries: object) =>
      request(`${aws().endpoint}/_fixtures?account=111111111111`, {
        body: JSON.stringify(entries),
      });
    /** Paths of each invalidation, oldest first. */
    const invalidated = async () => {
      const DistributionId = site.distributionId;
      const { InvalidationList } = await site.cloudfront.send(
        new ListInvalidationsCommand({ DistributionId }),
      );
      const paths: (readonly string[])[] = [];
      for (const { Id } of InvalidationList?.Items ?? []) {
        const { Invalidation } = await site.cloudfront.send(
          new GetInvalidationCommand({ DistributionId, Id }),
        );
        paths.push(Invalidation?.InvalidationBatch?.Paths?.Items ?? []);
      }
      return paths;
    };

    test("publishes with the headers that browsers and CloudFront go by, and goes back by one command", async () => {
      const one = await publish(first);
      expect(one).toMatchObject(done);
      expect(await site.objects("site/")).toEqual({
        "index.html": {
          type: "text/html; charset=utf-8",
          cache: "no-cache",
          text: first["index.html"],
        },
        "assets/app-1.js": {
          type: "text/javascript; charset=utf-8",
          cache: "public, max-age=31536000, immutable",
          text: "first()",
        },
        "favicon.svg": { type: "image/svg+xml", cache: "no-cache", text: "<svg/>" },
      });
      const [record] = await site.records();
      expect(record).toEqual({
        kind: "frontend",
        id: expect.stringMatching(/^\d{4}-.*Z#[0-9a-f]{16}$/),
        at: expect.any(String),
        by: expect.stringContaining(":assumed-role/shop-dev-publisher/"),
        action: "publish",
        digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        from: "",
        number: expect.any(String),
        result: "published",
        invalidation: expect.any(String),
      });
      expect(one.out.replaceAll(/ +\d+ s/g, "s")).toBe(
        `s  Comparing it with what is shown\ns  Storing 3 files as ${record?.["digest"]}\ns  Showing 3 files that changed\n` +
          `https://shop.dev.example.gov/ shows ${record?.["digest"]}: 3 files, 3 of them changed.\n`,
      );
      expect(await publish(second)).toMatchObject(done);
      expect(await texts()).toEqual({ ...first, ...second }); // whoever has the page before open still finds its files
      const back = await frontend("rollback", "shop-dev");
      expect(back).toMatchObject(done);
      expect(back.out).toContain(
        `shop-dev: from ${(await site.records())[1]?.["digest"]}\n          to   ${record?.["digest"]}\n`,
      );
      expect(await texts()).toEqual({ ...second, ...first });
      expect(await invalidated()).toEqual([
        ["/favicon.svg", "/", "/index.html"],
        ["/", "/index.html"],
        ["/", "/index.html"],
      ]);
      expect(await frontend("rollback", "shop-dev")).toMatchObject({
        code: 1,
        err: "No release of the frontend of shop-dev is known before the one that is shown. Name one: --to. They are in npx slipway history shop-dev.",
      });

      vi.stubEnv("AWS_ACCESS_KEY_ID", "111111111111"); // who looks, not who publishes
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
      vi.stubEnv("AWS_SESSION_TOKEN", "");
      const terminal = memoryTerminal();
      await historyCommand(terminal).parseAsync(["shop-dev", "--format", "json"], { from: "user" });
      const by = expect.stringContaining("assumed-role/shop-dev-publisher/");
      const entry = { what: "pages", outcome: "published", image: "", by };
      expect(JSON.parse(terminal.stdout()).entries).toEqual([
        expect.objectContaining({ ...entry, why: "rollback", reference: record?.["digest"] }),
        expect.objectContaining({ ...entry, why: "publish" }),
        expect.objectContaining({ ...entry, why: "publish", reference: record?.["digest"] }),
      ]);
      expectRecorded(
        "publisher",
        stringify(environment),
        (await requestsIn(aws(), aws().accountId)).map(steadyNames),
      );
    });

    test("the same folder again changes nothing, and says so", async () => {
      await publish(first);
      const before = await versions();
      const again = await publish(first);
      expect(again).toMatchObject(done);
      const [{ digest } = {}] = await site.records();
      expect(again.out).toMatch(
        new RegExp(
          `https://shop.dev.example.gov/ shows ${digest} already: nothing was changed.\n$`,
        ),
      );
      expect([await versions(), await results()]).toEqual([before, ["published"]]);
      expect(await invalidated()).toHaveLength(1);
    });

    test("refuses a file that browsers keep and whose bytes changed, before anything is written", async () => {
      await publish(first);
      const before = await versions();
      const changed = { ...second, "assets/app-1.js": "other()" };
      expect(await publish(changed)).toMatchObject({
        code: 1,
        err:
          "Browsers keep these files for a year, and they were shown with other bytes:\n  assets/app-1.js\n" +
          "Nothing was changed. Give a file that changes a name with its hash, as bundlers do, or take its path out of frontend.immutablePaths and give it another name.",
      });
      expect([await versions(), await results()]).toEqual([before, ["published"]]);
    });

    test("takes over a file that was uploaded by hand, and looks into one that has no checksum", async () => {
      const put = (Key: string, Body: string, CacheControl: string) =>
        site.s3.send(new PutObjectCommand({ Bucket: site.bucket, Key, Body, CacheControl }));
      await put("site/index.html", "by hand", "max-age=60");
      await put("site/assets/app-1.js", "by hand()", "public, max-age=31536000, immutable");
      expect(await publish(first)).toMatchObject({
        code: 1,
        err: expect.stringContaining("\n  assets/app-1.js\n"),
      });
      expect(await publish(second)).toMatchObject(done);
      expect(await texts()).toEqual({ ...second, "assets/app-1.js": "by hand()" });
    });

    test.each([
      ["while files are stored", "PutObjectCommand", 2, "began", first],
      ["before index.html is switched", "CopyObjectCommand", 2, "switching", first],
      ["before CloudFront forgets", "CreateInvalidationCommand", 1, "switching", second],
    ] as const)(
      "a publisher that is killed %s leaves a whole page; the same command goes on, and so does a rollback",
      async (_, command, call, result, shown) => {
        await publish(first);
        const dist = folderOf(second);
        const killed = await openFrontend(loadOne("shop-dev"));
        killAt(command, call, [
          killed.bucket.s3,
          killed.live.clients.dynamodb,
          killed.distribution.cloudfront,
        ]);
        const { manifest, read } = readSiteFolder(dist, paths);
        const request = { action: "publish", manifest, from: "", read, again } as const;
        await expect(releaseFrontend(killed, request, options)).rejects.toThrow("killed");
        expect(await results()).toEqual(["published", result, undefined]); // the last one is the lease, which nobody gave back
        expect((await texts())["index.html"]).toBe(shown["index.html"]);

        const on = await frontend("publish", "shop-dev", dist);
        expect(on).toMatchObject(done);
        expect(on.out).toContain(
          "Another release seems to be running, by arn:aws:sts::111111111111:",
        );
        expect(await texts()).toEqual({ ...first, ...second });
        expect(await results()).toEqual(["published", result, "published"]);
        const forgotten = (await invalidated()).at(-1);
        expect(forgotten).toEqual(result === "began" ? ["/", "/index.html"] : ["/*"]);
        expect(await frontend("rollback", "shop-dev")).toMatchObject(done);
        expect((await texts())["index.html"]).toBe(first["index.html"]);
      },
    );

    test("switches index.html when every other file is, each kind after the one before", async () => {
      await publish(first);
      const third = {
        "index.html": "3",
        "assets/app-3.js": "third()",
        "favicon.svg": "<svg id=3/>",
      };
      const opened = await openFrontend(loadOne("shop-dev"));
      const copies = watchCopies(opened.bucket.s3);
      const mend = failCalls(opened.bucket.s3, "CopyObjectCommand", { Key: "site/favicon.svg" });
      const { manifest, read } = readSiteFolder(folderOf(third), paths);
      const request = { action: "publish", manifest, from: "", read, again } as const;
      await expect(releaseFrontend(opened, request, options)).rejects.toThrow("killed");
      expect(copies).toEqual(["begins: assets/app-3.js", "is there: assets/app-3.js"]);
      expect(await texts()).toEqual({ ...first, "assets/app-3.js": "third()" });
      mend();
      await releaseFrontend(opened, request, options);
      expect(copies.slice(2)).toEqual([
        ...["begins: favicon.svg", "is there: favicon.svg"],
        ...["begins: index.html", "is there: index.html"],
      ]);
      expect(await texts()).toEqual({ ...first, ...third });
    });

    test("goes back to the page before out of the middle of a release, and says what a failure left", async () => {
      await publish(first);
      const broken = await openFrontend(loadOne("shop-dev"));
      const { manifest, read } = readSiteFolder(folderOf(second), paths);
      failCalls(broken.bucket.s3, "CopyObjectCommand", { Key: "site/index.html" });
      const request = { action: "publish", manifest, from: "", read, again } as const;
      await expect(releaseFrontend(broken, request, options)).rejects.toThrow("killed");
      expect(await results()).toEqual(["published", "broken off"]);
      const stopped = AbortSignal.abort();
      const unread = { ...request, read: () => Promise.reject(new CommandError(1, "It is gone.")) };
      const { manifest: third } = readSiteFolder(folderOf({ "index.html": "third" }), paths);
      await expect(
        releaseFrontend(broken, { ...unread, manifest: third }, options),
      ).rejects.toThrow(`It is gone.\nThe pages are as they were. To go on: ${again}`);
      await expect(
        releaseFrontend(broken, request, { ...options, signal: stopped }),
      ).rejects.toThrow(`Stopped.\nThe pages are as they were. To go on: ${again}`);
      expect(await results()).toEqual(["published", "broken off", "not published"]);
      const state = await readFrontendState(broken.live);
      expect(state.unfinished?.["digest"]).toBe(manifest.digest);
      expect(await frontend("rollback", "shop-dev")).toMatchObject(done);
      expect(await texts()).toEqual({ ...first, "assets/app-2.js": "second()" });
      expect((await invalidated()).at(-1)).toEqual(["/*"]);
    });

    test("refuses a second publisher while the first one lives, and names the first", async () => {
      const lease = {
        ...{ dynamodb: site.dynamodb, table: site.table, key: frontendLeaseKey },
        ...{ what: "it", whenLost: "", by: "anna", times: calm },
      };
      await withLease(lease, async () => {
        const refused = await publish(first);
        expect(refused.code).toBe(1);
        expect(refused.err).toMatch(
          /^Another release of the frontend of shop-dev is running, by anna, since \d{4}-.*Z[.] Nothing was changed; try again when it has ended[.]$/,
        );
      });
      expect(await texts()).toEqual({});
      expect(await publish(first)).toMatchObject(done);
    });

    test("refuses to publish while the environment is held, also when the hold comes while files are stored; a rollback passes", async () => {
      await publish(first);
      await publish(second);
      const hold = {
        ...{ kind: "hold", id: "now", by: "arn:aws:iam::111111111111:role/on-call" },
        ...{ since: "2026-11-28T00:00:00Z", because: "audit", until: "" },
      };
      const place = () =>
        site.dynamodb.send(new PutItemCommand({ TableName: site.table, Item: toItem(hold) }));
      const words =
        "shop-dev is held by arn:aws:iam::111111111111:role/on-call since 2026-11-28T00:00:00Z, until somebody resumes it, because: audit.\n" +
        "Its pages stay as they are. Wait, or talk to who holds it; a rollback is not held back.";
      const opened = await openFrontend(loadOne("shop-dev"));
      const { manifest } = readSiteFolder(folderOf({ "index.html": "third" }), paths);
      const read = async () => {
        await place();
        return Buffer.from("third");
      };
      await expect(
        releaseFrontend(opened, { action: "publish", manifest, from: "", read, again }, options),
      ).rejects.toThrow(`${words}\nThe pages are as they were.`);
      expect(await publish({ "index.html": "fourth" })).toEqual({ code: 1, out: "", err: words });
      expect((await texts())["index.html"]).toBe(second["index.html"]);
      expect(await frontend("rollback", "shop-dev")).toMatchObject(done);
      expect((await texts())["index.html"]).toBe(first["index.html"]);
      expect(await results()).toEqual([
        ...["published", "published"],
        ...["not published", "published"],
      ]);
    });

    test("refuses to go back to a release that is not whole, or was never published", async () => {
      await publish(first);
      await publish(second);
      const [{ digest = "" } = {}] = await site.records();
      const folderKey = `releases/${digest.slice("sha256:".length)}`;
      const remove = (Key: string) =>
        site.s3.send(new DeleteObjectCommand({ Bucket: site.bucket, Key: `${folderKey}/${Key}` }));
      const put = (Key: string, Body: string) =>
        site.s3.send(
          new PutObjectCommand({ Bucket: site.bucket, Key: `${folderKey}/${Key}`, Body }),
        );
      await remove("files/favicon.svg");
      await put("files/assets/app-1.js", "other()");
      expect((await frontend("rollback", "shop-dev")).err).toBe(
        `The release ${digest} is not whole in ${site.bucket}:\n  assets/app-1.js has other bytes\n  favicon.svg is missing\n` +
          "Nothing was changed. Publish its folder again, or go back to another one: --to",
      );
      await put("manifest.json", '{"files":[]}');
      expect((await frontend("rollback", "shop-dev")).err).toMatch(
        new RegExp(
          `^The manifest of ${digest} was changed: its digest is sha256:[0-9a-f]{64}[.] Publish the folder again[.]$`,
        ),
      );
      await remove("manifest.json");
      expect((await frontend("rollback", "shop-dev")).err).toBe(
        `The release ${digest} is not in ${site.bucket} any more: its manifest is missing. Publish its folder again.`,
      );
      const other = `sha256:${"0".repeat(64)}`;
      expect((await frontend("rollback", "shop-dev", "--to", other)).err).toBe(
        `${other} was never published in shop-dev. What was: npx slipway history shop-dev`,
      );
      expect((await texts())["index.html"]).toBe(second["index.html"]);
      expect(await publish(first)).toMatchObject({ code: 0 }); // makes it whole again
      expect(await frontend("rollback", "shop-dev")).toMatchObject(done);
      expect((await texts())["index.html"]).toBe(second["index.html"]);
    });

    test("publishing what is shown already makes its stored release whole again, as a promotion asks for", async () => {
      await publish(first);
      const [{ digest = "" } = {}] = await site.records();
      const below = `releases/${digest.slice("sha256:".length)}`;
      const whole = await site.objects(below);
      for (const key of ["manifest.json", "files/favicon.svg"]) {
        await site.s3.send(
          new DeleteObjectCommand({ Bucket: site.bucket, Key: `${below}/${key}` }),
        );
      }
      const again = await publish(first);
      expect(again).toMatchObject(done);
      expect(again.out).toMatch(/ already: nothing was changed[.]\n$/);
      expect(await site.objects(below)).toEqual(whole);
      expect(await results()).toEqual(["published"]);
    });

    test("lets edges forget a file that browsers keep where its form changed, since they would keep the old one for a year", async () => {
      await publish(first);
      const CacheControl = "public, max-age=31536000, immutable";
      const Key = "site/assets/app-1.js";
      await site.s3.send(
        new PutObjectCommand({ Bucket: site.bucket, Key, Body: "first()", CacheControl }),
      );
      expect(await publish({ ...first, "index.html": "new" })).toMatchObject(done);
      expect((await invalidated()).at(-1)).toEqual(["/assets/app-1.js", "/", "/index.html"]);
    });

    test("says what it may not do, though an answer to HEAD says nothing", async () => {
      const of = identities(aws());
      await of.role("looks-on", [{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }]);
      const s3 = new S3Client({ ...(await of.as("looks-on")), forcePathStyle: true });
      await publish(first);
      await expect(findObject({ s3, name: site.bucket }, "site/index.html")).rejects.toMatchObject({
        name: "AccessDenied",
      });
    });

    test("says that it is published where CloudFront cannot be asked for the end of it", async () => {
      const opened = await openFrontend(loadOne("shop-dev"));
      const { manifest, read } = readSiteFolder(folderOf(first), paths);
      loseAnswer(opened.distribution.cloudfront, "GetInvalidationCommand", 3);
      const followed = releaseFrontend(
        opened,
        { action: "publish", manifest, from: "", read, again },
        options,
      );
      const failure = await followed.catch((error: unknown) => error);
      const [{ invalidation, result } = {}] = await site.records();
      expect(result).toBe("published");
      expect(failure).toEqual(
        new CommandError(
          1,
          "It is published, and CloudFront could not be asked whether every edge shows it; it goes on by itself. " +
            "AWS cannot be reached: the answer was lost. Check the network and the region.\n" +
            `To wait for it: ${again}; or look at it: aws cloudfront get-invalidation --distribution-id ${site.distributionId} --id ${invalidation}`,
        ),
      );
    });

    test("waits for CloudFront up to a limit, and says how to look on", async () => {
      await fixtures({ invalidations: { pending: 2 } });
      expect((await publish(first)).out).toMatch(/(CloudFront: InProgress\n.*){2}https:/s);
      await fixtures({ invalidations: { pending: 1000 } });
      const dist = writeFiles(join(folder(), "our pages"), second);
      const late = await frontend("publish", "shop-dev", dist, "--limit", "1s");
      const { invalidation } = (await site.records())[1] ?? {};
      expect(late).toMatchObject({
        code: 1,
        err:
          "It is published, and CloudFront has not confirmed within 1 seconds that no edge shows the pages before; it goes on by itself.\n" +
          `To wait for it: npx slipway frontend publish shop-dev "${dist}"; or look at it: aws cloudfront get-invalidation --distribution-id ${site.distributionId} --id ${invalidation}`,
      });
      expect(await results()).toEqual(["published", "published"]);

      // The same command waits for the same invalidation, though there is nothing to publish.
      expect(await frontend("publish", "shop-dev", dist, "--limit", "1s")).toEqual({
        ...late,
        out: expect.stringContaining("CloudFront: InProgress\n"),
      });
      await fixtures({ invalidations: { pending: 0 } });
      const confirmed = await frontend("publish", "shop-dev", dist);
      expect(confirmed).toMatchObject(done);
      expect(confirmed.out).toContain(" already: nothing was changed.\n");
      expect(await invalidated()).toHaveLength(2);
    });

    test("lets CloudFront forget everything where it does not know the release's invalidation any more, and waits for that", async () => {
      await publish(first);
      const [record = {}] = await site.records();
      const Item = toItem({ ...record, invalidation: "I0000000000000" });
      await site.dynamodb.send(new PutItemCommand({ TableName: site.table, Item }));
      const before = (await invalidated()).length;
      expect(await publish(first)).toMatchObject(done);
      expect((await invalidated()).slice(before)).toEqual([["/*"]]);
    });

    test.each([
      ["is gone", (file: string) => rmSync(file)],
      ["has changed", (file: string) => writeFileSync(file, "other()")],
    ])(
      "refuses a file that %s while the folder is published: nothing is shown, and it says what to type",
      async (what, change) => {
        await publish(first);
        const dist = folderOf(second);
        const opened = await openFrontend(loadOne("shop-dev"));
        const { manifest, read } = readSiteFolder(dist, paths);
        const file = join(dist, "assets/app-2.js");
        change(file);
        const failure = await releaseFrontend(
          opened,
          { action: "publish", manifest, from: "", read, again },
          options,
        ).catch((error: unknown) => error);
        expect(failure).toEqual(
          new CommandError(
            1,
            `${file} ${what} since the folder was looked through. Let nothing write there meanwhile: build, and publish when that has ended.\n` +
              `The pages are as they were. To go on: ${again}`,
          ),
        );
        expect(await texts()).toEqual(first);
        expect(await results()).toEqual(["published", "not published"]);
      },
    );

    test.each([
      ["HeadObjectCommand", "The pages are as they were. To go on: AGAIN", ["published"]],
      [
        "PutObjectCommand",
        "The pages are as they were. To go on: AGAIN",
        ["published", "not published"],
      ],
      [
        "CopyObjectCommand",
        "Some files may be switched, index.html as the last one. To go on: AGAIN; back: npx slipway frontend rollback shop-dev",
        ["published", "broken off"],
      ],
    ])(
      "stopped by a person at its first %s, says what is shown and what to type",
      async (command, left, recorded) => {
        await publish(first);
        const dist = folderOf(second);
        const stop = new AbortController();
        const opened = await openFrontend(loadOne("shop-dev"));
        opened.bucket.s3.middlewareStack.add(
          (next, { commandName }) =>
            async (call) => {
              if (commandName === command) stop.abort();
              return next(call);
            },
          { step: "initialize" },
        );
        const { manifest, read } = readSiteFolder(dist, paths);
        const failure = await releaseFrontend(
          opened,
          { action: "publish", manifest, from: "", read, again },
          { ...options, signal: stop.signal },
        ).catch((error: unknown) => error);
        expect(failure).toEqual(new CommandError(1, `Stopped.\n${left.replace("AGAIN", again)}`));
        expect(await results()).toEqual(recorded);
        expect((await texts())["index.html"]).toBe(first["index.html"]);
        expect(await frontend("publish", "shop-dev", dist)).toMatchObject(done);
        expect((await texts())["index.html"]).toBe(second["index.html"]);
      },
    );

    test("promotes what another environment shows, byte for byte, and nothing else", async () => {
      const { statements, file } = production;
      writeFileSync(join(folder(), "environments", "shop-prod.yaml"), stringify(file));
      const target = await makeSite(aws(), "shop-prod", file.domain.hostName);
      await identities(aws()).role(
        "shop-prod-publisher",
        placed(statements, target.distributionArn),
        production.trust,
      );
      const promote = (...words: string[]) =>
        frontend("promote", "shop-dev", "shop-prod", ...words);
      const status = "npx slipway status shop-dev";
      expect((await promote()).err).toBe(
        "shop-dev shows no release of its frontend: publish one there.",
      );
      await publish(first);
      await publish(second);
      const running = {
        ...{ dynamodb: site.dynamodb, table: site.table, key: frontendLeaseKey },
        ...{ what: "it", whenLost: "", by: "anna", times: calm },
      };
      await withLease(running, async () => {
        expect((await promote()).err).toMatch(
          /^anna releases the frontend of shop-dev since \S+Z: wait until that has ended, by npx slipway status shop-dev$/,
        );
      });
      const [{ digest: old = "" } = {}, { digest = "" } = {}] = await site.records();
      expect((await promote("--digest", old)).err).toBe(
        `shop-dev shows ${digest} and no longer ${old}. Only what is shown there can be promoted: ${status}`,
      );
      const other = `sha256:${"0".repeat(64)}`;
      expect((await promote("--digest", other)).err).toBe(
        `${other} was never published in shop-dev, which shows ${digest}: ${status}`,
      );
      const below = `releases/${digest.slice("sha256:".length)}/files`;
      const Key = `${below}/favicon.svg`;
      await site.s3.send(new DeleteObjectCommand({ Bucket: site.bucket, Key }));
      expect((await promote()).err).toBe(
        `The release ${digest} is not whole in ${site.bucket}:\n  favicon.svg is missing\n` +
          "Nothing was changed. Publish its folder there again: npx slipway frontend publish shop-dev <folder>",
      );
      expect(await publish(second)).toMatchObject(done);
      expect(await target.objects("")).toEqual({});
      expect(await promote("--digest", digest)).toMatchObject(done);
      expect(await target.objects("site/")).toEqual(
        Object.fromEntries(
          Object.entries(await site.objects("site/")).filter(([path]) => path in second),
        ),
      );
      expect(await target.objects("releases/")).toEqual(
        Object.fromEntries(
          Object.entries(await site.objects("releases/")).filter(([path]) =>
            path.startsWith(digest.slice("sha256:".length)),
          ),
        ),
      );
      expect(await target.records()).toEqual([
        expect.objectContaining({
          ...{ action: "promotion", from: "shop-dev", digest, result: "published" },
          by: expect.stringContaining("shop-prod-publisher"),
        }),
      ]);
      expect(await frontend("promote", "shop-prod", "shop-dev")).toMatchObject({
        code: 2,
        err: expect.stringMatching(
          /^shop-dev takes images from no environment, not from shop-prod: /,
        ),
      });
    });

    test("with --if-any ends well where neither file has pages, and refuses where one alone has them", async () => {
      const write = (name: string, file: object) =>
        writeFileSync(join(folder(), "environments", `${name}.yaml`), stringify(file));
      const withoutPages = ({ frontend: _, ...file }: typeof environment) => ({
        ...file,
        access: { ...file.access, publishers: { mode: "none" } },
      });
      write("shop-prod", withoutPages(production.file));
      const promote = () => frontend("promote", "shop-dev", "shop-prod", "--if-any");
      expect(await promote()).toMatchObject({
        code: 2,
        err: `shop-prod has no pages of its own: environments/shop-prod.yaml has no frontend of mode cdn, see docs/frontend.md.`,
      });
      write("shop-dev", withoutPages(environment));
      expect(await promote()).toEqual({
        code: 0,
        out: "Neither shop-dev nor shop-prod has pages of its own: nothing to promote.\n",
        err: "",
      });
    });

    test("refuses what is not there: a publisher, pages, an apply", async () => {
      const write = (file: object) =>
        writeFileSync(join(folder(), "environments", "shop-dev.yaml"), stringify(file));
      const dist = folderOf(first);
      write(frontendEnvironment());
      expect((await frontend("publish", "shop-dev", dist)).err).toBe(
        "Nobody may publish in shop-dev: environments/shop-dev.yaml has no access.publishers of mode role.\n" +
          "Name who may there, plan and apply it: see docs/access.md.",
      );
      write(exampleWith({}));
      expect((await frontend("publish", "shop-dev", dist)).err).toBe(
        "shop-dev has no pages of its own: environments/shop-dev.yaml has no frontend of mode cdn, see docs/frontend.md.",
      );
      write({ ...environment, domain: { ...environment.domain, hostName: "new.example.gov" } });
      expect((await frontend("publish", "shop-dev", dist)).err).toBe(
        "shop-dev is not applied yet: no distribution of account 111111111111 answers to new.example.gov. Plan it, then apply: npm run plan shop-dev",
      );
    });

    test("it writes records of the frontend and no other kind of item", async () => {
      const of = identities(aws());
      const acting = await of.as("shop-dev-publisher", await of.as("builder"));
      const dynamodb = new DynamoDBClient(acting);
      const written = [];
      for (const { kind } of tableWriters) {
        const Item = { kind: { S: kind }, id: { S: "x" } };
        const put = dynamodb.send(new PutItemCommand({ TableName: site.table, Item }));
        if ((await verdictOf(put)) === "allowed") written.push(kind);
      }
      expect(written).toEqual(["frontend"]);
    });
  },
  { enforceIam: true },
);

/** A request without what differs from run to run, digests and the distribution's id, and as one of the site's files for all. */
function steadyNames(one: Awaited<ReturnType<typeof requestsIn>>[number]) {
  const resource = one.resource
    .replace(/releases\/[0-9a-f]{64}/, "releases/0")
    .replace(/(\/files|:::[^/]*\/site)\/.*/, "$1/index.html")
    .replace(/distribution\/\w+/, "distribution/E0");
  return { ...one, resource };
}

/** Lets clients do nothing from their n-th call of a command on, as if the process were killed there. */
function killAt(
  command: string,
  call: number,
  clients: readonly { middlewareStack: object }[],
): void {
  let left = call;
  type Next = (call: unknown) => Promise<unknown>;
  const kill =
    (next: Next, context: { readonly commandName?: string }) => async (asked: unknown) => {
      if (context.commandName === command && left > 0) left -= 1;
      if (left === 0) throw new Error("killed");
      return next(asked);
    };
  for (const { middlewareStack } of clients) {
    (middlewareStack as { add(one: unknown, where: object): void }).add(kill, {
      step: "initialize",
    });
  }
}

/** What becomes of each copy that leaves, in the order in which it does. */
function watchCopies({ middlewareStack }: S3Client): readonly string[] {
  const seen: string[] = [];
  middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        if (commandName !== "CopyObjectCommand") return next(call);
        const path = String(Reflect.get(call.input, "Key")).replace("site/", "");
        seen.push(`begins: ${path}`);
        const answer = await next(call);
        seen.push(`is there: ${path}`);
        return answer;
      },
    { step: "build" },
  );
  return seen;
}

/** The publisher's role as a stack has it. */
function publisherOf(stack: Synthesized) {
  const { policy } = stack.resource("aws_iam_role_policy.access_publisher_policy");
  const role = stack.resource("aws_iam_role.access_publisher");
  return {
    statements: parsed(policy).Statement,
    trust: role["assume_role_policy"] as string,
  };
}

/** Statements with the distribution that is there. */
function placed(statements: readonly PolicyStatement[], distributionArn: string) {
  const text = JSON.stringify(statements);
  return JSON.parse(
    text.replaceAll("${aws_cloudfront_distribution.frontend.arn}", distributionArn),
  ) as PolicyStatement[];
}

/** Another environment of the same account, which takes what `shop-dev` shows. */
function productionOf() {
  const file = frontendEnvironment(
    {},
    {
      environment: "prod",
      "domain.hostName": "shop.example.gov",
      "repository.name": "shop/prod",
      "repository.pushers": [],
      "access.developers": { mode: "none" },
      "access.promoter": publishers,
      "access.promotionReaders": [],
      "access.publishers": publishers,
      "access.github.deploy": { mode: "none" },
      "promotion.source": {
        mode: "environment",
        name: "shop-dev",
        account: "111111111111",
        region: "us-east-1",
        repository: environment.repository.name,
        evidenceMaxAgeHours: 24,
      },
    },
  );
  return { file, ...publisherOf(synthesizeEnvironment(file)) };
}
