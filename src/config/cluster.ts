import { z } from "zod";
import { choice, section, text } from "./fields";

/** The ECS cluster of the service. */
export const cluster = choice(
  "mode",
  [
    section({
      mode: z.literal("create").describe("Make a cluster named after the environment."),
    }).describe("A cluster of this environment's own."),
    section({
      mode: z.literal("existing").describe("Use a cluster that exists."),
      name: text(/^[\w-]{1,255}$/, "a cluster name of 1 to 255 letters, digits, _ and -").describe(
        "Name of the existing cluster, 1 to 255 characters.",
      ),
    }).describe("A cluster that others own."),
  ],
  ["create", "existing"],
).describe("The ECS cluster.");
