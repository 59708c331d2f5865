import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { program } from "../../src/cli/program";
import { deliveryOf } from "../../src/config/delivery-of";
import { loadOrExplain } from "../../src/config/environments-folder";
import { createWorld, type Scan, type World } from "../deployer/support/world";
import { type OciLayout, ociLayout } from "../operate/promotion/support/oci-layout";
import { type Scanner, scanOnPush } from "../operate/promotion/support/scan-on-push";
import { useCrane } from "../operate/promotion/support/stand-in-crane";
import { writeTwoEnvironments } from "../operate/promotion/support/two-environments";
import { describeWithEmulator } from "../support/emulator";
import { fixtureText } from "../support/fixture-environments";
import { memoryTerminal } from "../support/memory-terminal";
import { useTemporaryFolder } from "../support/temporary-folder";

const project = resolve(__dirname, "../..");

/** Runs `slipway` in this process: what it printed, and the code and message with which it ended. */
async function slipway(...words: string[]) {
  const terminal = memoryTerminal();
  try {
    await program(terminal).parseAsync(words, { from: "user" });
    return { out: terminal.stdout(), code: terminal.code(), message: "" };
  } catch (error) {
    const { code = 0, message } = error as { code?: number; message: string };
    if (code === 0) throw error;
    return { out: terminal.stdout(), code, message };
  }
}

