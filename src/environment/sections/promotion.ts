import { z } from "zod";
import { accountId, choice, region, section, text, wholeNumber, words } from "../fields";
import { repositoryName } from "./repository";

/** Where the environment's images come from, and what proves that they may go on. */
export const promotion = section({
  source: choice(
    "mode",
    [
      section({
        mode: z.literal("none").describe("Images are pushed to this environment's repository."),
      }).describe("Nothing is promoted into this environment; its images are pushed."),
      section({
        mode: z
          .literal("environment")
          .describe(
            "Images come from another environment by `slipway promote`, and nobody pushes.",
          ),
        name: text(
          /^[a-z][a-z0-9-]+$/,
          "the name of another environment file without .yaml",
        ).describe(
          "The environment they come from, such as `eec-dev`; its digest is copied, never rebuilt.",
        ),
        account: accountId().describe("AWS account of that environment, 12 digits in quotes."),
        region: region().describe("AWS region of that environment."),
        repository: repositoryName().describe("ECR repository of that environment."),
        evidenceMaxAgeHours: wholeNumber(1, 720, "hours").describe(
          "How long ago that environment's tests may have passed for the image, in hours, 1 to 720.",
        ),
      }).describe("Only an image that was scanned, released and tested in another environment."),
    ],
    ["none", "environment"],
  ).describe("Where this environment's images come from."),
  testCommand: words()
    .nullable()
    .describe(
      "The automated tests against this environment, as words, which find its address in SLIPWAY_URL and exit 0 when they pass; null where nothing is promoted from here.",
    ),
}).describe("What may be promoted into this environment, and what tests it.");
