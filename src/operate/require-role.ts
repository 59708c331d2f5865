import { CommandError } from "../base/errors";
import type { LoadedEnvironment } from "../config/load";

/** The roles of people that a file may leave out; without one, nobody may do what the role is for. */
type OptionalRole = "operators" | "publishers" | "databaseClients" | "restorers" | "taskRunners";

/**
 * A {@link CommandError} where the file has no role for what somebody asks for, said as `may`, such as `restore in shop-dev`. What
 * follows from that for the environment is said where `so` says it.
 */
export function requireRole(
  { environment, file }: LoadedEnvironment,
  {
    role,
    may,
    so = "",
  }: { readonly role: OptionalRole; readonly may: string; readonly so?: string },
): void {
  if (environment.access[role]?.mode === "role") return;
  throw new CommandError(
    2,
    `Nobody may ${may}: ${file} has no access.${role} of mode role${so}.\n` +
      "Name who may there, plan and apply it: see docs/access.md.",
  );
}
