import { copyImage, craneIn, type Login, withLogins } from "../../aws/registry";
import { CommandError } from "../../base/errors";
import type { Party } from "./party";

/** Copies an image from one environment's repository to another's, by its digest. */
export async function copyPromoted(
  from: Party,
  to: Party,
  digest: string,
  signal: AbortSignal,
): Promise<void> {
  // One registry, one login: with two accounts each side's own, else the target's role opens both.
  const logins = new Map<string, Login>();
  for (const party of [from, to]) logins.set(party.registry.host, await loginTo(party));
  await withLogins([...logins.values()], (dockerConfig) =>
    copyImage(craneIn({ dockerConfig, signal }), {
      from: from.repository,
      to: to.repository,
      digest,
      insecure: to.registry.insecure,
    }),
  );
}

/** @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
async function loginTo({ clients, registry, environment }: Party): Promise<Login> {
  const { GetAuthorizationTokenCommand } = await import("@aws-sdk/client-ecr");
  const { authorizationData = [] } = await clients.ecr.send(new GetAuthorizationTokenCommand({}));
  const token = authorizationData[0]?.authorizationToken;
  if (!token) throw new CommandError(1, `ECR gave no login to the registry of ${environment}.`);
  return { registry: registry.host, token };
}
