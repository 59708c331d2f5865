import { Command, Option } from "commander";
import pc from "picocolors";
import { CommandError } from "../../base/errors";
import { type Terminal, untilStopped } from "../../base/terminal";
import type { FactsOptions } from "../../operate/promotion/facts";
import type { PreviewFormat } from "../../operate/promotion/render-preview";

interface Options {
  readonly digest?: string;
  readonly allowOlder?: true;
  readonly ifNew?: true;
  readonly dryRun?: true;
  readonly format: PreviewFormat;
  readonly follow: boolean;
}

/** `slipway promote <from> <to>`: copies the tested digest to production's registry and follows its rollout. */
export function promoteCommand(terminal: Terminal, pollMilliseconds = 5_000): Command {
  return new Command("promote")
    .description("Copy the image that was scanned, released and tested to the next environment.")
    .argument("<from>", "where it was tested, such as eec-dev")
    .argument("<to>", "where it is to go, such as eec-prod")
    .option("--digest <sha256:…>", "the image; what <from> runs when left out")
    .option("--allow-older", "although it was pushed before what <to> runs")
    .option("--if-new", "end well where <to> runs the image already, as a schedule wants it")
    .option("--dry-run", "decide, say why, and change nothing")
    .addOption(
      new Option("--format <format>", "how --dry-run prints")
        .choices(["text", "markdown"] satisfies PreviewFormat[])
        .default("text"),
    )
    .option("--no-follow", "do not wait until <to> has deployed it")
    .addHelpText(
      "after",
      "\nRefuses unless the image was scanned within what <to> allows, released in <from>, and tested there, and <to> has what it was tested with.\n" +
        "The digest is copied with crane, never rebuilt; <to> then deploys it by itself.\n" +
        "Exit 0: promoted, and it runs. 1: refused, or not released. 2: wrong use, no credentials, no crane.\n" +
        "Example: npx slipway promote eec-dev eec-prod --dry-run",
    )
    .action(async (fromName: string, toName: string, options: Options) => {
      if (options.format !== "text" && !options.dryRun) {
        throw new CommandError(2, `--format ${options.format} goes with --dry-run only.`);
      }
      const { chosen, loadWithRelated } = await import("../../config/environments-folder");
      const environments = loadWithRelated([fromName, toName]);
      const [from, to] = [chosen(environments, fromName), chosen(environments, toName)];
      const { requireCrane } = await import("../../aws/registry");
      const { chooseDigest, requireDigest } = await import("../../operate/promotion/what-runs");
      const { openPromotion, requireSource } = await import(
        "../../operate/promotion/open-promotion"
      );
      requireSource(from, to);
      if (options.digest !== undefined) requireDigest(options.digest);
      if (!options.dryRun) await requireCrane();
      const opened = await openPromotion(from, to);
      const facts: FactsOptions = {
        ...opened,
        digest: await chooseDigest(opened.from, options.digest),
        allowOlder: options.allowOlder === true,
      };
      // A page in Markdown has a heading of its own.
      if (options.format === "text") {
        terminal.out(`${fromName} → ${toName}: ${facts.digest}\n`);
      }
      if (options.ifNew && (await runsThere(facts))) {
        return terminal.out(`${toName} runs this digest already: there is nothing to promote.\n`);
      }
      if (options.dryRun) return rehearse(terminal, facts, options.format);
      const { runPromotion } = await import("../../operate/promotion/run-promotion");
      const { follow } = options;
      await untilStopped((signal) =>
        runPromotion({ facts, follow, terminal, signal, pollMilliseconds }),
      );
    });
}

async function runsThere({ to, digest }: FactsOptions): Promise<boolean> {
  const { whatRuns } = await import("../../operate/promotion/what-runs");
  return (await whatRuns(to.delivery, to.call)).digest === digest;
}

async function rehearse(
  terminal: Terminal,
  options: FactsOptions,
  format: PreviewFormat,
): Promise<void> {
  const { judgeNow } = await import("../../operate/promotion/preview");
  const { renderPreview } = await import("../../operate/promotion/render-preview");
  const preview = await judgeNow(options);
  const colors = pc.createColors(terminal.interactive);
  terminal.out(renderPreview(preview, format, colors));
  if (!preview.judgement.holds) terminal.exitCode(1);
}
