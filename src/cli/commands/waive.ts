import { Command } from "commander";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";

interface Options {
  readonly because?: string;
  readonly until: string;
  readonly package: string;
  readonly from?: string;
  readonly digest?: string;
}

/** `slipway waive <environment> [finding]`: lets a single finding in for a time, or those of an OpenVEX document, without a plan and an apply. */
export function waiveCommand(terminal: Terminal): Command {
  return new Command("waive")
    .description("Waive a single finding for a time, without a plan and an apply.")
    .argument("<environment>", "such as eec-prod")
    .argument("[finding]", "as the scanner spells it, such as CVE-2026-12345")
    .option("--because <why>", "why it does no harm here, 10 to 300 characters")
    .requiredOption("--until <day>", "last day, UTC, on which it is not counted")
    .option("--package <name>", "in this package only; in all of them when left out", "")
    .option("--from <file>", "an OpenVEX document instead of a finding: what it says does no harm")
    .option("--digest <sha256:…>", "with --from: statements on this image count as well")
    .addHelpText(
      "after",
      "\nActs as the role of access.waivers. Who waived what, why and until when is recorded for good; `slipway history` lists it.\n" +
        "Exit 0: waived. 1: not applied yet. 2: wrong use, no credentials.\n" +
        'Example: npx slipway waive eec-prod CVE-2026-12345 --package openssl --until 2026-12-31 --because "The option is not used."',
    )
    .action(async (name: string, cve: string | undefined, options: Options) => {
      const { because, until, from, digest } = options;
      const { waive, waiveFrom } = await import("../../operate/waivers/waive");
      if (
        from !== undefined &&
        cve === undefined &&
        because === undefined &&
        options.package === ""
      ) {
        return waiveFrom(terminal, name, { from, until, digest });
      }
      if (
        cve === undefined ||
        because === undefined ||
        from !== undefined ||
        digest !== undefined
      ) {
        throw new CommandError(
          2,
          "Waive either a finding (<finding> --because … --until …) or what an OpenVEX document says (--from … --until …).",
        );
      }
      await waive(terminal, name, cve, { because, until, package: options.package });
    });
}
