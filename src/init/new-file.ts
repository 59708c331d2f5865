import { type Document, isScalar, parseDocument, visit } from "yaml";

/** Answers by setting, such as `network.vpcId`. */
export type Answers = ReadonlyMap<string, string | readonly string[]>;

/**
 * The text of a new environment file: that of the environment it is like, with the answers in it. Comments stay; a value that was
 * answered is no placeholder any more, every other one that was is still marked.
 */
export function newFile(like: string, answers: Answers): string {
  const lines = like.split("\n");
  const start = lines.findIndex((line) => !line.startsWith("#"));
  const document = parseDocument(lines.slice(start).join("\n"));
  document.setIn(["mirrors"], null);
  document.setIn(["differences"], []);
  for (const [setting, answer] of answers) {
    const path = setting.split(".");
    document.setIn(
      path,
      typeof answer === "string" ? scalar(document.getIn(path, true), answer) : [...answer],
    );
  }
  moveArns(document, parseDocument(like), ["account", "region"]);
  const schema = lines.slice(0, start).filter((line) => line.includes("yaml-language-server"));
  const heading = [
    ...schema,
    "# Made by `slipway init`. Values marked as placeholders are still another environment's.",
  ];
  return `${heading.join("\n")}\n${document.toString({ lineWidth: 0, flowCollectionPadding: false })}`;
}

/** Keeps how the old value was written, quotes included, without the mark of a placeholder. */
function scalar(old: unknown, value: string): unknown {
  if (!isScalar(old)) return value;
  old.value = value;
  if (/placeholder/i.test(old.comment ?? "")) old.comment = null;
  return old;
}

/** ARNs that name the other environment's account or region name the new one's: they are placeholders either way. */
function moveArns(document: Document, like: Document, settings: readonly string[]): void {
  for (const setting of settings) {
    const [before, after] = [like.get(setting), document.get(setting)];
    visit(document, {
      Scalar: (_, node) => {
        if (typeof node.value !== "string" || !node.value.startsWith("arn:")) return;
        node.value = node.value.replaceAll(`:${before}:`, `:${after}:`);
      },
    });
  }
}
