import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import pc from "picocolors";
import type { Review } from "../../review/review-plan";
import { approvalsOf, giveReason, type Word } from "../approval-options";
import { chosen, loadOrExplain } from "../environments";
import { readable } from "../readable";
import type { Terminal } from "../terminal";

type Format = "text" | "markdown" | "json";

interface Options {
  readonly environment?: string;
  readonly format: Format;
}

/** `slipway review <plan>`: reads a change before it happens, and refuses what nobody approved by name. */
export function reviewCommand(terminal: Terminal): Command {
  const words: Word[] = [];
  return new Command("review")
    .description(
      "Review a Terraform plan; refuse what loses data, opens, widens, weakens or interrupts.",
    )
    .argument(
      "<plan>",
      "saved plan, its JSON, an environment whose plan is saved, or - for standard input",
    )
    .option("--environment <name>", "the environment that the plan must be of")
    .option(
      "--allow <address:action>",
      "approve one thing by name, such as aws_db_instance.database:replace; repeatable",
      (allow: string) => void words.push({ allow }),
    )
    .option("--because <reason>", "why the --allow before it is right", (reason: string) => {
      giveReason(words, reason);
    })
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["text", "markdown", "json"])
        .default("text"),
    )
    .addHelpText(
      "after",
      "\nExit 0: nothing refused. 1: refused. 2: cannot read.\n" +
        "Example: terraform show -json plan | slipway review - --environment eec-dev",
    )
    .action((plan: string, options: Options) => review(terminal, plan, options, words));
}

async function review(
  terminal: Terminal,
  plan: string,
  options: Options,
  words: readonly Word[],
): Promise<void> {
  const approvals = await approvalsOf(words);
  const named = await environmentOf(plan, options.environment);
  const { loadPlan, savedPlanPath } = await import("../../review/load-plan");
  const { reviewPlan } = await import("../../review/review-plan");
  const { terraformExecutable } = await import("../../terraform/run-terraform");
  const path = named?.isPlan ? savedPlanPath(named.name) : plan;
  const result = reviewPlan(
    await readable(() =>
      loadPlan({ path, input: process.stdin, terraform: terraformExecutable() }),
    ),
    { approvals, environment: named },
  );
  terminal.out(await render(terminal, result, options.format));
  if (result.refused) terminal.exitCode(1);
}

/** The environment that was named, by option or in place of a plan. */
async function environmentOf(plan: string, option: string | undefined) {
  if (option === undefined && (plan === "-" || existsSync(plan) || !isName(plan))) return undefined;
  const environment = chosen(loadOrExplain(), option ?? plan);
  const { stackAddresses } = await import("../stack-addresses");
  return {
    name: environment.name,
    addresses: await stackAddresses(environment),
    isPlan: plan === environment.name && !existsSync(plan),
  };
}

/** An environment's name has no dots and no slashes, a file that is not there mostly has. */
function isName(plan: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(plan);
}

async function render(terminal: Terminal, result: Review, format: Format): Promise<string> {
  switch (format) {
    case "json":
      return (await import("../../review/render-json")).renderJson(result);
    case "markdown":
      return (await import("../../review/render-markdown")).renderMarkdown(result);
    case "text": {
      const { renderText } = await import("../../review/render-text");
      const colors = pc.createColors(terminal.interactive);
      return renderText(result, { colors, columns: terminal.columns });
    }
  }
}
