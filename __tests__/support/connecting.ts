import { parse } from "yaml";
import { type Environment, environmentSchema } from "../../src/config/schema";
import { exampleText } from "./example-environment";

/** The example with people who connect to its database. */
export const connectingText = exampleText
  .replace("execEnabled: false", "execEnabled: true")
  .replace(
    /\naccess:\n/,
    `$&  databaseClients:
    mode: role
    trustedArns: ["arn:aws:iam::111111111111:role/on-duty"]
`,
  );

/** The same, read. */
export function connectingEnvironment(): Environment {
  return environmentSchema.parse(parse(connectingText));
}
