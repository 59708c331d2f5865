import { Command, InvalidArgumentError } from "commander";
import { type Terminal, untilStopped } from "../../base/terminal";
import type { Environment } from "../../config/schema";
import type { Names } from "../../contract/names";

interface Options {
  readonly port?: number;
}

/** `slipway connect <environment>`: a port of this machine that leads to the database, through a task. */
export function connectCommand(terminal: Terminal, limitSeconds = 60): Command {
  return new Command("connect")
    .description("Open a port of this machine to the database, through a task of what runs.")
    .argument("<environment>", "such as eec-dev")
    .option("--port <number>", "port of this machine; a free one when left out", checkedPort)
    .addHelpText(
      "after",
      "\nPrints how to log in, without the password, once the database answers; Ctrl-C ends it. Needs session-manager-plugin. Only who\n" +
        "may act as the environment's database client (access.databaseClients) can connect. Who connected when is recorded:\n" +
        "`slipway history`. What is done in the database is not.\n" +
        "Exit: 0 ended by Ctrl-C. 1: it did not connect, or broke off. 2: wrong use, no plugin, no credentials.\n" +
        "Example: npx slipway connect eec-dev",
    )
    .action(async (name: string, { port }: Options) => {
      const { loadOne } = await import("../../config/environments-folder");
      const loaded = loadOne(name);
      const { environment } = loaded;
      const { requireRole } = await import("../../operate/require-role");
      requireRole(loaded, { role: "databaseClients", may: `connect to the database of ${name}` });
      const { requireSessionPlugin } = await import("../../operate/tasks/session-plugin");
      await requireSessionPlugin();
      const { openEnvironment } = await import("../../aws/live-environment");
      const { namesOf } = await import("../../contract/names");
      const { connectToDatabase } = await import("../../operate/tasks/connect-database");
      const names = namesOf(environment);
      const live = await openEnvironment(loaded, { role: names.databaseClientRole });
      const exit = await untilStopped((signal) =>
        connectToDatabase(live, terminal, {
          documentName: names.databaseSession,
          port,
          describe: (local) => loginText(environment, names, local),
          now: new Date(),
          limitSeconds,
          signal,
        }),
      );
      terminal.exitCode(exit);
    });
}

/** How to log in, as far as the file knows it; never the password. */
function loginText({ database, secrets, region }: Environment, names: Names, port: number): string {
  const read = (secret: string) =>
    `aws secretsmanager get-secret-value --region ${region} --secret-id ${secret} --query SecretString --output text`;
  const place = `host      127.0.0.1\nport      ${port}\n`;
  if (database.mode === "create") {
    return (
      `${place}database  ${database.name}\nuser      ${database.username}\n` +
      `password  ${read(names.databasePasswordSecret)}\n` +
      `psql "host=127.0.0.1 port=${port} dbname=${database.name} user=${database.username} sslmode=require"\n`
    );
  }
  const urls = Object.entries(secrets.variables).flatMap(([variable, secret]) =>
    secret.source === "arn" ? [`${variable}: ${read(secret.arn)}`] : [],
  );
  return `${place}database, user and password: in the URL that its owner gave, in one of\n${urls.map((url) => `  ${url}\n`).join("")}`;
}

function checkedPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw new InvalidArgumentError("It must be a port, 1 to 65535, such as 5432.");
  }
  return port;
}
