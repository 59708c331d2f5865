import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { program } from "../../../src/cli/program";
import { deliveryOf } from "../../../src/config/delivery-of";
import { loadOrExplain } from "../../../src/config/environments-folder";
import { createWorld, type World } from "../../deployer/support/world";
import { identities, rolesOf } from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import { describeWithEmulator } from "../../support/emulator";
import { fixtureText } from "../../support/fixture-environments";
import { memoryTerminal } from "../../support/memory-terminal";
import { synthesizeEnvironment } from "../../support/synth";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { ociLayout } from "./support/oci-layout";
import { craneRun } from "./support/road";
import { type Scanner, scanOnPush } from "./support/scan-on-push";
import { useCrane } from "./support/stand-in-crane";
import { writeTwoEnvironments } from "./support/two-environments";

const project = resolve(__dirname, "../../..");

describeWithEmulator(
  "with nothing but what Terraform's policies allow",
  (aws, { crane }) => {
    const folder = useTemporaryFolder();
    const scanners: Scanner[] = [];
    let dev: World;
    let prod: World;

    beforeEach(async () => {
      const files = { from: fixtureText("eec-dev"), to: fixtureText("eec-prod") };
      writeTwoEnvironments(folder(), files, aws().accountId);
      process.chdir(folder());
      useCrane(crane);
      await aws().scaleWaits(0.02);
      const loaded = loadOrExplain().map(({ environment }) => environment);
      const [from, to] = loaded.map(deliveryOf);
      const [devStack, prodStack] = loaded.map(synthesizeEnvironment);
      if (!from || !to || !devStack || !prodStack) throw new Error("two environments were written");

      const { role, as } = identities(aws());
      await role("jenkins-agent", [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Resource: ["tester", "promoter"].map(
            (name) => `arn:aws:iam::111111111111:role/eec-*-${name}`,
          ),
        },
      ]);
      for (const made of [devStack, prodStack]) {
        for (const { role: address, name, statements, trust } of rolesOf(made)) {
          // Whom the tester and the promoter trust is in another account.
          const isForJenkins = address === "tester" || address === "promoter";
          if (/^(tester|promoter|(delivery|service).*_role)$/.test(address)) {
            await role(name, statements, isForJenkins ? undefined : trust);
          }
        }
      }
      dev = await createWorld(aws(), aws().accountId, from.settings, from.names);
      prod = await createWorld(aws(), aws().accountId, to.settings, to.names);
      scanners.push(scanOnPush(dev), scanOnPush(prod));

      const { credentials } = await as("jenkins-agent");
      vi.stubEnv("AWS_ENDPOINT_URL", aws().endpoint);
      vi.stubEnv("AWS_REGION", aws().region);
      vi.stubEnv("AWS_ACCESS_KEY_ID", credentials.accessKeyId);
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey);
      vi.stubEnv("AWS_SESSION_TOKEN", credentials.sessionToken ?? "");
    }, 60_000);
    afterEach(async () => {
      await Promise.all(scanners.splice(0).map((scanner) => scanner.stop()));
      process.chdir(project);
      vi.unstubAllEnvs();
    });

    test("Jenkins tests dev, promotes what it tested, and follows production to its end", async () => {
      const images = ociLayout(join(folder(), "images"));
      const image = images.indexWithAttestation("first");
      images.select(image);
      craneRun(crane, "push", images.folder, `${aws().registry}/eec/dev:main-1`);
      await expect.poll(() => dev.pointer(), { timeout: 30_000 }).toBe(image.digest);

      const terminal = memoryTerminal();
      const slipway = (...words: string[]) => program(terminal).parseAsync(words, { from: "user" });
      await slipway("evidence", "run", "eec-dev", "--", process.execPath, "-e", "");
      await slipway("evidence", "show", "eec-dev");
      await slipway("promote", "eec-dev", "eec-prod");

      expect(terminal.code()).toBe(0);
      expect(await prod.pointer()).toBe(image.digest);
      expect(await prod.items("promotion")).toMatchObject([
        { by: "arn:aws:sts::111111111111:assumed-role/eec-prod-promoter/test" },
      ]);

      const asked = await requestsIn(aws(), aws().accountId);
      for (const name of ["eec-dev", "eec-prod"]) {
        const file = join(folder(), "environments", `${name}.yaml`);
        expectRecorded(`promotion-${name}`, readFileSync(file, "utf8"), asked);
      }
    });
  },
  { alsoNeeds: ["crane"], enforceIam: true },
);
