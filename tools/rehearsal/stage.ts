import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createWorld, type World } from "../../__tests__/deployer/support/world";
import { liveEnvironmentOf } from "../../__tests__/operate/promotion/support/live-environment";
import { type OciLayout, ociLayout } from "../../__tests__/operate/promotion/support/oci-layout";
import { type Scanner, scanOnPush } from "../../__tests__/operate/promotion/support/scan-on-push";
import { writeTwoEnvironments } from "../../__tests__/operate/promotion/support/two-environments";
import { requireTool } from "../../__tests__/support/find-tool";
import { fixtureText } from "../../__tests__/support/fixture-environments";
import { type Emulator, startEmulator } from "../../__tests__/support/start-emulator";
import type { LiveEnvironment } from "../../src/aws/live-environment";
import { deliveryOf } from "../../src/config/delivery-of";
import { loadOrExplain } from "../../src/config/environments-folder";

/** Waits of the deployer, in this fraction of their seconds, so that nobody waits for minutes. */
const waitScale = 0.05;

/** What stands for the application's automated tests. */
const testsThatPass = `#!/bin/sh
echo "   $SLIPWAY_URL/health/ready would be asked here; this test passes."
`;

/** Two environments that are applied to an emulator, and what watches them. */
export interface Stage {
  readonly emulator: Emulator;
  readonly dev: World;
  readonly prod: World;
  /** Scans dev's registry. */
  readonly devScanner: Scanner;
  readonly liveDev: LiveEnvironment;
  readonly images: OciLayout;
  /** What a program gets that plays on it: nothing of this person's AWS. */
  readonly environment: Readonly<Record<string, string>>;
  strike(): Promise<void>;
}

/** Sets everything up in a folder; {@link Stage.strike} takes it down. */
export async function setStage(folder: string): Promise<Stage> {
  const emulator = await startEmulator();
  const scanners: Scanner[] = [];
  const strike = async () => {
    await Promise.all(scanners.map((scanner) => scanner.stop().catch(() => undefined)));
    await emulator.stop();
  };
  try {
    await fetch(`${emulator.endpoint}/_ministack/config`, {
      method: "POST",
      body: JSON.stringify({ "stepfunctions._SFN_WAIT_SCALE": waitScale }),
    });
    const files = { from: fixtureText("eec-dev"), to: fixtureText("eec-prod") };
    const settings = {
      "promotion.testCommand": ["./run-tests"],
      "delivery.runtimeWaivers": { maxDays: 30 },
      "access.waivers": {
        mode: "role",
        trustedArns: [`arn:aws:iam::${emulator.accountId}:role/security`],
      },
    };
    writeTwoEnvironments(folder, files, emulator.accountId, settings);
    writeFileSync(join(folder, "run-tests"), testsThatPass, { mode: 0o755 });
    const [from, to] = loadOrExplain(join(folder, "environments")).map(({ environment }) =>
      deliveryOf(environment),
    );
    if (from === undefined || to === undefined) throw new Error("two environments were written");
    const dev = await createWorld(emulator, emulator.accountId, from.settings, from.names);
    const prod = await createWorld(emulator, emulator.accountId, to.settings, to.names);
    const times = { lookEvery: 200, scan: 2_000, reconcileEvery: 10_000 };
    const devScanner = scanOnPush(dev, times);
    scanners.push(devScanner, scanOnPush(prod, times));
    const { PATH = "", TERM = "", NO_COLOR = "" } = process.env;
    return {
      emulator,
      dev,
      prod,
      devScanner,
      liveDev: await liveEnvironmentOf(dev, emulator),
      images: ociLayout(join(folder, "images")),
      environment: {
        ...emulator.environment,
        PATH: `${dirname(requireTool("crane"))}:${PATH}`,
        HOME: folder,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        TERM,
        ...(NO_COLOR && { NO_COLOR }),
      },
      strike,
    };
  } catch (error) {
    await strike();
    throw error;
  }
}
