import { Argument, Command } from "commander";
import type { Terminal } from "../../base/terminal";
import type { Evidence } from "../../operate/promotion/facts";

interface Options {
  readonly digest?: string;
  readonly report: string;
}

/** `slipway evidence …`: records whether the automated tests passed for the image that an environment runs. */
export function evidenceCommand(terminal: Terminal): Command {
  const report = ["--report <where>", "where their report is: a URL, or any text", ""] as const;
  return new Command("evidence")
    .description("Record and show whether the automated tests passed for what an environment runs.")
    .addHelpText("after", "\nExample: npx slipway evidence run eec-dev")
    .addCommand(
      new Command("run")
        .description("Run the tests of the environment's file, and record how they ended.")
        .argument("<environment>", "such as eec-dev")
        .argument("[command...]", "another command than promotion.testCommand, after --")
        .option(...report)
        .addHelpText(
          "after",
          "\nThe tests get SLIPWAY_URL, SLIPWAY_ENVIRONMENT and SLIPWAY_DIGEST.\n" +
            "Exit 0: passed. 1: failed, or image or pages changed during the tests. 2: wrong use.\n" +
            "Example: npx slipway evidence run eec-dev",
        )
        .action(async (name: string, command: string[], { report }: Options) => {
          const { runEvidence } = await import("../../operate/promotion/evidence");
          await runEvidence(terminal, name, command, report);
        }),
    )
    .addCommand(
      new Command("start")
        .description("Print in one word what runs; keep it while the tests run, for `record`.")
        .argument("<environment>", "such as eec-dev")
        .action(async (name: string) => {
          const { startEvidence } = await import("../../operate/promotion/evidence");
          await startEvidence(terminal, name);
        }),
    )
    .addCommand(
      new Command("record")
        .description("Record how tests ended that something else ran.")
        .argument("<environment>", "such as eec-dev")
        .addArgument(new Argument("<result>", "how they ended").choices(["passed", "failed"]))
        .requiredOption("--digest <word>", "what `start` printed before the tests, or a digest")
        .option(...report)
        .addHelpText(
          "after",
          "\nRefuses when the environment was deployed in between, or its pages were released.\n" +
            'Example: tested=$(npx slipway evidence start eec-dev); …; npx slipway evidence record eec-dev passed --digest "$tested"',
        )
        .action(async (name: string, result: Evidence["result"], { digest, report }: Options) => {
          const { recordEvidenceResult } = await import("../../operate/promotion/evidence");
          await recordEvidenceResult(terminal, name, result, digest ?? "", report);
        }),
    )
    .addCommand(
      new Command("show")
        .description("Show what was recorded for what runs, or for one digest; newest first.")
        .argument("<environment>", "such as eec-dev")
        .option("--digest <sha256:…>", "another digest than the one that runs")
        .action(async (name: string, { digest }: Options) => {
          const { showEvidence } = await import("../../operate/promotion/evidence");
          await showEvidence(terminal, name, digest);
        }),
    );
}
