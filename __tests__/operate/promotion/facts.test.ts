import { expect, test } from "vitest";
import type { DeliverySettings } from "../../../src/contract/delivery-settings";
import { judgeImage } from "../../../src/operate/promotion/facts";
import { chooseDigest, whatRuns } from "../../../src/operate/promotion/what-runs";
import { exampleSettings } from "../../deployer/support/example";
import type { Scan } from "../../deployer/support/world";
import { describeWithEmulator } from "../../support/emulator";
import { createRoad, type Road } from "./support/road";

describeWithEmulator(
  "an image that is to leave dev",
  (aws, { crane }) => {
    const road = () => createRoad(aws(), crane);
    const judged = (
      shop: Road,
      digest: string,
      changes: Partial<DeliverySettings> = {},
      targetRuns?: string,
    ) =>
      judgeImage({
        from: shop.from,
        to: {
          ...shop.to,
          delivery: { names: shop.prod.names, settings: { ...exampleSettings, ...changes } },
        },
        digest,
        targetRuns,
      });

    test("is clean when its scan is, and so is the image inside of what docker push sends", async () => {
      const shop = await road();
      const single = await shop.push("one", "main-1", "image");
      const index = await shop.push("two", "main-2", "index");
      const [, image] = shop.layout
        .manifestsOf(index)
        .map(({ digest }) => digest)
        .reverse();

      expect((await judged(shop, single)).scans).toMatchObject([
        { digest: single, status: "clean", said: "within the allowance", found: "none" },
      ]);
      expect((await judged(shop, index)).scans).toMatchObject([{ digest: image, status: "clean" }]);
    });

    test.each<[string, Scan, object]>([
      [
        "findings above the allowance",
        { status: "COMPLETE", counts: { CRITICAL: 1, LOW: 9 } },
        { status: "findings", said: "CRITICAL 1 (allowed 0)", found: "CRITICAL 1, LOW 9" },
      ],
      ["a scan that runs", { status: "IN_PROGRESS" }, { status: "pending" }],
      ["a scan that failed", { status: "FAILED" }, { status: "failed" }],
      ["an image nobody can scan", { status: "UNSUPPORTED_IMAGE" }, { status: "unsupported" }],
    ])("is not clean with %s", async (_, scan, verdict) => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      await shop.dev.scanned(digest, scan);
      expect((await judged(shop, digest)).scans).toMatchObject([{ digest, ...verdict }]);
    });

    test("is not clean while the registry calls its scan complete and has no result yet", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      const imageScanStatus = { status: "COMPLETE" };
      const counted = { imageScanCompletedAt: 1_760_000_000, findingSeverityCounts: {} };
      const verdict = async (answer: object, changes?: Partial<DeliverySettings>) => {
        await shop.dev.scanned(digest, { answer });
        return (await judged(shop, digest, changes)).scans;
      };

      expect(await verdict({ imageScanStatus, imageScanFindings: { findings: [] } })).toMatchObject(
        [{ status: "pending", said: "COMPLETE, but the answer has no severity counts" }],
      );
      expect(
        await verdict({
          imageScanStatus,
          imageScanFindings: { ...counted, findingSeverityCounts: null },
        }),
      ).toMatchObject([{ status: "pending" }]);
      expect(
        await verdict({ imageScanStatus, imageScanFindings: counted }, { scanning: "enhanced" }),
      ).toMatchObject([
        {
          status: "pending",
          said: "COMPLETE, but the answer has no list of the findings of Inspector",
        },
      ]);
      expect(await verdict({ imageScanStatus, imageScanFindings: counted })).toMatchObject([
        { status: "clean" },
      ]);
    });

    test("is judged by the target's allowance and waivers, not by the source's", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      const findings = [{ name: "CVE-2026-0001", severity: "HIGH" }];
      await shop.dev.scanned(digest, { status: "COMPLETE", counts: { HIGH: 1 }, findings });
      const allowedFindings = { ...exampleSettings.allowedFindings, HIGH: 1 };
      const waivers = [
        { cve: "CVE-2026-0001", reason: "The function is never called.", expires: "2099-12-31" },
      ];

      expect((await judged(shop, digest)).scans).toMatchObject([{ status: "findings" }]);
      expect((await judged(shop, digest, { allowedFindings })).scans).toMatchObject([
        { status: "clean" },
      ]);
      expect((await judged(shop, digest, { waivers })).scans).toMatchObject([
        { status: "clean", found: "HIGH 1 (1 waived)" },
      ]);
    });

    test("is judged by what the target tolerates and first saw, and nothing is written for it", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      const finding = (vulnerabilityId: string, changes: object = {}) => ({
        severity: "HIGH",
        status: "ACTIVE",
        fixAvailable: "YES",
        exploitAvailable: "NO",
        ...changes,
        packageVulnerabilityDetails: {
          vulnerabilityId,
          vulnerablePackages: [{ name: "openssl" }],
        },
      });
      await shop.dev.scanned(digest, {
        status: "ACTIVE",
        counts: { HIGH: 2 },
        enhancedFindings: [finding("CVE-2026-0001", { fixAvailable: "NO" }), finding("CVE-2026-2")],
      });
      const seenIn = (world: Road["dev"], days: number) =>
        world.putItem({
          kind: "first-seen",
          id: "CVE-2026-2|openssl",
          at: new Date(Date.now() - days * 86_400_000).toISOString(),
        });
      const enhanced = (tolerate: DeliverySettings["tolerate"]) =>
        judged(shop, digest, { scanning: "enhanced", tolerate });
      const all = { known: false, unfixable: true, graceDays: 7 };

      expect(await enhanced({ known: false, unfixable: true, graceDays: 0 })).toMatchObject({
        scans: [
          {
            status: "findings",
            said: "HIGH 1 (allowed 0); not tolerated: CVE-2026-2 in openssl",
          },
        ],
      });
      await seenIn(shop.dev, 1);
      expect(await enhanced(all)).toMatchObject({ scans: [{ status: "findings" }] });
      await seenIn(shop.prod, 1);
      expect(await enhanced(all)).toMatchObject({
        scans: [{ status: "clean", found: "HIGH 2 (2 tolerated)" }],
        tolerated: expect.stringMatching(
          /^CVE-2026-0001 in openssl \(no fix is available\); CVE-2026-2 in openssl \(in its days of grace until [0-9-]{10}\)$/,
        ),
      });
      await seenIn(shop.prod, 8);
      expect(await enhanced(all)).toMatchObject({ scans: [{ status: "findings" }] });
      expect(await shop.prod.items("first-seen")).toHaveLength(1);
    });

    test("is judged by what is waived in the target at run time, and not by what is in the source", async () => {
      const shop = await road();
      const digest = await shop.push("one", "main-1", "image");
      await shop.dev.scanned(digest, {
        status: "COMPLETE",
        counts: { HIGH: 1 },
        findings: [{ name: "CVE-2026-0001", severity: "HIGH" }],
      });
      const until = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
      const waiveIn = (world: Road["dev"]) =>
        world.putItem({
          kind: "waiver",
          id: `${new Date().toISOString()}#CVE-2026-0001|`,
          action: "waived",
          by: "anna@example.gov",
          because: "Not reachable.",
          until: `${until}T23:59:59.999Z`,
        });
      const inProd = () => judged(shop, digest, { runtimeWaivers: { maxDays: 30 } });

      await waiveIn(shop.dev);
      expect(await inProd()).toMatchObject({ scans: [{ status: "findings" }] });
      await waiveIn(shop.prod);
      expect(await inProd()).toMatchObject({
        scans: [{ status: "clean", found: "HIGH 1 (1 tolerated)" }],
        tolerated: `CVE-2026-0001 (waived until ${until} by anna@example.gov)`,
      });
    });

    test("is compared with what the target runs, of which no new scan is requested", async () => {
      const shop = await road();
      const scan = (hoursAgo: number): Scan => ({
        status: "COMPLETE",
        counts: { HIGH: 1 },
        completedAt: Math.floor(Date.now() / 1000) - hoursAgo * 3_600,
        findings: [
          {
            name: "CVE-2026-0001",
            severity: "HIGH",
            attributes: [{ key: "package_name", value: "openssl" }],
          },
        ],
      });
      const digest = await shop.push("one", "main-1", "image");
      await shop.dev.scanned(digest, scan(0));
      const running = await shop.prod.pushImage("running", "promoted-1");
      const inProd = async (scan: Scan) => {
        await shop.prod.scanned(running, scan);
        const tolerate = { known: true, unfixable: false, graceDays: 0 };
        return judged(shop, digest, { tolerate }, running);
      };
      const refused = "HIGH 1 (allowed 0); not tolerated: CVE-2026-0001 in openssl";

      expect(await inProd(scan(1))).toMatchObject({
        scans: [
          { said: `${refused}; what runs cannot be compared: what runs was never released here` },
        ],
      });
      await shop.prod.putItem({ kind: "decision", id: running, releasedAt: "2026-01-01" });
      expect(await inProd(scan(25))).toMatchObject({
        scans: [{ said: `${refused}; what runs cannot be compared: its scan is older than a day` }],
      });
      expect(await inProd(scan(1))).toMatchObject({
        scans: [{ status: "clean" }],
        tolerated: "CVE-2026-0001 in openssl (what runs has it too)",
      });
      await shop.prod.putItem({
        kind: "decision",
        id: running,
        releasedAt: "2026-01-01",
        tolerated: JSON.stringify([
          { id: "CVE-2026-0001", packages: ["openssl"], until: "2026-01-31T23:59:59.999Z" },
        ]),
      });
      expect(await inProd(scan(1))).toMatchObject({ scans: [{ said: refused }] });
    });

    test("is not clean when nobody scanned it, or it is not there", async () => {
      const shop = await road();
      const digest = await shop.dev.pushImage("unscanned", "main-1");
      expect((await judged(shop, digest)).scans).toMatchObject([
        { digest, status: "missing", said: "there is no scan of it" },
      ]);
      expect(await judged(shop, `sha256:${"f".repeat(64)}`)).toEqual({
        scans: "The repository holds no such image",
        images: [],
        tolerated: "",
        pushedAt: undefined,
      });
    });

    test("is not known when an index holds no image", async () => {
      const shop = await road();
      const digest = await shop.dev.pushIndex([], "main-1");
      expect((await judged(shop, digest)).scans).toBe(
        "The image index holds no image that can be judged: it holds no image, or another index",
      );
    });

    test("is the one that dev runs, once it runs steadily", async () => {
      const shop = await road();
      await expect(chooseDigest(shop.from, undefined)).rejects.toThrow(
        "shop-dev has not released anything yet.",
      );
      const digest = await shop.releasedInDev("one", "main-1");
      expect(await chooseDigest(shop.from, undefined)).toBe(digest);
      expect(await whatRuns(shop.from.delivery, shop.from.call)).toMatchObject({
        digest,
        steady: true,
        deployment: expect.stringMatching(/^ecs-svc\//),
      });
    });

    test("is not known when ECS does not say what dev runs, or whether it runs anything", async () => {
      const shop = await road();
      const answersNothing: Road["from"]["call"] = async (action, argument) =>
        action === "ecs:describeServices"
          ? { Services: [], Failures: [] }
          : shop.from.call(action, argument);
      await expect(whatRuns(shop.from.delivery, answersNothing)).rejects.toThrow(
        "shop-dev: DescribeServices did not say whether the service is there, and what it runs. Try again.",
      );
    });

    test("is open while dev is being deployed, unless somebody says which one is meant", async () => {
      const shop = await road();
      const first = await shop.releasedInDev("one", "main-1");
      const slow = await shop.push("two", "main-2", "image");
      await shop.dev.fixtures({ containers: { [slow]: { service: "slow" } } });
      await shop.dev.start(shop.dev.scanEvent(slow));
      await expect.poll(() => shop.dev.runningDigest(), { timeout: 20_000 }).toBe(slow);

      await expect(chooseDigest(shop.from, undefined)).rejects.toThrow(
        "shop-dev is being deployed, so it is open what it will run. Wait for it to end, or say which image is meant: --digest.",
      );
      expect(await chooseDigest(shop.from, first)).toBe(first);
    });

    test("must be named by a whole digest", async () => {
      const shop = await road();
      await expect(chooseDigest(shop.from, "main-1")).rejects.toThrow(
        'A digest is sha256: and 64 hexadecimal digits, got "main-1". See npx slipway status.',
      );
    });
  },
  { alsoNeeds: ["crane"] },
);
