#!/usr/bin/env node
// Stands in for AWS's session-manager-plugin: listens on the session's local port and carries what comes to the host that the document names,
// which here is STAND_IN_DATABASE, a port of this machine. Writes how it was called to STAND_IN_CALLS.
const { appendFileSync } = require("node:fs");
const net = require("node:net");

const words = process.argv.slice(2);
if (words[0] === "--version") {
  process.stdout.write(`${process.env.STAND_IN_VERSION ?? "1.2.707.0"}\n`);
  process.exit();
}
const { AWS_SSM_START_SESSION_RESPONSE: response, AWS_ACCESS_KEY_ID: key } = process.env;
appendFileSync(process.env.STAND_IN_CALLS, `${JSON.stringify({ words, response, key })}\n`);
if (process.env.STAND_IN_FAILS) {
  process.stderr.write("Cannot perform start session: EOF\n");
  process.exit(255);
}
const { Parameters } = JSON.parse(words[4]);
const server = net.createServer((client) => {
  const database = net.connect(Number(process.env.STAND_IN_DATABASE), "127.0.0.1");
  client.pipe(database).pipe(client);
  client.on("error", () => database.destroy());
  database.on("error", () => client.destroy());
});
server.listen(Number(Parameters.localPortNumber[0]), "127.0.0.1");
process.stdout.write(`Port ${Parameters.localPortNumber[0]} opened\n`);
process.on("SIGINT", () => process.exit(0));
if (process.env.STAND_IN_ENDS_AFTER)
  setTimeout(() => {
    process.stdout.write("SessionId: timed out\n");
    process.exit(0);
  }, Number(process.env.STAND_IN_ENDS_AFTER));
