import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  chownSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "./free-port";
import { requireTool } from "./tools";

/** A real PostgreSQL on a port of this machine, with TLS and a password, as RDS has them. */
export interface Postgres {
  readonly port: number;
  readonly password: string;
  /** Folder of its programs, `psql` among them. */
  readonly programs: string;
  stop(): void;
}

/** Starts an empty one with this user and database. */
export async function startPostgres(user: string, database: string): Promise<Postgres> {
  const programs = dirname(realpathSync(requireTool("postgres")));
  const folder = mkdtempSync(join(tmpdir(), "slipway-postgres-"));
  const [data, key] = [join(folder, "data"), join(folder, "tls.key")];
  // PostgreSQL refuses to run as root.
  const owner = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const does = (program: string, ...words: string[]) =>
    execFileSync(program, words, { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const password = randomBytes(12).toString("hex");
  writeFileSync(join(folder, "password"), password);
  const certificate = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=db -keyout ${key} -out ${folder}/tls.crt`;
  does("openssl", ...certificate.split(" "));
  const made = `--username=${user} --auth=scram-sha-256 --pwfile=${folder}/password --no-sync --encoding=UTF8 --locale=C`;
  does(join(programs, "initdb"), `--pgdata=${data}`, ...made.split(" "));
  const port = await freePort();
  appendFileSync(
    join(data, "postgresql.conf"),
    `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\nssl = on\nssl_cert_file = '../tls.crt'\nssl_key_file = '../tls.key'\n`,
  );
  const server = (...words: string[]) =>
    does(join(programs, "pg_ctl"), `--pgdata=${data}`, "--wait", "--silent", ...words);
  server(`--log=${folder}/log`, "start");
  execFileSync(
    join(programs, "createdb"),
    ["-h", "127.0.0.1", "-p", `${port}`, "-U", user, database],
    {
      env: { ...process.env, PGPASSWORD: password },
    },
  );
  return {
    port,
    password,
    programs,
    stop: () => {
      server("--mode=immediate", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
