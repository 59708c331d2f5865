import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { historyCommand } from "../../../src/cli/commands/history";
import { tableWriters } from "../../../src/contract/delivery-table";
import { findObject } from "../../../src/operate/frontend/site-bucket";
import { identities, verdictOf } from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import { exampleWith } from "../../support/example-with";
import { frontendEnvironment } from "../../support/frontend";
import { memoryTerminal } from "../../support/memory-terminal";
import { describeAsPublisher, done, environment, first, second } from "./support/as-publisher";

describeAsPublisher(({ aws, folder, site, frontend, folderOf, publish, texts, invalidated }) => {
  test("publishes with the headers that browsers and CloudFront go by, and goes back by one command", async () => {
    const one = await publish(first);
    expect(one).toMatchObject(done);
    expect(await site().objects("site/")).toEqual({
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
    const [record] = await site().records();
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
      `shop-dev: from ${(await site().records())[1]?.["digest"]}\n          to   ${record?.["digest"]}\n`,
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

  test("says what it may not do, though an answer to HEAD says nothing", async () => {
    const of = identities(aws());
    await of.role("looks-on", [{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }]);
    const s3 = new S3Client({ ...(await of.as("looks-on")), forcePathStyle: true });
    await publish(first);
    await expect(findObject({ s3, name: site().bucket }, "site/index.html")).rejects.toMatchObject({
      name: "AccessDenied",
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
    expect((await frontend("publish", "shop-dev", "no-such-folder")).err).toBe(
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
      const put = dynamodb.send(new PutItemCommand({ TableName: site().table, Item }));
      if ((await verdictOf(put)) === "allowed") written.push(kind);
    }
    expect(written).toEqual(["frontend"]);
  });
});

/** A request without what differs from run to run, digests and the distribution's id, and as one of the site's files for all. */
function steadyNames(one: Awaited<ReturnType<typeof requestsIn>>[number]) {
  const resource = one.resource
    .replace(/releases\/[0-9a-f]{64}/, "releases/0")
    .replace(/(\/files|:::[^/]*\/site)\/.*/, "$1/index.html")
    .replace(/distribution\/\w+/, "distribution/E0");
  return { ...one, resource };
}
