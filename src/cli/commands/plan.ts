import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import type { Terminal } from "../../base/terminal";
import type { LoadedEnvironment } from "../../config/load";
import type { Deployment } from "../../review/review-plan";
import { approvalOptions, approvalsOf, type Word } from "../options";

interface Options {
  readonly target: readonly string[];
}

/** `slipway plan <environment>` (`npm run plan`): what would an apply do, and is it safe? Saves the plan, so that exactly this can be applied. */
export function planCommand(terminal: Terminal): Command {
  const command = new Command("plan");
  const words = approvalOptions(command);
  return command
    .description("Plan an environment and review the plan; both are saved for an apply.")
    .argument("<environment>", "such as eec-dev")
    .option(
      "--target <address>",
      "plan this address alone, with what it needs; repeatable",
      (address: string, before: readonly string[]) => [...before, address],
      [],
    )
    .addHelpText(
      "after",
      "\nRuns terraform, or what TERRAFORM_BINARY_NAME says. Whoever plans can read the environment's secrets.\n" +
        "The review is saved beside the plan too: review.html to open and to keep, and for pipelines review.md, and review.json as\n" +
        "slipway review prints it.\n" +
        "Exit 0: planned, nothing refused. 1: Terraform failed, or the review refused. 2: wrong use, wrong file, no credentials.\n" +
        "Example: npm run plan eec-dev",
    )
    .action((name: string, options: Options) => plan(terminal, name, options.target, words));
}

async function plan(
  terminal: Terminal,
  name: string,
  targets: readonly string[],
  words: readonly Word[],
): Promise<void> {
  const approvals = await approvalsOf(words);
  const { chosen, loadWithRelated } = await import("../../config/environments-folder");
  const environments = loadWithRelated([name]);
  const environment = chosen(environments, name);
  const { planStack, reviewFileNames } = await import("../../operate/plan-stack");
  const { terraformExecutable } = await import("../../operate/terraform");
  const { stackFolder } = await import("../../contract/written-stacks");
  const { writeSomeStacks } = await import("../../operate/write-stacks");
  await writeSomeStacks(environments);
  const executable = terraformExecutable();
  const { ownKinds } = await import("../../review/read/project-file");
  const kinds = ownKinds();
  const { account } = environment.environment;
  const folder = stackFolder(name);
  const { file } = await planStack(
    { environment: name, account, executable, folder, targets },
    terminal,
  );

  const { loadPlan } = await import("../../review/read/load-plan");
  const { renderReview } = await import("../../review/render/render-review");
  const { reviewPlan } = await import("../../review/review-plan");
  const { reviewedEnvironment } = await import("../../review/reviewed-environment");
  const { planBasis } = await import("../../operate/apply/plan-basis");
  const { writeReviewRecord } = await import("../../operate/apply/review-record");
  const saved = await loadPlan({ path: file, input: process.stdin, terraform: executable });
  const basis = planBasis(saved.priorState);
  const review = reviewPlan(saved, {
    approvals,
    ownKinds: kinds,
    environment: await reviewedEnvironment(environment),
    deployment: basis.tableExists ? await deploymentNow(environment) : undefined,
  });
  writeReviewRecord({
    environment: name,
    plan: file,
    refused: review.refused,
    approvals: approvals.map(({ address, action, because }) => `${address}:${action}: ${because}`),
    basis,
  });
  for (const [format, file] of Object.entries(reviewFileNames)) {
    const text = await renderReview(review, format as keyof typeof reviewFileNames, terminal);
    writeFileSync(join(folder, file), text);
  }
  terminal.out(`\nThe review as a page: ${join(folder, reviewFileNames.html)}\n`);
  terminal.out(`\n${await renderReview(review, "text", terminal)}`);
  if (review.refused) terminal.exitCode(1);
}

/**
 * Who holds an environment's lock now; undefined when nobody does. What cannot be found out is said, since a plan made during a
 * deployment will be refused when it is applied.
 */
async function deploymentNow({
  name,
  environment,
}: LoadedEnvironment): Promise<Deployment | undefined> {
  const { lockHolderText, readLock } = await import("../../aws/deployment-lock");
  const { namesOf } = await import("../../contract/names");
  const { openSession } = await import("../../aws/session");
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { account, region } = environment;
  try {
    const session = await openSession({ account, region, environment: name, role: undefined });
    const holder = await readLock(
      new DynamoDBClient(session.config),
      namesOf(environment).delivery,
    );
    return holder
      ? { isRunning: true, what: `A deployment is running: ${lockHolderText(holder)}.` }
      : undefined;
  } catch (error) {
    const { message } = error as Error;
    return {
      isRunning: false,
      what: `It could not be seen whether a deployment is running: ${message}`,
    };
  }
}
