import { Command, Option } from "commander";
import type { Terminal } from "../../base/terminal";
import type { Expectation } from "../../operate/doctor-image";

/** `slipway doctor-image <image>`: what of an image will fail on Fargate, before it is pushed to an environment. */
export function doctorImageCommand(terminal: Terminal): Command {
  return new Command("doctor-image")
    .description("Read an image's configuration from its registry, and say what will fail.")
    .argument("<image>", "such as registry.example.gov/shop:main-42")
    .option("--environment <name>", "compare with its file: port, architecture, variables")
    .addOption(
      new Option("--architecture <name>", "where no file says it")
        .choices(["X86_64", "ARM64"])
        .default("X86_64")
        .conflicts("environment"),
    )
    .addHelpText(
      "after",
      "\nNeeds crane, and a login to a private registry; no layer is pulled. docs/container.md explains each line.\n" +
        "Exit 0: nothing is wrong. 1: something is. 2: wrong use, or the image cannot be read.\n" +
        "Example: npx slipway doctor-image registry.example.gov/shop:main-42 --environment eec-dev",
    )
    .action(
      async (
        image: string,
        options: { environment?: string; architecture: "X86_64" | "ARM64" },
      ) => {
        const { imageChecks, readImage } = await import("../../operate/doctor-image");
        const { checklist } = await import("../../base/checklist");
        const expected = await expectation(options);
        const checks = imageChecks(await readImage(image, expected.platform), expected);
        terminal.out(`${checklist(checks, terminal)}\n`);
        if (checks.some(({ verdict }) => verdict === "wrong")) terminal.exitCode(1);
      },
    );
}

async function expectation({
  environment: name,
  architecture,
}: {
  readonly environment?: string;
  readonly architecture: "X86_64" | "ARM64";
}): Promise<Expectation> {
  const { platforms } = await import("../../operate/doctor-image");
  if (name === undefined) {
    return { platform: platforms[architecture], file: undefined, port: undefined, variables: {} };
  }
  const { loadOne } = await import("../../config/environments-folder");
  const { file, environment } = loadOne(name);
  const { service, secrets } = environment;
  return {
    platform: platforms[service.architecture],
    file,
    port: service.port,
    variables: {
      ...Object.fromEntries(Object.keys(secrets.variables).map((secret) => [secret, undefined])),
      ...service.variables,
    },
  };
}
