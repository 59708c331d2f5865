import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../src/config/schema";
import { ownNetworkVpnEnvironment, vpnEnvironment } from "../support/client-vpn";
import { exampleEnvironment } from "../support/example-environment";
import { exampleWith } from "../support/example-with";
import { dualStackEnvironment, fourthEnvironment } from "../support/fourth-environment";
import { frontendEnvironment, ownNetworkFrontendEnvironment } from "../support/frontend";
import { guardedEnvironment } from "../support/guarded";
import { monitoredElsewhere, monitoredEnvironment } from "../support/monitored";
import { otherModesText } from "../support/other-modes";
import { openNetworkEnvironment, ownNetworkEnvironment } from "../support/own-network";
import { runTerraform } from "../support/run-terraform";
import { synthesizeEnvironment } from "../support/synth";
import { writeCliConfig } from "../support/terraform-world";
import { describeWithProvider } from "../support/with-provider";

// What nobody's file here has, each setting in its other form: the provider finds it valid.
const environments: readonly (readonly [string, Environment])[] = [
  ["everything made", exampleEnvironment()],
  ["IPv6 as well", dualStackEnvironment()],
  ["everything there already", environmentSchema.parse(parse(otherModesText))],
  ["another partition, no database", fourthEnvironment()],
  ["a firewall", guardedEnvironment()],
  [
    "roles below a boundary and a path",
    exampleWith({
      "access.permissionsBoundaryArn": "arn:aws:iam::111111111111:policy/boundary",
      "access.iamPath": "/slipway/",
    }),
  ],
  ["a network of its own", ownNetworkEnvironment()],
  ["a network of its own that leads to the Internet", openNetworkEnvironment()],
  ["a VPN on which people sign in", vpnEnvironment()],
  ["a VPN with certificates into a network of its own", ownNetworkVpnEnvironment()],
  ["a distribution", frontendEnvironment()],
  ["a distribution before a network of its own", ownNetworkFrontendEnvironment()],
  ["alarms", monitoredEnvironment()],
  ["alarms on what others own", monitoredElsewhere()],
];

describeWithProvider("the provider", ({ provider, terraform }) => {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "forms-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(environments)("finds valid: %s", (name, environment) => {
    const own = join(folder, name.replaceAll(/\W/g, "-"));
    mkdirSync(own);
    const { json } = synthesizeEnvironment(environment);
    const required_providers = { aws: { source: "aws", version: provider.version } };
    writeFileSync(
      join(own, "cdk.tf.json"),
      JSON.stringify({ ...json, terraform: { required_providers } }), // no backend: there is no bucket
    );
    const config = { TF_CLI_CONFIG_FILE: writeCliConfig(own, provider) };
    expect(runTerraform(terraform, own, ["init", "-input=false"], config).stderr).toBe("");
    const { valid, diagnostics } = JSON.parse(
      runTerraform(terraform, own, ["validate", "-json"], config).stdout,
    );
    expect({ valid, diagnostics }).toEqual({ valid: true, diagnostics: [] });
  });
});
