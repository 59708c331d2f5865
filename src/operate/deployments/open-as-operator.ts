import { type LiveEnvironment, openEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { loadOne } from "../../config/environments-folder";
import { namesOf } from "../../contract/names";

/** Opens an environment as its operator; a {@link CommandError} where its file names none, because its deployer then looks for no hold. */
export async function openAsOperator(name: string): Promise<LiveEnvironment> {
  const loaded = loadOne(name);
  const { access } = loaded.environment;
  if (access.operators?.mode !== "role") {
    throw new CommandError(
      2,
      `Nobody may hold ${name}: ${loaded.file} has no access.operators of mode role, so its deployer looks for no hold.\n` +
        "Name who may there, plan and apply it: see docs/access.md.",
    );
  }
  return openEnvironment(loaded, { role: namesOf(loaded.environment).operatorRole });
}
