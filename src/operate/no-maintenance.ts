import { CommandError } from "../base/errors";
import type { LoadedEnvironment } from "../config/load";

/** Refuses what asks the environment's own address while its file has that answer everybody 503; `what` begins the sentence. */
export function requireNoMaintenance({ environment, file }: LoadedEnvironment, what: string): void {
  const { loadBalancer, domain } = environment;
  if (loadBalancer.maintenance !== true) return;
  throw new CommandError(
    1,
    `${what}: ${file} asks for maintenance (loadBalancer.maintenance), so https://${domain.hostName} answers everybody 503. ` +
      "Set it to false, plan and apply, then do this again.",
  );
}
