import { Command } from "commander";
import { type Person, personAtTerminal } from "../../base/person";
import type { Terminal } from "../../base/terminal";
import type { FlagValues } from "../../init/make-environment";
import { questions } from "../../init/questions";

/** `slipway init <application> <environment>`: a new environment file, for its role or like one that exists, with what only you know. */
export function initCommand(
  terminal: Terminal,
  person: Person | undefined = personAtTerminal(),
): Command {
  const command = new Command("init")
    .description("Make a new environment file; asks for what no flag gives, never overwrites.")
    .argument("<application>", "2 to 20 characters, such as shop")
    .argument("<environment>", "2 to 12 characters, such as test")
    .option(
      "--role <role>",
      "what it is for: production, development or test (in an account that has a cluster and a database)",
    )
    .option(
      "--mirrors <environment>",
      "what a development environment mirrors, or none; the application's production where there is one",
    )
    .option("--like <environment>", "environment whose settings are copied, in place of a role's")
    .option(
      "--from-account",
      "with credentials: take what the account has once (VPC, subnets by their routes, endpoints, zone, cluster, database, secret)",
    )
    .addHelpText(
      "after",
      "\nNames follow from application and environment; all else that is not given is as the role usually has it, and what only you can know is\n" +
        "marked as a placeholder. On a terminal it asks; Enter keeps what is in brackets, and ? explains.\n" +
        "Exit 0: the file is written and valid. 1: you stopped it. 2: nothing was written, and the message says why.\n" +
        "Example: npx slipway init shop prod --role production --account 444444444444",
    );
  for (const { flag, asks } of questions) command.option(`--${flag} <value>`, asks);
  return command.action(async (application: string, environment: string, options: FlagValues) => {
    try {
      const { makeEnvironment } = await import("../../init/make-environment");
      await makeEnvironment(terminal, person, { application, environment }, options);
    } finally {
      person?.done();
    }
  });
}
