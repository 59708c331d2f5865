import { Command, InvalidArgumentError } from "commander";
import { type Terminal, untilStopped } from "../../base/terminal";

interface Options {
  readonly since: string;
  readonly follow?: true;
  readonly errors?: true;
}

/** `slipway logs <environment>`: what the application writes, from all of its tasks. */
export function logsCommand(terminal: Terminal, followSeconds = 3): Command {
  return new Command("logs")
    .description("Print what the application's tasks write, oldest first.")
    .argument("<environment>", "such as eec-dev")
    .option("--since <time>", "how far back: 90s, 15m, 2h, 3d", checkedDuration, "15m")
    .option("--follow", "go on until Ctrl-C")
    .option("--errors", "only lines that speak of an error")
    .addHelpText(
      "after",
      "\nEach line: time (UTC), the task's first characters, the text. Needs logs:FilterLogEvents on the environment's log, as developers have it (access.developers).\n" +
        "Exit 0: printed. 1: no log there. 2: wrong use, no credentials.\nExample: npx slipway logs eec-dev --since 1h --errors",
    )
    .action(async (name: string, { since, follow, errors }: Options) => {
      const { loadOne } = await import("../../config/environments-folder");
      const { openSession } = await import("../../aws/session");
      const { namesOf } = await import("../../contract/names");
      const { duration, readLogs } = await import("../../operate/read-logs");
      const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
      const { environment } = loadOne(name);
      const { account, region } = environment;
      const session = await openSession({ environment: name, account, region, role: undefined });
      const query = {
        logGroupName: namesOf(environment).appLogGroup,
        from: Date.now() - (duration(since) ?? 0),
        errors: errors ?? false,
      };
      let lines = 0;
      const print = (line: string) => {
        lines += 1;
        terminal.out(`${line}\n`);
      };
      terminal.endWhenUnread();
      const client = new CloudWatchLogsClient(session.config);
      if (follow) {
        await untilStopped((signal) =>
          readLogs(client, query, print, { everySeconds: followSeconds, signal }),
        );
        return;
      }
      await readLogs(client, query, print);
      if (lines === 0) {
        terminal.err(
          `Nothing in the last ${since}${errors ? " that speaks of an error" : ""}. What runs: npx slipway status ${name}\n`,
        );
      }
    });
}

function checkedDuration(text: string): string {
  if (!/^[1-9]\d{0,4}[smhd]$/.test(text)) {
    throw new InvalidArgumentError("It must be a number and s, m, h or d, such as 15m.");
  }
  return text;
}
