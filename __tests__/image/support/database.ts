import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { requireTool } from "../../support/tools";
import type { Sandbox } from "./sandbox";

/** A PostgreSQL in a sandbox: real, empty, with TLS and a password. */
export interface Database {
  /** Its address in the form in which the platform hands it over. */
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes a {@link Database} and starts it. */
export async function startDatabase(sandbox: Sandbox): Promise<Database> {
  const programs = dirname(requireTool("postgres"));
  // What an address must quote is in this password, as it may be in a real one.
  const password = `p@ss/word%${randomBytes(8).toString("hex")}`;
  const does = async (script: string) => {
    await sandbox.run("sh", ["-e", "-c", common + script, "sh", programs, password]);
  };
  await does(create);
  const start = () => does('as_owner "$1/pg_ctl" --pgdata=data --wait --log=log --silent start');
  await start();
  return {
    url: `postgresql://owner:${encodeURIComponent(password)}@127.0.0.1:5432/postgres?sslmode=require`,
    start,
    stop: () => does('as_owner "$1/pg_ctl" --pgdata=data --wait --mode=fast --silent stop'),
  };
}

// PostgreSQL refuses to run as root, so root hands it over to somebody with fewer rights.
const common = `
mkdir -p /mnt/database && cd /mnt/database
owner=$(id -u postgres 2>/dev/null || id -u nobody)
as_owner() { setpriv --reuid="$owner" --regid="$owner" --clear-groups "$@"; }
`;

// Nothing here outlives the test, so nothing needs to reach a disk.
const create = `
printf %s "$2" >password
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout tls.key -out tls.crt 2>/dev/null
chmod 600 tls.key
chown -R "$owner" .
as_owner "$1/initdb" --pgdata=data --username=owner --encoding=UTF8 --locale=C --no-sync \\
  --auth=scram-sha-256 --pwfile=password >/dev/null
cat >>data/postgresql.conf <<'SETTINGS'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
ssl = on
ssl_cert_file = '../tls.crt'
ssl_key_file = '../tls.key'
fsync = off
SETTINGS
`;
