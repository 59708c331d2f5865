import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A host of the internet that is on loopback for the programs of a run. */
export interface Site {
  /** Variables of a program that is to find it: Node alone reads them. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** Serves a host name over TLS on a free port of loopback, with a certificate of its own. */
export async function serveSite(
  folder: string,
  host: string,
  answer: RequestListener,
): Promise<Site> {
  const [key, cert] = [join(folder, `${host}.key`), join(folder, `${host}.crt`)];
  const name = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const days = ["-days", "1", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...days, ...name], { stdio: "pipe" });
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, answer);
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;

  const hook = join(folder, `${host}.js`);
  writeFileSync(
    hook,
    `const tls = require("node:tls");
const { connect } = tls;
const here = { host: "127.0.0.1", port: ${port}, servername: "${host}" };
tls.connect = (to, ...rest) => connect(to.host === "${host}" ? { ...to, ...here } : to, ...rest);
`,
  );
  return {
    environment: { NODE_OPTIONS: `--require ${hook}`, NODE_EXTRA_CA_CERTS: cert },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
