import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";

/** `slipway vpn-config <environment>`: what a person needs to connect to the environment's VPN. */
export function vpnConfigCommand(terminal: Terminal): Command {
  return new Command("vpn-config")
    .description("Print the configuration of a VPN client, and what to do with it.")
    .argument("<environment>", "such as eec-dev")
    .addHelpText(
      "after",
      "\nThe configuration goes to standard output, what to do with it to standard error. There is no secret in it.\n" +
        "Developers may ask for it (access.developers), where the file has a VPN of its own (access.vpn).\n" +
        "Exit 0: printed. 1: there is no VPN yet, or AWS refused. 2: wrong use, no credentials.\n" +
        "Example: npx slipway vpn-config eec-dev > eec-dev.ovpn",
    )
    .action(async (name: string) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { clientVpnOf } = await import("../../config/vpn");
      const { environment, file } = loadOne(name);
      const vpn = clientVpnOf(environment);
      if (vpn === undefined) {
        throw new CommandError(
          2,
          `${file} has no access.vpn of mode clientVpn, so Slipway makes no VPN for ${name}.\n` +
            "Whoever runs your VPN has its configuration: see docs/access.md.",
        );
      }
      const { account, region } = environment;
      const { openSession } = await import("../../aws/session");
      const { EC2Client } = await import("@aws-sdk/client-ec2");
      const { clientConfiguration, whatToDo } = await import("../../operate/vpn-config");
      const session = await openSession({ environment: name, account, region, role: undefined });
      const found = await clientConfiguration(new EC2Client(session.config), environment);
      terminal.out(`${found.configuration.trimEnd()}\n`);
      terminal.err(whatToDo(name, environment.domain.hostName, vpn.authentication.type, found));
    });
}
