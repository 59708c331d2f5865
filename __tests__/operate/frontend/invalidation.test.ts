import { join } from "node:path";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { toItem } from "../../../src/aws/table";
import { CommandError } from "../../../src/base/errors";
import { loadOne } from "../../../src/config/environments-folder";
import { openFrontend } from "../../../src/operate/frontend/open-frontend";
import { readSiteFolder } from "../../../src/operate/frontend/read-folder";
import { releaseFrontend } from "../../../src/operate/frontend/release-frontend";
import { loseAnswer } from "../../support/lose-answer";
import { writeFiles } from "../../support/published-site";
import { request } from "../../support/request";
import {
  again,
  describeAsPublisher,
  done,
  first,
  options,
  paths,
  second,
} from "./support/as-publisher";

describeAsPublisher(({ aws, folder, site, frontend, folderOf, publish, results, invalidated }) => {
  const fixtures = (entries: object) =>
    request(`${aws().endpoint}/_fixtures?account=111111111111`, {
      body: JSON.stringify(entries),
    });

  test("lets edges forget a file that browsers keep where its form changed, since they would keep the old one for a year", async () => {
    await publish(first);
    const CacheControl = "public, max-age=31536000, immutable";
    const Key = "site/assets/app-1.js";
    await site().s3.send(
      new PutObjectCommand({ Bucket: site().bucket, Key, Body: "first()", CacheControl }),
    );
    expect(await publish({ ...first, "index.html": "new" })).toMatchObject(done);
    expect((await invalidated()).at(-1)).toEqual(["/assets/app-1.js", "/", "/index.html"]);
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
    const [{ invalidation, result } = {}] = await site().records();
    expect(result).toBe("published");
    expect(failure).toEqual(
      new CommandError(
        1,
        "It is published, and CloudFront could not be asked whether every edge shows it; it goes on by itself. " +
          "AWS cannot be reached: the answer was lost. Check the network and the region.\n" +
          `To wait for it: ${again}; or look at it: aws cloudfront get-invalidation --distribution-id ${site().distributionId} --id ${invalidation}`,
      ),
    );
  });

  test("waits for CloudFront up to a limit, and says how to look on", async () => {
    await fixtures({ invalidations: { pending: 2 } });
    expect((await publish(first)).out).toMatch(/(CloudFront: InProgress\n.*){2}https:/s);
    await fixtures({ invalidations: { pending: 1000 } });
    const dist = writeFiles(join(folder(), "our pages"), second);
    const late = await frontend("publish", "shop-dev", dist, "--limit", "1s");
    const { invalidation } = (await site().records())[1] ?? {};
    expect(late).toMatchObject({
      code: 1,
      err:
        "It is published, and CloudFront has not confirmed within 1 seconds that no edge shows the pages before; it goes on by itself.\n" +
        `To wait for it: npx slipway frontend publish shop-dev "${dist}"; or look at it: aws cloudfront get-invalidation --distribution-id ${site().distributionId} --id ${invalidation}`,
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
    const [record = {}] = await site().records();
    const Item = toItem({ ...record, invalidation: "I0000000000000" });
    await site().dynamodb.send(new PutItemCommand({ TableName: site().table, Item }));
    const before = (await invalidated()).length;
    expect(await publish(first)).toMatchObject(done);
    expect((await invalidated()).slice(before)).toEqual([["/*"]]);
  });
});
