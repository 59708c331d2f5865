import { z } from "zod";
import { accountId, list, oneOf, reason, region, section, text } from "../fields";

const word = (longest: number) =>
  text(
    new RegExp(`^[a-z]([a-z0-9]|-(?=[a-z0-9])){1,${longest - 1}}$`),
    `2 to ${longest} lower-case letters, digits and single hyphens, beginning with a letter`,
  );

/** Who this environment is and where it lives. */
export const identity = {
  application: word(20).describe(
    "Name of the application, 2 to 20 characters; first half of every name in AWS. Changing it makes everything anew.",
  ),
  environment: word(12).describe(
    "Name of the environment, 2 to 12 characters; second half of every name in AWS. Changing it makes everything anew.",
  ),
  mirrors: text(/^[a-z][a-z0-9-]+$/, "the name of another environment file without .yaml, or null")
    .nullable()
    .describe(
      "The environment that this one must equal but for `differences`, such as `eec-prod`; null for none.",
    ),
  differences: list(
    section({
      setting: text(
        /^[a-zA-Z]\w*(\.[A-Za-z]\w*)*$/,
        "a setting's path, such as service.tasksMin",
      ).describe(
        "Path of the setting that differs from the mirrored environment, such as `service.tasksMin`.",
      ),
      because: reason().describe(
        "Why it differs, 10 to 300 characters; shown by the parity check.",
      ),
    }),
  ).describe(
    "Settings that may differ from the mirrored environment; an undeclared difference fails the parity check.",
  ),
  account: accountId().describe(
    "AWS account, 12 digits in quotes. No plan can reach another account.",
  ),
  region: region().describe(
    "AWS region of everything in this environment, commercial or GovCloud, such as us-east-1.",
  ),
  state: section({
    bucket: text(
      /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      "a bucket name: 3 to 63 lower-case letters, digits and hyphens",
    ).describe(
      "S3 bucket of the Terraform state, 3 to 63 characters, unique in AWS; one for each account, made by the `state-<account>` stack.",
    ),
    region: region().describe("AWS region of the state bucket."),
  }).describe("Where Terraform keeps its state."),
  tags: z
    .record(
      text(
        /^(?!aws:)[\w\s.:/=+@-]{1,128}$/i,
        "a tag key of 1 to 128 characters that does not begin with aws:",
      ),
      text(/^[\w\s.:/=+@-]{0,256}$/, "text of at most 256 characters"),
      { error: "must be a section of tag keys and values" },
    )
    .describe(
      "Tags of every resource besides `application`, `environment` and `managed-by`; keys to 128, values to 256 characters.",
    ),
};

/** Whether a hosted zone answers on the internet or only inside its VPCs. */
export const visibility = () => oneOf(["public", "private"]);
