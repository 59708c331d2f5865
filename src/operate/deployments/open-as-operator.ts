import { type LiveEnvironment, openEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import { loadOne } from "../../config/environments-folder";
import { namesOf } from "../../contract/names";
import { requireRole } from "../require-role";

/** Opens an environment as its operator; a {@link CommandError} where its file names none, because its deployer then looks for no hold. */
export async function openAsOperator(name: string): Promise<LiveEnvironment> {
  const loaded = loadOne(name);
  requireRole(loaded, {
    role: "operators",
    may: `hold ${name}`,
    so: ", so its deployer looks for no hold",
  });
  return openEnvironment(loaded, { role: namesOf(loaded.environment).operatorRole });
}
