import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { frontendLeaseKey } from "../../../src/operate/frontend/release-records";
import { withLease } from "../../../src/operate/lease";
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

describeAsPublisher(({ aws, folder, site, frontend, publish }) => {
  test("promotes what another environment shows, byte for byte, and nothing else", async () => {
    const { statements, file } = production;
    writeFileSync(join(folder(), "environments", "shop-prod.yaml"), stringify(file));
    const target = await makeSite(aws(), "shop-prod", file.domain.hostName);
    await identities(aws()).role(
      "shop-prod-publisher",
      placed(statements, target.distributionArn),
      production.trust,
    );
    const promote = (...words: string[]) => frontend("promote", "shop-dev", "shop-prod", ...words);
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
    const below = `releases/${digest.slice("sha256:".length)}/files`;
    const Key = `${below}/favicon.svg`;
    await site().s3.send(new DeleteObjectCommand({ Bucket: site().bucket, Key }));
    expect((await promote()).err).toBe(
      `The release ${digest} is not whole in ${site().bucket}:\n  favicon.svg is missing\n` +
        "Nothing was changed. Publish its folder there again: npx slipway frontend publish shop-dev <folder>",
    );
    expect(await publish(second)).toMatchObject(done);
    expect(await target.objects("")).toEqual({});
    expect(await promote("--digest", digest)).toMatchObject(done);
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
