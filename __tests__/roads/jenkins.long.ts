import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { deliveryOf } from "../../src/config/delivery-of";
import { chosen, loadOrExplain } from "../../src/config/environments-folder";
import { createWorld, type World } from "../deployer/support/world";
import { ociLayout } from "../operate/promotion/support/oci-layout";
import { type Scanner, scanOnPush } from "../operate/promotion/support/scan-on-push";
import { writeTwoEnvironments } from "../operate/promotion/support/two-environments";
import { playPipeline } from "../pipelines/support/play-pipeline";
import { record, typed } from "../pipelines/support/recorded";
import { standIns } from "../pipelines/support/stand-ins";
import { repository } from "../pipelines/support/workflow";
import { describeWithEmulator } from "../support/emulator";
import { fixtureText } from "../support/fixture-environments";
import { cdnSection, publicZone } from "../support/frontend";
import { makeSite, writeFiles } from "../support/published-site";
import { useTemporaryFolder } from "../support/temporary-folder";

const folder = useTemporaryFolder();
const build = "https://jenkins.example.gov/job/eec/job/promote/7/";

describeWithEmulator(
  "the Jenkins job, with slipway itself",
  (aws, { crane, groovy }) => {
    const scanners: Scanner[] = [];
    let dev: World;
    let prod: World;

    /** The job's workspace, and both environments, applied. */
    beforeEach(async () => {
      const files = { from: fixtureText("eec-dev"), to: fixtureText("eec-prod") };
      writeTwoEnvironments(folder(), files, aws().accountId);
      await aws().scaleWaits(0.02);
      const environments = loadOrExplain(join(folder(), "environments"));
      const apply = (name: string) => {
        const { settings, names } = deliveryOf(chosen(environments, name).environment);
        return createWorld(aws(), aws().accountId, settings, names);
      };
      dev = await apply("eec-dev");
      prod = await apply("eec-prod");
      scanners.push(scanOnPush(dev), scanOnPush(prod));
      testsEndWith(0);
    }, 120_000);
    afterEach(() => Promise.all(scanners.splice(0).map((scanner) => scanner.stop())));

    /** What `promotion.testCommand` of eec-dev names: notes what it tests, leaves a report, and ends so. */
    function testsEndWith(code: number): void {
      const script = `#!/bin/sh\necho "$SLIPWAY_URL $SLIPWAY_DIGEST" >> tested\nmkdir -p reports\nexit ${code}\n`;
      writeFileSync(join(folder(), "run-tests"), script);
      chmodSync(join(folder(), "run-tests"), 0o755);
    }
    const tested = () =>
      existsSync(join(folder(), "tested"))
        ? readFileSync(join(folder(), "tested"), "utf8").trim().split("\n")
        : [];

    /** A developer's push that dev has released. */
    async function releasedInDev(content: string, tag: string): Promise<string> {
      const images = ociLayout(join(folder(), `images-${tag}`));
      const image = images.indexWithAttestation(content);
      images.select(image);
      const to = `${aws().registry}/${dev.names.repository}:${tag}`;
      const pushed = spawnSync(crane, ["push", "--insecure", images.folder, to]);
      expect(pushed).toMatchObject({ status: 0 });
      await expect.poll(() => dev.pointer(), { timeout: 60_000 }).toBe(image.digest);
      return image.digest;
    }

    /** Builds the job: its stages as Jenkins orders them, each shell step in the workspace. */
    async function buildJob(DIGEST = "") {
      const { path } = standIns(folder(), {
        npm: "", // npm ci: the workspace borrows what is installed here
        npx: `shift; exec '${process.execPath}' '${join(repository, "bin/slipway.js")}' "$@"`,
      });
      const environment = {
        ...aws().environment,
        PATH: [dirname(crane), path].join(delimiter),
        HOME: folder(),
        BUILD_URL: build,
        DIGEST,
      };
      let log = "";
      const played = await playPipeline(
        // The pipeline asks only whether there is one.
        record(groovy, "jenkins/Jenkinsfile", { DIGEST: DIGEST && typed.digest }),
        async (script, variables) => {
          const env = { ...environment, ...variables };
          const shell = spawn("sh", ["-xe", "-c", script], { cwd: folder(), env });
          const [[code], out, err] = await Promise.all([
            once(shell, "close"),
            text(shell.stdout),
            text(shell.stderr),
          ]);
          log += out + err;
          return code === 0 ? "ok" : "failed";
        },
      );
      return { ...played, log };
    }
    /** What the build keeps as an artifact. */
    const page = () => readFileSync(join(folder(), "promotion.md"), "utf8");
    const inProduction = async () => ({
      runs: await prod.runningDigest(),
      // One that was refused is on record too, without a tag.
      promotions: (await prod.items("promotion")).filter(({ tag }) => tag !== "").length,
    });

    test("tests what dev runs, at dev's address, and brings exactly that image to production", async () => {
      const digest = await releasedInDev("first", "main-1");

      const { result, stages, log } = await buildJob();

      expect({ result, stages, log }).toMatchObject({ result: "SUCCESS" });
      expect(stages).toEqual(["Check out", "Test dev", "Promote", "Promote pages"]);
      expect(log).toContain(
        "Neither eec-dev nor eec-prod has pages of its own: nothing to promote.",
      );
      expect(tested()).toEqual([`https://eec-dev.example.gov ${digest}`]);
      expect(await dev.items("evidence")).toMatchObject([
        { digest, result: "passed", report: build },
      ]);
      expect(await prod.pointer()).toBe(digest);
      expect(await inProduction()).toEqual({ runs: digest, promotions: 1 });
      expect(page()).toMatch(
        /^## eec-dev → eec-prod\n[\s\S]*\n\*\*It would be promoted\. Nothing was changed\.\*\*\n$/,
      );

      // The next night, when nobody pushed since: the job ends well.
      const next = await buildJob();
      expect(next.result).toBe("SUCCESS");
      expect(next.log).toContain("eec-prod runs this digest already: there is nothing to promote.");
      expect(tested()).toHaveLength(2);
      expect(await inProduction()).toEqual({ runs: digest, promotions: 1 });
    });

    test("brings nothing to production when the tests fail, and the failure is on record", async () => {
      const digest = await releasedInDev("first", "main-1");
      const before = await inProduction();
      testsEndWith(1);

      const { result, stages, log } = await buildJob();

      expect({ result, stages }).toEqual({ result: "FAILURE", stages: ["Check out", "Test dev"] });
      expect(log).toContain(`Recorded: the tests failed for ${digest} in eec-dev`);
      expect(await dev.items("evidence")).toMatchObject([{ digest, result: "failed" }]);
      expect(await inProduction()).toEqual(before);
    });

    test("by hand, promotes an image that was tested earlier, without testing again", async () => {
      const earlier = await releasedInDev("first", "main-1");
      spawnSync(process.execPath, [slipway, "evidence", "run", "eec-dev"], {
        cwd: folder(),
        env: { PATH: process.env["PATH"], HOME: folder(), ...aws().environment },
      });
      await releasedInDev("second", "main-2");

      const { result, stages, log } = await buildJob(earlier);

      expect({ result, stages, log }).toMatchObject({
        result: "SUCCESS",
        stages: ["Check out", "Promote", "Promote pages"],
      });
      expect(tested()).toHaveLength(1);
      expect(await prod.runningDigest()).toBe(earlier);
    });

    /** Gives both environments pages of their own, applied. */
    async function makeSites() {
      const trustedArns = [`arn:aws:iam::${aws().accountId}:role/jenkins-agent`];
      for (const name of ["eec-dev", "eec-prod"]) {
        const path = join(folder(), "environments", `${name}.yaml`);
        const file = parse(readFileSync(path, "utf8"));
        file.frontend = cdnSection();
        file.domain.hostedZone = publicZone;
        Object.assign(file.loadBalancer, { scheme: "internal", allowedCidrs: ["10.20.0.0/16"] });
        file.access.publishers = { mode: "role", trustedArns };
        writeFileSync(path, stringify(file));
      }
      const site = (name: string) => {
        const { environment } = chosen(loadOrExplain(join(folder(), "environments")), name);
        return makeSite(aws(), name, environment.domain.hostName, { hasTable: true });
      };
      await site("eec-dev");
      return site("eec-prod");
    }
    const slipway = join(repository, "bin/slipway.js");
    /** A folder of pages that says `text`, and the words that publish it in dev. */
    function pagesThatSay(text: string): readonly string[] {
      writeFiles(join(folder(), text), { "index.html": text });
      return [slipway, "frontend", "publish", "eec-dev", text];
    }
    function publish(text: string): void {
      const { status, stderr } = spawnSync(process.execPath, pagesThatSay(text), {
        cwd: folder(),
        env: { PATH: process.env["PATH"], HOME: folder(), ...aws().environment },
        encoding: "utf8",
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    }

    test("brings the pages that dev was tested with to production, none that were published during the tests or since", async () => {
      const production = await makeSites();
      const shows = async () => (await production.objects("site/"))["index.html"]?.text;
      const digest = await releasedInDev("first", "main-1");
      publish("one");

      const { result, log } = await buildJob();

      expect({ result, log }).toMatchObject({ result: "SUCCESS" });
      const [{ pages } = {}] = await dev.items("evidence");
      expect(log).toContain(`the tests passed for ${digest} with the pages ${pages} in eec-dev`);
      expect(await shows()).toBe("one");

      const during = [process.execPath, ...pagesThatSay("two")].map((word) => `'${word}'`);
      writeFileSync(join(folder(), "run-tests"), `#!/bin/sh\n${during.join(" ")}\n`);
      const second = await buildJob();
      expect(second).toMatchObject({ result: "FAILURE", stages: ["Check out", "Test dev"] });
      expect(second.log).toContain(
        `The pages of eec-dev were released during the tests: they began with ${pages}, and now it shows `,
      );

      const third = await buildJob(digest);
      expect(third).toMatchObject({
        result: "FAILURE",
        stages: ["Check out", "Promote", "Promote pages"],
      });
      expect(third.log).toMatch(
        new RegExp(
          `The last tests of ${digest}, \\S+Z, ran with ${pages}\\.\\nNothing was changed\\. `,
        ),
      );
      expect(await shows()).toBe("one");

      testsEndWith(0);
      expect((await buildJob()).result).toBe("SUCCESS");
      expect(await shows()).toBe("two");
    }, 240_000);

    test("by hand, refuses an image that nobody tested", async () => {
      const digest = await releasedInDev("first", "main-1");
      const before = await inProduction();

      const { result, log } = await buildJob(digest);

      expect(result).toBe("FAILURE");
      expect(log).toContain("No tests were recorded for this digest in eec-dev.");
      expect(page()).toMatch(/\n\*\*It would be refused\.\*\*\n$/);
      expect(await prod.items("promotion")).toMatchObject([{ digest, tag: "" }]); // refused, on record
      expect(await inProduction()).toEqual(before);
    });

    test("tests nothing when an environment file is wrong", async () => {
      const path = join(folder(), "environments", "eec-dev.yaml");
      writeFileSync(path, readFileSync(path, "utf8").replace("tasksMin: 1", "tasksMin: 0"));

      const { result, stages, log } = await buildJob();

      expect({ result, stages }).toEqual({ result: "FAILURE", stages: ["Check out"] });
      expect(log).toContain("tasksMin");
      expect(tested()).toEqual([]);
    });
  },
  { alsoNeeds: ["crane", "groovy"] },
);
