import { Command } from "commander";
import { type Terminal, untilStopped } from "../../base/terminal";
import { timeLimit } from "../options";

interface Options {
  readonly limit: string;
}

/** `slipway run <environment> -- <command>`: a command in a task of its own, of the revision that runs. */
export function runCommand(terminal: Terminal, pollSeconds = 3): Command {
  return new Command("run")
    .description("Run a command in a task of its own: image, roles and network of what runs.")
    .argument("<environment>", "such as eec-dev")
    .argument("<command...>", "the command, after --")
    .option("--limit <time>", "after this it is stopped: 90s, 15m, 2h", timeLimit("15m"), "1h")
    .addHelpText(
      "after",
      "\nPrints what it writes, and ends with its exit code. Ctrl-C stops the task. The command stands in the place of the image's CMD;\n" +
        "an ENTRYPOINT stays before it. Only who may act as the environment's task runner (access.taskRunners) can run commands.\n" +
        "Who ran what is recorded; write no secret into it, since AWS keeps it: `slipway history` lists it without.\n" +
        "Exit: the command's own. 1: it did not run, or has no exit code. 2: wrong use, no credentials.\n" +
        "Example: npx slipway run eec-dev -- python manage.py check --deploy",
    )
    .action(async (name: string, command: string[], { limit }: Options) => {
      const { loadOne } = await import("../../config/environments-folder");
      const loaded = loadOne(name);
      const { requireRole } = await import("../../operate/require-role");
      requireRole(loaded, { role: "taskRunners", may: `run commands in ${name}` });
      const { looksSecret } = await import("../../base/secrets");
      if (looksSecret(command.join(" "))) {
        terminal.err(
          "The command seems to hold a secret. ECS shows it to everybody who may describe tasks, and CloudTrail keeps it.\n",
        );
      }
      const { openEnvironment } = await import("../../aws/live-environment");
      const { namesOf } = await import("../../contract/names");
      const { duration } = await import("../../operate/read-logs");
      const { runCommandInTask } = await import("../../operate/tasks/run-command");
      const names = namesOf(loaded.environment);
      const live = await openEnvironment(loaded, { role: names.taskRunnerRole });
      const exit = await untilStopped((signal) =>
        runCommandInTask(live, terminal, {
          command,
          logGroupName: names.appLogGroup,
          limitSeconds: (duration(limit) ?? 0) / 1000,
          now: new Date(),
          pollSeconds,
          signal,
        }),
      );
      terminal.exitCode(exit);
    });
}
