import { existsSync } from "node:fs";
import { Command, Option } from "commander";
import { CommandError } from "../../base/errors";
import { printable } from "../../base/printable";
import type { Terminal } from "../../base/terminal";
import { type ReviewFormat, renderReview, reviewFormats } from "../../review/render/render-review";
import { approvalOptions, approvalsOf, type Word } from "../options";

interface Options {
  readonly environment?: string;
  readonly format: ReviewFormat;
}

/** `slipway review <plan>`: reads a change before it happens, and refuses what nobody approved by name. */
export function reviewCommand(terminal: Terminal): Command {
  const command = new Command("review");
  const words = approvalOptions(command);
  return command
    .description(
      "Review a Terraform plan; refuse what loses data, opens, widens, weakens or interrupts.",
    )
    .argument(
      "<plan>",
      "saved plan, its JSON, an environment whose plan is saved, or - for standard input",
    )
    .option("--environment <name>", "the environment that the plan must be of")
    .addOption(
      new Option("--format <format>", "how to print").choices(reviewFormats).default("text"),
    )
    .addHelpText(
      "after",
      "\nExit 0: nothing refused. 1: refused. 2: cannot read.\n" +
        "Example: terraform show -json plan | npx slipway review - --environment eec-dev",
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
  const { loadPlan, savedPlanPath } = await import("../../review/read/load-plan");
  const { ownKinds } = await import("../../review/read/project-file");
  const { reviewPlan } = await import("../../review/review-plan");
  const { terraformExecutable } = await import("../../operate/terraform");
  const path = named?.isInPlaceOfPlan ? savedPlanPath(named.environment.name) : plan;
  if (named?.isInPlaceOfPlan && !existsSync(path)) {
    const { name } = named.environment;
    throw new CommandError(
      2,
      `There is no saved plan of ${name} (${path}). Make one: npm run plan ${name}`,
    );
  }
  const kinds = ownKinds();
  const result = reviewPlan(
    await loadPlan({ path, input: process.stdin, terraform: terraformExecutable() }),
    { approvals, environment: named?.environment, ownKinds: kinds },
  );
  terminal.out(await renderReview(result, options.format, terminal));
  if (result.refused) terminal.exitCode(1);
}

/** The environment that was named, by option or in place of a plan. */
async function environmentOf(plan: string, option: string | undefined) {
  const mayBeEnvironment = plan !== "-" && !existsSync(plan) && isName(plan);
  if (option === undefined && !mayBeEnvironment) return undefined;
  const { loadOne, namedEnvironments } = await import("../../config/environments-folder");
  if (option !== undefined && option !== plan && mayBeEnvironment) {
    if (namedEnvironments().some(({ name }) => name === plan)) {
      throw new CommandError(
        2,
        `${plan} is an environment, so its saved plan is compared with its own stack: leave out --environment ${printable(option)}.`,
      );
    }
  }
  const loaded = loadOne(option ?? plan);
  const { reviewedEnvironment } = await import("../../review/reviewed-environment");
  return {
    environment: await reviewedEnvironment(loaded),
    isInPlaceOfPlan: mayBeEnvironment && plan === loaded.name,
  };
}

/** An environment's name has no dots and no slashes, a file that is not there mostly has. */
function isName(plan: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(plan);
}
