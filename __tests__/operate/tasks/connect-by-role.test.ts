import { once } from "node:events";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join, resolve } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { SSMClient, StartSessionCommand, TerminateSessionCommand } from "@aws-sdk/client-ssm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { connectCommand } from "../../../src/cli/commands/connect";
import { startSessions } from "../../cli/support/stand-in-sessions";
import { createWorld } from "../../deployer/support/world";
import { identities, verdictOf } from "../../stack/constructs/access/support/identities";
import {
  expectRecorded,
  requestsIn,
} from "../../stack/constructs/access/support/recorded-requests";
import {
  actAs,
  kindsWritten,
  makeRole,
  putTablePolicy,
  trustInServices,
  useProjectOf,
} from "../../support/acting-by-role";
import { connectingEnvironment } from "../../support/connecting";
import { describeWithEmulator } from "../../support/emulator";
import { memoryTerminal } from "../../support/memory-terminal";
import { synthesizeEnvironment } from "../../support/synth";

const environment = connectingEnvironment();
const made = synthesizeEnvironment(environment);
const standIn = resolve("__tests__/cli/support/stand-in-plugin.js");

describeWithEmulator(
  "a port to the database, with nothing but what Terraform's policies allow whoever connects,",
  (aws) => {
    const folder = useProjectOf(environment, aws);
    let of: ReturnType<typeof identities>;
    let world: Awaited<ReturnType<typeof createWorld>>;
    let sessions: Awaited<ReturnType<typeof startSessions>> | undefined;
    let database: Server | undefined;

    beforeEach(async () => {
      of = identities(aws());
      for (const name of ["task", "execution", "delivery", "delivery-request"]) {
        await of.role(`shop-dev-${name}`, [], trustInServices);
      }
      world = await createWorld(aws(), "111111111111", { connects: true });
      await world.deployByHand(await world.pushImage("a", "main-1"));
      const { cluster, service } = world.names;
      await world.clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 1 }));
      await of.role("on-duty", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "database-client");
      await putTablePolicy(world.clients.dynamodb, made);
      sessions = await startSessions(aws().endpoint);
      sessions.props.handsOn = true;
      database = createServer((client) => client.end("S")).listen(0, "127.0.0.1");
      await once(database, "listening");
      const program = join(folder(), "session-manager-plugin");
      writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
      chmodSync(program, 0o755);
      vi.stubEnv("PATH", `${folder()}:${process.env["PATH"]}`);
      vi.stubEnv("STAND_IN_CALLS", join(folder(), "calls"));
      vi.stubEnv("STAND_IN_DATABASE", String((database.address() as { port: number }).port));
      actAs(await of.as("on-duty"));
    });
    afterEach(() => {
      sessions?.stop();
      database?.close();
    });

    const acting = async () => of.as("shop-dev-database-client", await of.as("on-duty"));

    test("connects, and ends its session", async () => {
      vi.stubEnv("AWS_ENDPOINT_URL", sessions?.endpoint);
      const terminal = memoryTerminal();
      const ended = connectCommand(terminal, 20).parseAsync(["shop-dev"], { from: "user" });
      await vi.waitFor(() => expect(terminal.stdout()).toContain("psql "), 15_000);
      process.emit("SIGINT");
      await ended;
      expect(terminal.stderr()).not.toContain("could not be");
      expect(await world.items("connection")).toEqual([
        expect.objectContaining({ result: "closed" }),
      ]);
      expectRecorded("connect", stringify(environment), await requestsIn(aws(), aws().accountId));
    });

    test("it starts no session by another document or through another cluster, and ends nobody else's", async () => {
      const own = new SSMClient(await acting());
      const [task] = await world.tasks();
      const through = (cluster: string) => `ecs:${cluster}_${task?.split("/").at(-1)}_a-1`;
      const start = { Target: through("shop-dev"), DocumentName: "shop-dev-database" };
      const verdict = (changes: object) =>
        verdictOf(own.send(new StartSessionCommand({ ...start, ...changes })));
      expect(await verdict({})).toBe("allowed");
      expect(await verdict({ DocumentName: "AWS-StartInteractiveCommand" })).toBe("denied");
      expect(await verdict({ Target: through("shop-prod") })).toBe("denied");

      const others = await world.clients.ssm.send(new StartSessionCommand(start));
      const end = ({ SessionId }: { SessionId?: string | undefined }) =>
        verdictOf(own.send(new TerminateSessionCommand({ SessionId })));
      expect(await end(others)).toBe("denied");
      expect(await end(await own.send(new StartSessionCommand(start)))).toBe("allowed");
    });

    test("it writes records of connections and no other kind of item", async () => {
      const dynamodb = new DynamoDBClient(await acting());
      expect(await kindsWritten(dynamodb)).toEqual(["connection"]);
    });
  },
  { enforceIam: true },
);
