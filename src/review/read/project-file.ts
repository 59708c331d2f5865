import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { z } from "zod";
import { shortened } from "../../base/printable";
import { kindOf } from "../attributes";
import { Unreadable } from "./unreadable";

/** What a project says of itself, beside `cdktf.json`. */
const projectFileName = "slipway.yaml";

const projectFile = z.strictObject({
  review: z
    .strictObject({
      ownKinds: z
        .record(
          z.string().regex(/^[a-z][a-z0-9]*(_[a-z0-9]+)+$/, "a kind such as aws_lambda_function"),
          z.string().trim().min(1, "the reason why the project makes it"),
        )
        .optional(),
    })
    .optional(),
});

/** The kinds of resources that the project makes beside the module, each with its reason; none without a file. */
export function ownKinds(file = projectFileName): ReadonlyMap<string, string> {
  const kinds = new Map(Object.entries(read(file)?.review?.ownKinds ?? {}));
  // One parameter of SSM is the module's, any other a project's.
  const made = [...kinds.keys()].filter((kind) => kind !== "aws_ssm_parameter" && kindOf(kind));
  if (made.length > 0) {
    throw new Unreadable(
      `${file}: review.ownKinds: Slipway makes ${made.join(", ")} itself, so the review's rules judge it; take it out.`,
    );
  }
  return kinds;
}

function read(file: string): z.infer<typeof projectFile> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Unreadable(`${file} cannot be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
  const document = parseDocument(text, { uniqueKeys: true });
  const [broken] = document.errors;
  if (broken) throw new Unreadable(`${file} is not YAML: ${shortened(broken.message)}`);
  const parsed = projectFile.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(
    ({ path, message }) =>
      `  ${shortened(path.map(String).join(".") || "the file")}: ${shortened(message)}`,
  );
  throw new Unreadable(
    `${file} is not as it must be:\n${wrong.join("\n")}\nIt may have review.ownKinds, a kind and its reason a line.`,
  );
}
