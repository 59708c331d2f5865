import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ECSClient, ListAccountSettingsCommand } from "@aws-sdk/client-ecs";
import { GetBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect } from "vitest";
import { StateStack } from "../../src/stack/state-stack";
import { runTerraform } from "../support/run-terraform";
import { type Emulator, startEmulator } from "../support/start-emulator";
import { synthesizeStack } from "../support/synth";
import { writeCliConfig } from "../support/terraform-world";
import { describeWithProvider } from "../support/with-provider";
import { journeySteps } from "./support/step";

const place = { account: "333333333333", region: "us-gov-west-1" } as const;
const bucket = "ledger-state-333333333333";

// An account in another partition, whose Fargate tasks are to use FIPS cryptography. The emulator calls what it makes itself `arn:aws:` there too.
describeWithProvider("the state stack in GovCloud", ({ provider, terraform }) => {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "gov-"));
  const step = journeySteps();
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ accountId: place.account, region: place.region });
  });
  afterAll(async () => {
    await emulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]) => {
    const env = { ...emulator.environment, TF_CLI_CONFIG_FILE: join(folder, "terraformrc") };
    return runTerraform(terraform, folder, [...args, "-input=false"], env);
  };
  const write = (fargateFips: boolean | undefined) => {
    const { json } = synthesizeStack(
      (app) => new StateStack(app, { ...place, bucket, fargateFips }),
    );
    const required_providers = { aws: { source: "aws", version: provider.version } };
    const entry = { ...json, terraform: { required_providers } }; // its state lies here
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(entry));
  };
  const fipsMode = async () => {
    const { settings } = await new ECSClient(emulator.clientConfig).send(
      new ListAccountSettingsCommand({ name: "fargateFIPSMode", effectiveSettings: true }),
    );
    return settings?.map(({ value }) => value);
  };

  step("makes bucket, key and the account's setting", async () => {
    writeCliConfig(folder, provider);
    write(true);
    expect(run("init")).toMatchObject({ status: 0, stderr: "" });
    expect(run("apply", "-auto-approve")).toMatchObject({ status: 0, stderr: "" });
    expect(await fipsMode()).toEqual(["enabled"]);
    const s3 = new S3Client({ ...emulator.clientConfig, forcePathStyle: true });
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    expect(Policy).toContain(`"arn:aws-us-gov:s3:::${bucket}"`);
  });

  step("plans again, and nothing is left to do", async () => {
    expect(run("plan", "-detailed-exitcode")).toMatchObject({ status: 0, stderr: "" });
  });

  step("turns the setting off when the file no longer asks for it, and nothing else", async () => {
    write(undefined);
    const { status, stdout } = run("apply", "-auto-approve");
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining("0 added, 0 changed, 1 destroyed"),
    ]);
    expect(await fipsMode()).toEqual(["disabled"]);
  });
});
