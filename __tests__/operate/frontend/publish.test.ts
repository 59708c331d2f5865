import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { toItem } from "../../../src/aws/table";
import { CommandError } from "../../../src/base/errors";
import { loadOne } from "../../../src/config/environments-folder";
import { openFrontend } from "../../../src/operate/frontend/open-frontend";
import { readSiteFolder } from "../../../src/operate/frontend/read-folder";
import { releaseFrontend } from "../../../src/operate/frontend/release-frontend";
import { frontendLeaseKey } from "../../../src/operate/frontend/release-records";
import { withLease } from "../../../src/operate/lease";
import {
  again,
  calm,
  describeAsPublisher,
  done,
  first,
  options,
  paths,
  second,
} from "./support/as-publisher";

describeAsPublisher(({ site, frontend, folderOf, publish, texts, results, invalidated }) => {
  const versions = async () => {
    const { Versions = [] } = await site().s3.send(
      new ListObjectVersionsCommand({ Bucket: site().bucket }),
    );
    return Versions.length;
  };

  test("the same folder again changes nothing, and says so", async () => {
    await publish(first);
    const before = await versions();
    const again = await publish(first);
    expect(again).toMatchObject(done);
    const [{ digest } = {}] = await site().records();
    expect(again.out).toMatch(
      new RegExp(`https://shop.dev.example.gov/ shows ${digest} already: nothing was changed.\n$`),
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
      site().s3.send(new PutObjectCommand({ Bucket: site().bucket, Key, Body, CacheControl }));
    await put("site/index.html", "by hand", "max-age=60");
    await put("site/assets/app-1.js", "by hand()", "public, max-age=31536000, immutable");
    expect(await publish(first)).toMatchObject({
      code: 1,
      err: expect.stringContaining("\n  assets/app-1.js\n"),
    });
    expect(await publish(second)).toMatchObject(done);
    expect(await texts()).toEqual({ ...second, "assets/app-1.js": "by hand()" });
  });

  test("refuses a second publisher while the first one lives, and names the first", async () => {
    const lease = {
      ...{ dynamodb: site().dynamodb, table: site().table, key: frontendLeaseKey },
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
      site().dynamodb.send(new PutItemCommand({ TableName: site().table, Item: toItem(hold) }));
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

  test("publishing what is shown already makes its stored release whole again, as a promotion asks for", async () => {
    await publish(first);
    const [{ digest = "" } = {}] = await site().records();
    const below = `releases/${digest.slice("sha256:".length)}`;
    const whole = await site().objects(below);
    for (const key of ["manifest.json", "files/favicon.svg"]) {
      await site().s3.send(
        new DeleteObjectCommand({ Bucket: site().bucket, Key: `${below}/${key}` }),
      );
    }
    const again = await publish(first);
    expect(again).toMatchObject(done);
    expect(again.out).toMatch(/ already: nothing was changed[.]\n$/);
    expect(await site().objects(below)).toEqual(whole);
    expect(await results()).toEqual(["published"]);
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
});
