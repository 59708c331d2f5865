import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A registry and the token that opens it. */
export interface Login {
  /** Host and, if need be, port, such as `111111111111.dkr.ecr.us-east-1.amazonaws.com`. */
  readonly registry: string;
  /** `user:password` in base 64, as GetAuthorizationToken gives it; valid for 12 hours. */
  readonly token: string;
}

/**
 * Does something with a folder of its own that logs in to these registries, and removes the folder afterwards, whatever
 * happens. Only this user can read it. Nobody's own Docker login is read or changed.
 */
export async function withLogins<T>(
  logins: readonly Login[],
  body: (dockerConfig: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-registry-")); // mkdtemp makes it 0700
  try {
    const auths = Object.fromEntries(
      logins.map(({ registry, token }) => [registry, { auth: token }]),
    );
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths }), { mode: 0o600 });
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