describeWithEmulator(
  "the road from a push to production",
  (aws, { crane }) => {
    const folder = useTemporaryFolder();
    const scanners: Scanner[] = [];
    let dev: World;
    let prod: World;
    let images: OciLayout;

    beforeEach(async () => {
      writeTwoEnvironments(
        folder(),
        { from: fixtureText("eec-dev"), to: fixtureText("eec-prod") },
        aws().accountId,
      );
      process.chdir(folder());
      useCrane(crane);
      for (const [name, value] of Object.entries(aws().environment)) vi.stubEnv(name, value);
      await aws().scaleWaits(0.02);
      const [from, to] = loadOrExplain().map(({ environment }) => deliveryOf(environment));
      if (from === undefined || to === undefined) throw new Error("two environments were written");
      dev = await createWorld(aws(), aws().accountId, from.settings, from.names);
      prod = await createWorld(aws(), aws().accountId, to.settings, to.names);
      images = ociLayout(join(folder(), "images"));
      scanners.push(scanOnPush(dev), scanOnPush(prod));
    }, 60_000);
    afterEach(async () => {
      await Promise.all(scanners.splice(0).map((scanner) => scanner.stop()));
      process.chdir(project);
      vi.unstubAllEnvs();
    });

    /** What a developer does: `docker push`, with an attestation. Its image's scan finds what is said. */
    function push(text: string, tag: string, finds?: Scan): string {
      const index = images.indexWithAttestation(text);
      for (const digest of images.imagesOf(index.digest)) {
        if (finds) for (const scanner of scanners) scanner.finds(digest, finds);
      }
      images.select(index);
      const to = `${aws().registry}/${dev.names.repository}:${tag}`;
      const pushed = spawnSync(crane, ["push", "--insecure", images.folder, to], {
        encoding: "utf8",
      });
      if (pushed.status !== 0) throw new Error(pushed.stderr);
      return index.digest;
    }
    const runsIn = (world: World, digest: string) =>
      expect.poll(() => world.pointer(), { timeout: 30_000 }).toBe(digest);
    const tests = (script: string) =>
      slipway(
        "evidence",
        "run",
        "eec-dev",
        "--report",
        "https://jenkins.example.gov/7",
        "--",
        process.execPath,
        "-e",
        script,
      );

    test("leads a push through scan, dev, tests and promotion to production, by one digest", async () => {
      const digest = push("first", "main-1");
      await runsIn(dev, digest);

      const seen = join(folder(), "seen");
      const tested = await tests(
        `require("fs").writeFileSync(${JSON.stringify(seen)}, [process.env.SLIPWAY_URL, process.env.SLIPWAY_ENVIRONMENT, process.env.SLIPWAY_DIGEST].join(" "))`,
      );
      expect(tested).toMatchObject({ code: 0, message: "" });
      expect(readFileSync(seen, "utf8")).toBe(`https://eec-dev.example.gov eec-dev ${digest}`);

      const promoted = await slipway("promote", "eec-dev", "eec-prod");

      expect(promoted).toMatchObject({ code: 0, message: "" });
      const short = digest.slice(7, 19);
      expect(promoted.out).toContain(`eec-dev → eec-prod: ${digest}\n`);
      expect(promoted.out).toContain(
        `Promoted: ${aws().registry}/eec/prod has it as main-1, promoted-${short}.\n`,
      );
      expect(promoted.out).toContain("released: The image was released.");
      expect(await prod.runningDigest()).toBe(digest);
      expect(await prod.pointer()).toBe(digest);
      expect(await prod.tagsOf(digest)).toEqual([
        "main-1",
        `promoted-${short}`,
        `released-${short}`,
      ]);
      expect(await prod.items("promotion")).toMatchObject([
        {
          digest,
          from: "eec-dev",
          by: "arn:aws:sts::111111111111:assumed-role/eec-prod-promoter/root",
          grounds: expect.stringContaining("(https://jenkins.example.gov/7)"),
        },
      ]);
      expect(await dev.items("evidence")).toMatchObject([
        {
          digest,
          result: "passed",
          by: "arn:aws:sts::111111111111:assumed-role/eec-dev-tester/root",
        },
      ]);

      expect(await slipway("promote", "eec-dev", "eec-prod")).toMatchObject({
        code: 1,
        message: "Refused. Nothing was changed.",
        out: expect.stringContaining("eec-prod runs this digest already."),
      });

      const findings = ["CVE-2026-0001", "CVE-2026-0002"].map((name) => ({
        name,
        severity: "LOW",
      }));
      const finds = { status: "COMPLETE", counts: { LOW: 2 }, findings };
      await runsIn(dev, push("second", "main-2", finds));
      const next = await slipway("promote", "eec-dev", "eec-prod", "--dry-run");
      expect(next.out).toContain(`  now      ${digest}\n`);
      expect(next.out).toContain("  findings now none, then LOW 2\n");
      expect(next.out).toContain("  gone     none\n  new      CVE-2026-0001, CVE-2026-0002\n");
    });

    test("ends before production when the tests fail, and the failure is kept", async () => {
      const digest = push("first", "main-1");
      await runsIn(dev, digest);

      expect(await tests("process.exit(3)")).toMatchObject({
        code: 1,
        out: expect.stringContaining(`Recorded: the tests failed for ${digest} in eec-dev`),
      });
      const refused = await slipway("promote", "eec-dev", "eec-prod");
      expect(refused).toMatchObject({ code: 1, message: "Refused. Nothing was changed." });
      expect(refused.out).toMatch(/ no {2}tests {5}The tests failed, 20/);
      expect(await slipway("evidence", "show", "eec-dev")).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^sha256:.* in eec-dev, newest first:\n {2}failed {2}20/),
      });
    });

    /** What Terraform does when it applies an environment whose file has one variable more. */
    async function applyVariable({ clients: { ecs }, names }: World, name: string, value = "on") {
      const { taskDefinition = {} } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: names.taskFamily }),
      );
      const { containerDefinitions = [] } = taskDefinition;
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          ...taskDefinition,
          family: names.taskFamily,
          containerDefinitions: containerDefinitions.map((container) => ({
            ...container,
            environment: [...(container.environment ?? []), { name, value }],
          })),
        }),
      );
      const { cluster, service, taskFamily } = names;
      await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition: taskFamily }));
    }

    test("ends before production that was not applied with what the tests ran with, until it is", async () => {
      const digest = push("first", "main-1");
      await runsIn(dev, digest);
      await applyVariable(dev, "FEATURE_X");
      await expect.poll(() => tests(""), { timeout: 30_000 }).toMatchObject({ code: 0 });
      // Of LOG_LEVEL there is no hash, because eec-dev declares it to be different.
      const hash = createHash("sha256").update("FEATURE_X=on").digest("hex");
      expect(await dev.items("evidence")).toMatchObject([
        { digest, valueHashes: JSON.stringify({ FEATURE_X: hash }) },
      ]);

      const refused = await slipway("promote", "eec-dev", "eec-prod");
      expect(refused).toMatchObject({ code: 1, message: "Refused. Nothing was changed." });
      expect(refused.out.match(/^ {2} no .*\n.*$/gm)).toEqual([
        "   no  needs     eec-prod does not give it what it was tested with in eec-dev: variable FEATURE_X.\n" +
          "                 Apply eec-prod first: write it into its file, then npm run plan eec-prod and npm run apply eec-prod. What is meant to differ is declared under differences.",
      ]);
      expect(await prod.items("promotion")).toMatchObject([{ digest, tag: "" }]);

      await applyVariable(prod, "FEATURE_X", "off"); // another value is noted, not refused
      expect(await slipway("promote", "eec-dev", "eec-prod")).toMatchObject({
        code: 0,
        message: "",
        out: expect.stringContaining(
          "eec-prod gives it all that it was tested with. Note: values that differ in eec-prod: FEATURE_X.\n",
        ),
      });
      expect(await prod.pointer()).toBe(digest);
    }, 180_000);

    test("ends before production when nobody tested this digest, only another", async () => {
      const first = push("first", "main-1");
      await runsIn(dev, first);
      await tests("");
      const second = push("second", "main-2");
      await runsIn(dev, second);

      const refused = await slipway("promote", "eec-dev", "eec-prod");
      expect(refused.code).toBe(1);
      expect(refused.out).toContain("No tests were recorded for this digest in eec-dev.");
      expect(await slipway("evidence", "show", "eec-dev")).toMatchObject({
        code: 1,
        message: `eec-dev: no tests were recorded for ${second}.`,
      });
    });

    test("records nothing when the digest was swapped during the tests, nor when it was swapped back", async () => {
      const first = push("first", "main-1");
      await runsIn(dev, first);
      const began = (await slipway("evidence", "start", "eec-dev")).out.trim();
      expect(began).toMatch(new RegExp(`^${first}@ecs-svc/\\w+$`));
      const second = push("second", "main-2");
      await runsIn(dev, second);
      const record = (word: string) =>
        slipway("evidence", "record", "eec-dev", "passed", "--digest", word);

      expect(await record(began)).toMatchObject({
        code: 1,
        message: `eec-dev was deployed during the tests: they began with ${first}, and now it runs ${second}. Nothing was recorded; run the tests again.`,
      });
      expect(await dev.ask(first, { rollback: true })).toMatchObject({ outcome: "rolled-back" });
      expect(await record(began)).toMatchObject({
        code: 1,
        message: expect.stringMatching(
          /^eec-dev was deployed during the tests: it runs sha256:\w{64} as before, but by another deployment \(ecs-svc\/\w+, now ecs-svc\/\w+\)\. Nothing was recorded; run the tests again\.$/,
        ),
      });
      expect(await record(first)).toMatchObject({ code: 0 });
      expect(await dev.items("evidence")).toHaveLength(1);
    });

    test("ends before production when a finding comes up after dev's release, because the scan is read again", async () => {
      const digest = push("first", "main-1");
      await runsIn(dev, digest);
      await tests("");
      for (const image of images.imagesOf(digest)) {
        await dev.scanned(image, { status: "COMPLETE", counts: { CRITICAL: 1 } });
      }

      const rehearsed = await slipway("promote", "eec-dev", "eec-prod", "--dry-run");
      expect(rehearsed).toMatchObject({ code: 1, message: "" });
      expect(rehearsed.out).toContain(
        "The scan found more than is allowed: CRITICAL 1 (allowed 0).",
      );
      expect(rehearsed.out).toMatch(/It would be refused\.\n$/);
      expect((await slipway("promote", "eec-dev", "eec-prod")).code).toBe(1);
      expect(await prod.items("promotion")).toMatchObject([{ digest, tag: "" }]);
    });

    test("ends before dev with findings, and production cannot have the image by its digest either", async () => {
      const digest = push("first", "main-1", { status: "COMPLETE", counts: { CRITICAL: 1 } });
      await expect
        .poll(() => dev.item("decision", digest), { timeout: 30_000 })
        .toMatchObject({
          outcome: "findings",
        });

      const refused = await slipway("promote", "eec-dev", "eec-prod", "--digest", digest);
      expect(refused.code).toBe(1);
      expect(refused.out).toContain("eec-dev never released it; its last decision is findings");
      expect(refused.out).toContain("CRITICAL 1 (allowed 0)");
    });

    test("prints in a dry run what would be done, and does nothing", async () => {
      const digest = push("first", "main-1");
      await runsIn(dev, digest);
      await tests("");

      const rehearsed = await slipway("promote", "eec-dev", "eec-prod", "--dry-run");
      expect(rehearsed).toMatchObject({ code: 0, message: "" });
      expect(rehearsed.out).toContain("  now      nothing was released in eec-prod yet\n");
      expect(rehearsed.out).toMatch(/It would be promoted\. Nothing was changed\.\n$/);
      const page = ["--dry-run", "--format", "markdown"];
      const shown = await slipway("promote", "eec-dev", "eec-prod", ...page);
      expect(shown).toMatchObject({ code: 0, message: "" });
      expect(shown.out).toMatch(/^## eec-dev → eec-prod\n/);
      expect(shown.out).toContain(`| then | \`${digest} (main-1, released-`);
      expect(await prod.tagsOf(digest).catch(() => "not there")).toBe("not there");
    });

    test("leads from the environment in the file alone", async () => {
      expect(await slipway("promote", "eec-prod", "eec-dev")).toMatchObject({
        code: 2,
        message: expect.stringMatching(
          /^eec-dev takes images from no environment, not from eec-prod: see promotion\.source in .*eec-dev\.yaml\.$/,
        ),
      });
    });

    test("starts the deployer by itself where production waits for an explicit start", async () => {
      const file = join(folder(), "environments", "eec-prod.yaml");
      writeFileSync(file, readFileSync(file, "utf8").replace("trigger: scan", "trigger: pipeline"));
      const digest = push("first", "main-1");
      await runsIn(dev, digest);
      await tests("");
      await Promise.all(scanners.splice(1).map((scanner) => scanner.stop()));

      const promoted = await slipway("promote", "eec-dev", "eec-prod");
      expect(promoted).toMatchObject({ code: 0, message: "" });
      expect(await prod.pointer()).toBe(digest);
      expect(await prod.item("decision", digest)).toMatchObject({
        by: expect.stringMatching(/^eec-prod-promoter-root-[0-9a-f]{8}$/),
      });
    });

    test("says what is wrong with tests that cannot be started, and records nothing", async () => {
      await runsIn(dev, push("first", "main-1"));
      expect(await slipway("evidence", "run", "eec-dev", "--", "./no-such-tests")).toMatchObject({
        code: 2,
        message: expect.stringMatching(
          /^The tests could not be started: \.\/no-such-tests: .*ENOENT\nNothing was recorded\.$/,
        ),
      });
      expect(await dev.items("evidence")).toEqual([]);
    });
  },
  { alsoNeeds: ["crane"] },
);
