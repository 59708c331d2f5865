import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EC2Client } from "@aws-sdk/client-ec2";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { vpnConfigCommand } from "../../src/cli/commands/vpn-config";
import type { Environment } from "../../src/config/schema";
import { clientConfiguration } from "../../src/operate/vpn-config";
import {
  associateEndpoint,
  byCertificate,
  createEndpoint,
  vpnEnvironment,
} from "../support/client-vpn";
import { describeWithEmulator } from "../support/emulator";
import { exampleEnvironment } from "../support/example-environment";
import { memoryTerminal } from "../support/memory-terminal";
import { useTemporaryFolder } from "../support/temporary-folder";
import { accountWithAnswers } from "./preflight/account-with-answers";

const owner = { application: "shop", environment: "dev" };

describeWithEmulator("vpn-config", (aws) => {
  const folder = useTemporaryFolder();
  let ec2: EC2Client;

  beforeEach(async () => {
    await aws().reset();
    const credentials = { accessKeyId: "111111111111", secretAccessKey: "none" };
    ec2 = new EC2Client({ region: "us-east-1", endpoint: aws().endpoint, credentials });
    vi.stubEnv("AWS_ENDPOINT_URL", aws().endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "111111111111");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
  });

  afterEach(() => vi.unstubAllEnvs());

  async function asked(environment: Environment) {
    mkdirSync(join(folder(), "environments"), { recursive: true });
    writeFileSync(join(folder(), "environments", "shop-dev.yaml"), stringify(environment));
    const home = process.cwd();
    process.chdir(folder());
    const terminal = memoryTerminal();
    try {
      await vpnConfigCommand(terminal).parseAsync(["shop-dev"], { from: "user" });
    } finally {
      process.chdir(home);
    }
    return terminal;
  }

  test("prints the configuration of this environment's endpoint, and says how to sign in", async () => {
    await createEndpoint(ec2, { environment: "prod" });
    await createEndpoint(ec2, { managedBy: "somebody" });
    const id = await associateEndpoint(ec2, await createEndpoint(ec2, { portal: true }));
    const terminal = await asked(vpnEnvironment());
    expect(terminal.stdout()).toBe(
      `client\nremote ${id}.prod.clientvpn.us-east-1.amazonaws.com 443\n`,
    );
    expect(
      terminal.stderr(),
    ).toBe(`1. Save it in a file: npx slipway vpn-config shop-dev > shop-dev.ovpn
2. Get AWS VPN Client (https://aws.amazon.com/vpn/client-vpn-download/); in it File, Manage Profiles, Add Profile, and choose the file.
3. Connect: a browser opens, in which you sign in.
4. Open https://shop.dev.example.gov. Only what goes there takes the VPN.
The configuration and the client are also at https://self-service.clientvpn.amazonaws.com/endpoints/${id}
`);
  });

  test("says where certificate and key belong, and that nobody can connect before the endpoint stands in a subnet", async () => {
    await createEndpoint(ec2);
    const terminal = await asked(vpnEnvironment({ authentication: byCertificate }));
    expect(
      terminal.stderr(),
    ).toBe(`The endpoint stands in no subnet yet: nobody can connect before it does.
1. Save it in a file: npx slipway vpn-config shop-dev > shop-dev.ovpn
2. Put your certificate and your key at the end of that file, each in PEM:
   <cert>
   …
   </cert>
   <key>
   …
   </key>
   From then on the file is a secret: let nobody else read it (chmod 600), and send it to nobody.
3. Get AWS VPN Client (https://aws.amazon.com/vpn/client-vpn-download/); in it File, Manage Profiles, Add Profile, and choose the file.
4. Connect.
5. Open https://shop.dev.example.gov. Only what goes there takes the VPN.
`);
  });

  test("refuses where the file has no VPN of its own", async () => {
    await expect(asked(exampleEnvironment())).rejects.toMatchObject({
      code: 2,
      message:
        "environments/shop-dev.yaml has no access.vpn of mode clientVpn, so Slipway makes no VPN for shop-dev.\n" +
        "Whoever runs your VPN has its configuration: see docs/access.md.",
    });
  });

  test("refuses where there is no endpoint, or more than one", async () => {
    await createEndpoint(ec2, { environment: "prod" });
    await expect(clientConfiguration(ec2, owner)).rejects.toMatchObject({
      code: 1,
      message:
        "shop-dev has no VPN endpoint in AWS yet. Make it: npx slipway plan shop-dev, then npx slipway apply shop-dev.",
    });
    const ids = [await createEndpoint(ec2), await createEndpoint(ec2)];
    await expect(clientConfiguration(ec2, owner)).rejects.toMatchObject({
      code: 1,
      message: `shop-dev has more than one VPN endpoint: ${ids.join(", ")}. Delete what Terraform does not know: npx slipway state shop-dev.`,
    });
  });

  test("refuses an empty configuration", async () => {
    const id = await createEndpoint(ec2);
    const { account, stop } = await accountWithAnswers(aws(), vpnEnvironment(), {
      ExportClientVpnClientConfiguration: {
        body: "<ExportClientVpnClientConfigurationResponse><clientConfiguration></clientConfiguration></ExportClientVpnClientConfigurationResponse>",
      },
    });
    try {
      await expect(clientConfiguration(new EC2Client(account.config), owner)).rejects.toMatchObject(
        {
          code: 1,
          message: `AWS gave an empty configuration for ${id}. Ask again in a minute.`,
        },
      );
    } finally {
      stop();
    }
  });
});
