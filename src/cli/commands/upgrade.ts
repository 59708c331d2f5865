import { Command } from "commander";
import type { Terminal } from "../../base/terminal";

/** `slipway upgrade --preview <version>`: what would another version of Slipway do to the environments? */
export function upgradeCommand(terminal: Terminal): Command {
  return new Command("upgrade")
    .description(
      "Show what another version of Slipway would change, judged as a plan is; needs no AWS.",
    )
    .requiredOption(
      "--preview <package>",
      "a tarball, a folder with Slipway in it, or what npm finds, such as slipway@0.2.0",
    )
    .addHelpText(
      "after",
      "\nChanges nothing. What Terraform replaces in place of updating it, only npm run plan knows.\n" +
        "Exit 0: nothing that a review refuses. 1: it would refuse something, or the files are wrong for that version. 2: cannot install.\n" +
        "Example: npx slipway upgrade --preview ./slipway-0.2.0.tgz",
    )
    .action(async ({ preview }: { readonly preview: string }) => {
      const { loadOrExplain } = await import("../../config/environments-folder");
      const { outputDirectory } = await import("../../contract/written-stacks");
      const { writeStacks } = await import("../../operate/write-stacks");
      const environments = loadOrExplain();
      await writeStacks(environments);
      const { previewUpgrade } = await import("../../operate/preview-upgrade");
      const { renderReview } = await import("../../review/render/render-review");
      const { version, changed } = await previewUpgrade(
        preview,
        { written: outputDirectory, environments },
        terminal,
      );
      if (changed.length === 0) {
        terminal.out(
          `With slipway ${version} the Terraform of every environment stays the same.\n`,
        );
      }
      for (const { name, review } of changed) {
        terminal.out(
          `\n${name}, with slipway ${version}:\n${await renderReview(review, "text", terminal)}`,
        );
        if (review.refused) terminal.exitCode(1);
      }
      terminal.out(
        `next: put that version into package.json, npm install, npm run plan <environment>\n`,
      );
    });
}
