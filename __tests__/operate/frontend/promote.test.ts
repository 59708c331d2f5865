import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { toItem } from "../../../src/aws/table";
import { frontendLeaseKey } from "../../../src/operate/frontend/release-records";
import { withLease } from "../../../src/operate/lease";
import { evidenceItem } from "../../../src/operate/promotion/records";
import { identities } from "../../stack/constructs/access/support/identities";
import { frontendEnvironment } from "../../support/frontend";
import { makeSite } from "../../support/published-site";
import { synthesizeEnvironment } from "../../support/synth";
import {
  calm,
  describeAsPublisher,
  done,
  environment,
  first,
  placed,
  publisherOf,
  publishers,
  second,
} from "./support/as-publisher";

const production = productionOf();
const image = `sha256:${"a".repeat(64)}`;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** One run of the tests, as `slipway evidence` records it in the table of the environment that was tested. */
interface TestRun {
  readonly table: string;
  readonly pages?: string;
  readonly at?: string;
  readonly result?: "passed" | "failed";
  readonly of?: string;
}

async function addEvidence(
  dynamodb: DynamoDBClient,
  { table, pages, at = hoursAgo(1), result = "passed", of: digest = image }: TestRun,
) {
  const reported = { by: "jenkins", report: "", deployment: "ecs-svc/1" };
  const given = { needs: undefined, valueHashes: undefined };
  const evidence = evidenceItem({ digest, result, at, pages, ...reported, ...given });
  await dynamodb.send(new PutItemCommand({ TableName: table, Item: toItem(evidence) }));
}

