import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Account } from "../../../src/operate/preflight/look";
import { sessionPluginLook } from "../../../src/operate/preflight/session-plugin";
import { exampleEnvironment } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { useTemporaryFolder } from "../../support/temporary-folder";

const folder = useTemporaryFolder();
beforeEach(() => vi.stubEnv("PATH", folder()));
afterEach(() => vi.unstubAllEnvs());

const connecting = exampleWith({
  "access.databaseClients": {
    mode: "role",
    trustedArns: ["arn:aws:iam::111111111111:role/people"],
  },
  "service.execEnabled": true,
});
const look = (environment: unknown) => sessionPluginLook.run({ environment } as Account);

test("asks nothing of this machine where nobody connects", async () => {
  expect(await look(exampleEnvironment())).toEqual([]);
});

test.each([
  [
    "none",
    undefined,
    "note: session-manager-plugin is not on this machine; it carries the connection through Systems Manager: to use slipway connect here: Get it with one of:",
  ],
  [
    "an old one",
    "1.2.497.0",
    "note: session-manager-plugin 1.2.497.0 is too old: it takes the session's token where everybody on this machine can read it. It must be newer than 1.2.497.0: to use slipway connect here: Get it with one of:",
  ],
  ["one", "1.2.707.0", "fine: session-manager-plugin 1.2.707.0 is on this machine"],
])("says of a machine with %s what it means for who connects", async (_, version, line) => {
  if (version) {
    const program = join(folder(), "session-manager-plugin");
    writeFileSync(program, `#!/bin/sh\necho ${version}\n`, { mode: 0o755 });
  }
  const [found, ...others] = await look(connecting);
  const said = [found?.verdict, found?.finding, found?.fix?.split("\n")[0]];
  expect(others).toEqual([]);
  expect(said.filter((part) => part !== undefined).join(": ")).toBe(line);
});
