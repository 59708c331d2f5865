import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { vpnExample } from "../support/client-vpn";
import { fine } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { comesToLife, isJudged } from "./support/life";

// A VPN into a network of others. The emulator keeps what the provider asks for (`gaps/client_vpn.py`); nobody connects.
describeWorld({ name: "shop-dev", environments: oneEnvironment }, (life) => {
  comesToLife(life, { create: [], variants: {} });
  life.step("hands out the client's configuration", async () => {
    const { output } = fine(await life.world().slipway(["vpn-config", "shop-dev"], { as: "plan" }));
    expect(output).toContain("remote cvpn-endpoint-");
  });
  isJudged(life, {
    "a group more": {
      settings: { "access.vpn.authentication.groups": ["shop-developers", "testers"] },
      refused: ["dns", "subnet_1", "subnet_2"].map(
        (target) => `aws_ec2_client_vpn_authorization_rule.vpn_testers_to_${target}:create`,
      ),
    },
    "longer sessions": {
      settings: { "access.vpn.sessionHours": 24 },
      refused: ["aws_ec2_client_vpn_endpoint.vpn:update"],
    },
  });
});

function oneEnvironment(): string {
  const folder = mkdtempSync(join(process.env["SLIPWAY_LONG_TEST_FOLDER"] ?? tmpdir(), "vpn-"));
  mkdirSync(join(folder, "environments"));
  writeFileSync(
    join(folder, "environments/shop-dev.yaml"),
    vpnExample.replace(/promotionReaders: .*/, "promotionReaders: []"),
  );
  return join(folder, "environments");
}