describeAsPublisher(({ aws, folder, site, frontend, publish }) => {
  /** Another environment that takes what `shop-dev` shows, with a publisher who may do what is said. */
  async function makeProduction(statements = production.statements) {
    const { file } = production;
    writeFileSync(join(folder(), "environments", "shop-prod.yaml"), stringify(file));
    const target = await makeSite(aws(), "shop-prod", file.domain.hostName);
    await identities(aws()).role(
      "shop-prod-publisher",
      placed(statements, target.distributionArn),
      production.trust,
    );
    return target;
  }
  const promote = (...words: string[]) => frontend("promote", "shop-dev", "shop-prod", ...words);
  const tested = (run: Omit<TestRun, "table">) =>
    addEvidence(site().dynamodb, { table: site().table, ...run });

  test("promotes what another environment shows, byte for byte, and nothing else", async () => {
    const target = await makeProduction();
    const status = "npx slipway status shop-dev";
    expect((await promote()).err).toBe(
      "shop-dev shows no release of its frontend: publish one there.",
    );
    await publish(first);
    await publish(second);
    const running = {
      ...{ dynamodb: site().dynamodb, table: site().table, key: frontendLeaseKey },
      ...{ what: "it", whenLost: "", by: "anna", times: calm },
    };
    await withLease(running, async () => {
      expect((await promote()).err).toMatch(
        /^anna releases the frontend of shop-dev since \S+Z: wait until that has ended, by npx slipway status shop-dev$/,
      );
    });
    const [{ digest: old = "" } = {}, { digest = "" } = {}] = await site().records();
    expect((await promote("--digest", old)).err).toBe(
      `shop-dev shows ${digest} and no longer ${old}. Only what is shown there can be promoted: ${status}`,
    );
    const other = `sha256:${"0".repeat(64)}`;
    expect((await promote("--digest", other)).err).toBe(
      `${other} was never published in shop-dev, which shows ${digest}: ${status}`,
    );
    await tested({ pages: digest });
    const below = `releases/${digest.slice("sha256:".length)}/files`;
    const Key = `${below}/favicon.svg`;
    await site().s3.send(new DeleteObjectCommand({ Bucket: site().bucket, Key }));
    expect((await promote()).err).toBe(
      `The release ${digest} is not whole in ${site().bucket}:\n  favicon.svg is missing\n` +
        "Nothing was changed. Publish its folder there again: npx slipway frontend publish shop-dev <folder>",
    );
    expect(await publish(second)).toMatchObject(done);
    expect(await target.objects("")).toEqual({});
    const promoted = await promote("--digest", digest);
    expect(promoted).toMatchObject(done);
    expect(promoted.out).toMatch(/^The tests passed, \S+Z, by jenkins\.\n/);
    expect(await target.objects("site/")).toEqual(
      Object.fromEntries(
        Object.entries(await site().objects("site/")).filter(([path]) => path in second),
      ),
    );
    expect(await target.objects("releases/")).toEqual(
      Object.fromEntries(
        Object.entries(await site().objects("releases/")).filter(([path]) =>
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

  test("refuses pages unless the newest tests that ran with them passed, in that environment and not too long ago", async () => {
    const target = await makeProduction();
    await publish(first);
    await publish(second);
    const [{ digest: old = "" } = {}, { digest = "" } = {}] = await site().records();
    const other = `sha256:${"b".repeat(64)}`;
    const refuses = async (says: string, ...words: string[]) => {
      const again = "npx slipway evidence run shop-dev";
      const todo =
        words.length === 0
          ? `Run the tests against shop-dev again: ${again}`
          : `Promote what shop-dev runs and shows now, without --image, after its tests: ${again}`;
      expect(await promote(...words)).toMatchObject({
        code: 1,
        err: `shop-dev shows the pages ${digest}, and it is not proved that tests passed with them. ${says}\nNothing was changed. ${todo}`,
      });
    };

    await refuses("No tests were recorded there.");
    const { table, dynamodb } = target;
    await addEvidence(dynamodb, { table, pages: digest }); // of production's own tests
    await refuses("No tests were recorded there.");
    const early = hoursAgo(50);
    await tested({ at: early });
    await refuses(
      `The evidence, ${early}, names no pages: an earlier version of Slipway recorded it, or shop-dev showed none.`,
    );
    const before = hoursAgo(49);
    await tested({ at: before, pages: old });
    await refuses(`The last tests, ${before}, ran with ${old}.`);
    const tooOld = hoursAgo(48);
    await tested({ at: tooOld, pages: digest });
    await refuses(`The tests passed 48 hours ago, ${tooOld}; allowed are 24.`);
    const failed = hoursAgo(3);
    await tested({ at: failed, pages: digest, result: "failed", of: other });
    await refuses(`The tests failed, ${failed}, by jenkins.`);
    const later = hoursAgo(2);
    await tested({ at: later, pages: old });
    await refuses(`The tests failed, ${failed}, by jenkins.`);
    await tested({ pages: digest, of: other });

    const nobody = `sha256:${"c".repeat(64)}`;
    await refuses(`No tests of ${nobody} were recorded there.`, "--image", nobody);
    await refuses(`The tests passed 48 hours ago, ${tooOld}; allowed are 24.`, "--image", image);
    expect(await target.objects("")).toEqual({});
    expect(await target.records()).toEqual([]);
    expect(await promote("--image", other)).toMatchObject(done);
    expect(await promote()).toMatchObject(done);
    expect((await target.records()).map(({ digest }) => digest)).toEqual([digest]);
  });

  test("with --image refuses pages that were tested with another image alone", async () => {
    await makeProduction();
    await publish(first);
    await publish(second);
    const [{ digest: old = "" } = {}, { digest = "" } = {}] = await site().records();
    const at = hoursAgo(2);
    await tested({ at, pages: old });
    await tested({ pages: digest, of: `sha256:${"b".repeat(64)}` });
    expect((await promote("--image", image)).err).toContain(
      ` The last tests of ${image}, ${at}, ran with ${old}.\n`,
    );
    expect(await promote()).toMatchObject(done);
  });

  test("changes nothing where it may not read the evidence", async () => {
    const statements = JSON.parse(
      JSON.stringify(production.statements).replace('"evidence",', ""),
    ) as typeof production.statements;
    const target = await makeProduction(statements);
    await publish(first);
    const [{ digest = "" } = {}] = await site().records();
    await tested({ pages: digest });
    expect((await promote()).err).toContain("is not authorized to perform: dynamodb:Query");
    expect(await target.objects("")).toEqual({});
  });

  test("refuses pages of an environment without publishers, whose tests name none", async () => {
    await makeProduction();
    const access = { ...environment.access, publishers: { mode: "none" } };
    writeFileSync(
      join(folder(), "environments", "shop-dev.yaml"),
      stringify({ ...environment, access }),
    );
    expect(await promote()).toMatchObject({
      code: 2,
      err:
        "Nobody may publish in shop-dev: environments/shop-dev.yaml has no access.publishers of mode role.\n" +
        "Name who may there, plan and apply it: see docs/access.md.",
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
});

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
