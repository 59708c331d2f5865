import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import type { Environment } from "../../config/schema";
import type { HealthAnswer, HealthPolling } from "../../operate/ask-health";

const usualPolling: HealthPolling = { attempts: 10, pauseSeconds: 6, timeoutSeconds: 20 };

/** `slipway verify <environment>`: does the application answer at its own address, as a user asks? */
export function verifyCommand(terminal: Terminal, polling = usualPolling): Command {
  return new Command("verify")
    .description("Ask the application's health path at its address; needs no AWS.")
    .argument("<environment>", "such as loan-engine-test")
    .option(
      "--unreachable-ok",
      "only warn where this machine is not let in, such as a hosted runner",
    )
    .addHelpText(
      "after",
      "\nExit 0: answers 200. 1: answers otherwise, or nobody was reached.\nExample: npx slipway verify loan-engine-test",
    )
    .action(async (name: string, options: { unreachableOk?: true }) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { askHealth } = await import("../../operate/ask-health");
      const { requireNoMaintenance } = await import("../../operate/no-maintenance");
      const loaded = loadOne(name);
      requireNoMaintenance(loaded, "Not verified");
      const { environment } = loaded;
      const url = `https://${environment.domain.hostName}${environment.service.healthCheck.path}`;
      const answer = await askHealth(url, polling);
      const sentence = explain(name, url, answer, polling, environment);
      if (answer.kind === "ready" || (answer.kind === "unreachable" && options.unreachableOk)) {
        terminal.out(`${sentence}\n`);
      } else {
        throw new CommandError(1, sentence);
      }
    });
}

function explain(
  name: string,
  url: string,
  { kind, said }: HealthAnswer,
  { attempts }: HealthPolling,
  { loadBalancer }: Environment,
): string {
  switch (kind) {
    case "ready":
      return `${url} answers 200.`;
    case "not-ready":
      return `${url} does not answer 200 after ${attempts} attempts: ${said}. What runs: npx slipway status ${name}. What it writes: npx slipway logs ${name} --errors`;
    case "unreachable": {
      const admitted =
        loadBalancer.mode === "create" ? loadBalancer.allowedCidrs.join(", ") : "its owner's list";
      return `Not verified from here: ${url} was not reached (${said}). The load balancer admits ${admitted}; it asks the same path itself before a task counts as healthy.`;
    }
  }
}
