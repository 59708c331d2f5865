import { Command } from "commander";
import { type Person, personAtTerminal } from "../../base/person";
import type { Terminal } from "../../base/terminal";
import type { FlagValues } from "../../init/make-environment";
import { questions } from "../../init/questions";

/** Flags of `slipway init` that say the same of every environment of an application. */
const ofAll = [
  "region",
  "network",
  "zone-name",
  "zone-id",
  "port",
  "health-path",
  "migration-command",
  "test-command",
  "database-name",
];

/** `slipway new <folder>`: the repository of an application, from an empty folder. */
export function newCommand(
  terminal: Terminal,
  person: Person | undefined = personAtTerminal(),
): Command {
  const command = new Command("new")
    .description("Write the repository of an application: environments, pipelines, deploy kit.")
    .argument("<folder>", "where to; it may not have any of the files")
    .option("--application <name>", "2 to 20 characters, such as shop")
    .option("--environments <roles>", "with commas: production, development, test")
    .option("--pipelines <kind>", "github, jenkins, both or none")
    .option("--production-account <account>", "AWS account of production")
    .option("--development-account <account>", "AWS account of development")
    .option("--test-account <account>", "AWS account that has a cluster and a database already")
    .option(
      "--package <where>",
      "where npm finds slipway: file:…, https://….tgz, or an exact version; the tarball in the folder by default",
    )
    .option("--dry-run", "list the files, write none")
    .addHelpText(
      "after",
      "\nOn a terminal it asks for what no flag gives. Everything of Slipway's own stays in the package; what only you can know is marked\n" +
        "as a placeholder. A development environment mirrors production, with the differences declared. With --network create both make\n" +
        "their own VPC; a test environment stays in that of its database.\n" +
        "Exit 0: written. 1: you stopped it. 2: nothing was written, and the message says why.\n" +
        "Example: npx slipway new shop-environments --application shop --environments production,development --pipelines both",
    );
  for (const { flag, asks } of questions)
    if (ofAll.includes(flag)) command.option(`--${flag} <value>`, asks);
  return command.action(async (folder: string, options: FlagValues) => {
    try {
      const { newRepository } = await import("../../init/new-repository");
      await newRepository(terminal, person, folder, options);
    } finally {
      person?.done();
    }
  });
}
