import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { CommandError } from "../../../src/base/errors";
import { loadOne } from "../../../src/config/environments-folder";
import { openFrontend } from "../../../src/operate/frontend/open-frontend";
import { readSiteFolder } from "../../../src/operate/frontend/read-folder";
import { releaseFrontend } from "../../../src/operate/frontend/release-frontend";
import { readFrontendState } from "../../../src/operate/frontend/release-records";
import { failCalls } from "../../support/lose-answer";
import {
  again,
  describeAsPublisher,
  done,
  first,
  options,
  paths,
  second,
} from "./support/as-publisher";

describeAsPublisher(({ site, frontend, folderOf, publish, texts, results, invalidated }) => {
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
    await expect(releaseFrontend(broken, { ...unread, manifest: third }, options)).rejects.toThrow(
      `It is gone.\nThe pages are as they were. To go on: ${again}`,
    );
    await expect(releaseFrontend(broken, request, { ...options, signal: stopped })).rejects.toThrow(
      `Stopped.\nThe pages are as they were. To go on: ${again}`,
    );
    expect(await results()).toEqual(["published", "broken off", "not published"]);
    const state = await readFrontendState(broken.live);
    expect(state.unfinished?.["digest"]).toBe(manifest.digest);
    expect(await frontend("rollback", "shop-dev")).toMatchObject(done);
    expect(await texts()).toEqual({ ...first, "assets/app-2.js": "second()" });
    expect((await invalidated()).at(-1)).toEqual(["/*"]);
  });

  test("refuses to go back to a release that is not whole, or was never published", async () => {
    await publish(first);
    await publish(second);
    const [{ digest = "" } = {}] = await site().records();
    const folderKey = `releases/${digest.slice("sha256:".length)}`;
    const remove = (Key: string) =>
      site().s3.send(
        new DeleteObjectCommand({ Bucket: site().bucket, Key: `${folderKey}/${Key}` }),
      );
    const put = (Key: string, Body: string) =>
      site().s3.send(
        new PutObjectCommand({ Bucket: site().bucket, Key: `${folderKey}/${Key}`, Body }),
      );
    await remove("files/favicon.svg");
    await put("files/assets/app-1.js", "other()");
    expect((await frontend("rollback", "shop-dev")).err).toBe(
      `The release ${digest} is not whole in ${site().bucket}:\n  assets/app-1.js has other bytes\n  favicon.svg is missing\n` +
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
      `The release ${digest} is not in ${site().bucket} any more: its manifest is missing. Publish its folder again.`,
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
});
