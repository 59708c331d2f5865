import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { connectCommand } from "../../../src/cli/commands/connect";
import { historyCommand } from "../../../src/cli/commands/history";
import { release, startWorlds } from "../../deployer/support/deployer";
import type { World } from "../../deployer/support/world";
import { exampleText } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { freePort } from "../../support/free-port";
import { memoryTerminal } from "../../support/memory-terminal";
import { type Postgres, startPostgres } from "../../support/postgres";
import { useTemporaryFolder } from "../../support/temporary-folder";
import { describeWithTools } from "../../support/tools";
import { startSessions } from "../support/stand-in-sessions";

const folder = useTemporaryFolder();
const home = process.cwd();
const standIn = resolve("__tests__/cli/support/stand-in-plugin.js");
const connecting = {
  "access.databaseClients": {
    mode: "role",
    trustedArns: ["arn:aws:iam::111111111111:role/on-duty"],
  },
  "service.execEnabled": true,
};

beforeEach(() => {
  mkdirSync(join(folder(), "environments"));
  mkdirSync(join(folder(), "bin"));
  process.chdir(folder());
});
afterEach(() => {
  process.chdir(home);
  vi.unstubAllEnvs();
});

function writeFile(text: string): void {
  writeFileSync(join(folder(), "environments", "shop-dev.yaml"), text);
}

/** Puts the stand-in before everything else on the PATH. */
function installPlugin(): void {
  const program = join(folder(), "bin", "session-manager-plugin");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${standIn}" "$@"\n`);
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", `${join(folder(), "bin")}:${process.env["PATH"]}`);
  vi.stubEnv("STAND_IN_CALLS", join(folder(), "calls"));
}

function starting(words: readonly string[], limitSeconds = 20) {
  const terminal = memoryTerminal();
  const command = connectCommand(terminal, limitSeconds)
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  const ended = command.parseAsync(["shop-dev", ...words], { from: "user" }).then(
    () => ({ code: terminal.code(), message: "" }),
    ({ code, message }: { code: number; message: string }) => ({ code, message }),
  );
  return { terminal, ended };
}

test("refuses where the file names nobody who may connect", async () => {
  writeFile(exampleText);
  expect(await starting([]).ended).toEqual({
    code: 2,
    message:
      "Nobody may connect to the database of shop-dev: environments/shop-dev.yaml has no access.databaseClients of mode role.\n" +
      "Name who may there, plan and apply it: see docs/access.md.",
  });
});

test("refuses without the plugin, and says how to get it", async () => {
  writeFile(stringify(exampleWith(connecting)));
  vi.stubEnv("PATH", join(folder(), "bin"));
  expect(await starting([]).ended).toEqual({
    code: 2,
    message: `session-manager-plugin is not on this machine; it carries the connection through Systems Manager.
Get it with one of:
  brew install --cask session-manager-plugin
  winget install Amazon.SessionManagerPlugin
or as AWS says: https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html
and put it on PATH.`,
  });
});

test.each(["1.2.497.0", "1.1.900.0", "", "unknown"])(
  "refuses a plugin of version %j, which would show the token",
  async (version) => {
    writeFile(stringify(exampleWith(connecting)));
    installPlugin();
    vi.stubEnv("STAND_IN_VERSION", version);
    const { code, message } = await starting([]).ended;
    expect(code).toBe(2);
    expect(message).toContain(
      `session-manager-plugin ${version || "of an unknown version"} is too old: it takes the session's token where everybody on this machine can read it. It must be newer than 1.2.497.0.\nGet it with`,
    );
  },
);

test.each(["0", "65536", "psql", "-1"])("refuses %j as a port", async (port) => {
  const { message } = await starting([`--port=${port}`]).ended;
  expect(message).toContain("It must be a port, 1 to 65535, such as 5432.");
});

describeWithTools(["ministack", "postgres"], "slipway connect", () => {
  let started: Awaited<ReturnType<typeof startWorlds>> | undefined;
  let database: Postgres | undefined;
  let sessions: Awaited<ReturnType<typeof startSessions>>;
  beforeAll(async () => {
    started = await startWorlds();
    database = await startPostgres("shop_owner", "shop");
  });
  afterAll(async () => {
    database?.stop();
    await started?.stop();
  });
  afterEach(() => sessions?.stop());

  async function released(settings: object = {}): Promise<World> {
    const world = (await started?.apply({ connects: true, migrationCommand: null })) as World;
    await release(world);
    const text = stringify(exampleWith({ ...connecting, ...settings }));
    writeFile(text.replaceAll("111111111111", world.account));
    installPlugin();
    sessions = await startSessions(world.endpoint);
    vi.stubEnv("AWS_ENDPOINT_URL", sessions.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", world.account);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
    vi.stubEnv("STAND_IN_DATABASE", String(database?.port));
    return world;
  }

  const client = ({ account }: World) =>
    `arn:aws:sts::${account}:assumed-role/shop-dev-database-client/root`;
  const calls = () =>
    readFileSync(join(folder(), "calls"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  test("carries psql to the database, prints how to log in but no password, and ends on Ctrl-C", async () => {
    const world = await released();
    const { terminal, ended } = starting([]);
    const line = await vi.waitFor(() => {
      const found = /^psql "(.*)"$/m.exec(terminal.stdout())?.[1];
      expect(found).toBeDefined();
      return found ?? "";
    }, 15_000);
    const answer = execFileSync(
      join(database?.programs ?? "", "psql"),
      [
        line,
        "-At",
        "-c",
        "SELECT current_database(), 6 * 7, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
      ],
      { env: { ...process.env, PGPASSWORD: database?.password }, encoding: "utf8" },
    );
    expect(answer).toBe("shop|42|t\n");
    const port = /port=(\d+)/.exec(line)?.[1];
    expect(terminal.stdout()).toBe(
      `host      127.0.0.1
port      ${port}
database  shop
user      shop_owner
password  aws secretsmanager get-secret-value --region us-east-1 --secret-id shop-dev/database-password --query SecretString --output text
psql "host=127.0.0.1 port=${port} dbname=shop user=shop_owner sslmode=require"
`,
    );
    expect(await world.items("connection")).toEqual([expect.objectContaining({ result: "open" })]);
    process.emit("SIGINT");
    expect(await ended).toEqual({ code: 0, message: "" });
    await expect(
      new Promise((done, fail) =>
        createServer()
          .once("error", fail)
          .listen(Number(port), "127.0.0.1", done as () => void),
      ),
    ).resolves.toBeUndefined();

    const [{ words, response, key }] = calls();
    const [item] = await world.items("connection");
    expect(item).toEqual({
      kind: "connection",
      id: expect.stringMatching(/^20\d\d-.*Z#[\da-f]{16}$/),
      at: expect.stringMatching(/^20\d\d-/),
      by: client(world),
      task: expect.stringContaining(`:${world.account}:task/shop-dev/`),
      session: "root-0a1b2c",
      result: "closed",
      until: expect.stringMatching(/^20\d\d-/),
    });
    const id = item?.["task"]?.split("/").at(-1);
    const request = {
      Target: `ecs:shop-dev_${id}_${id?.slice(-8)}-265927825`,
      DocumentName: "shop-dev-database",
      Parameters: { localPortNumber: [port] },
    };
    expect(sessions.asked).toEqual([
      { action: "StartSession", body: request },
      { action: "TerminateSession", body: { SessionId: "root-0a1b2c" } },
    ]);
    expect(words).toEqual([
      "AWS_SSM_START_SESSION_RESPONSE",
      "us-east-1",
      "StartSession",
      "",
      JSON.stringify(request),
      expect.stringMatching(/^https?:\/\//),
    ]);
    expect(JSON.parse(response)).toMatchObject({ TokenValue: "token-of-the-session" });
    expect(key).not.toBe(world.account); // the role's own, by which it resumes its sessions
    const said = memoryTerminal();
    await historyCommand(said).parseAsync(["shop-dev", "--format", "json"], { from: "user" });
    expect(JSON.parse(said.stdout()).entries).toContainEqual({
      at: item?.["at"],
      what: "connection",
      outcome: "closed",
      image: "",
      by: client(world),
      why: `To the database; what was done there is not recorded. | until: ${item?.["until"]}`,
      reference: "root-0a1b2c",
    });
  });

  test("listens on the port that is asked for, and refuses one that somebody has", async () => {
    const world = await released();
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    expect(await starting([`--port=${port}`]).ended).toEqual({
      code: 2,
      message: `Port ${port} of this machine cannot be used: listen EADDRINUSE: address already in use 127.0.0.1:${port}. Give another with --port, or leave it out for a free one.`,
    });
    await new Promise((done) => other.close(done));
    expect(await world.items("connection")).toEqual([]);
    const { terminal, ended } = starting([`--port=${port}`]);
    await vi.waitFor(() => expect(terminal.stdout()).toContain(`port=${port} `), 15_000);
    process.emit("SIGINT");
    expect((await ended).code).toBe(0);
  });

  test("says that the database does not answer, and ends the session", async () => {
    const world = await released();
    vi.stubEnv("STAND_IN_DATABASE", String(await freePort()));
    const { terminal, ended } = starting([], 1);
    expect((await ended).code).toBe(1);
    expect(terminal.stdout()).toBe("");
    expect(terminal.stderr()).toContain(
      "The database did not answer within 1 seconds. Does its security group let the tasks in, and is it up? See: npx slipway status shop-dev\n",
    );
    expect(sessions.asked.map(({ action }) => action)).toEqual([
      "StartSession",
      "TerminateSession",
    ]);
    expect(await world.items("connection")).toEqual([
      expect.objectContaining({
        result: "broken off",
        reason: expect.stringContaining("not answer"),
      }),
    ]);
  });

  test("says why a session did not begin, and why it ended by itself", async () => {
    const world = await released();
    vi.stubEnv("STAND_IN_FAILS", "yes");
    const failed = starting([]);
    expect((await failed.ended).code).toBe(1);
    expect(failed.terminal.stderr()).toContain(
      "The session did not begin. session-manager-plugin says: Cannot perform start session: EOF\n",
    );
    vi.stubEnv("STAND_IN_FAILS", "");
    vi.stubEnv("STAND_IN_ENDS_AFTER", "1500");
    const ends = starting([]);
    expect((await ends.ended).code).toBe(1);
    expect(ends.terminal.stdout()).toContain("psql ");
    expect(ends.terminal.stderr()).toMatch(
      /The session ended by itself\. session-manager-plugin says: Port \d+ opened SessionId: timed out\n/,
    );
    expect((await world.items("connection")).map(({ result }) => result)).toEqual([
      "broken off",
      "broken off",
    ]);
  });

  test("records a session that AWS refuses, and starts no plugin", async () => {
    const world = await released();
    sessions.props.refusal = "not authorized to perform: ssm:StartSession";
    const { message } = await starting([]).ended;
    expect(message).toContain("not authorized to perform: ssm:StartSession");
    expect(await world.items("connection")).toEqual([
      expect.objectContaining({
        result: "not started",
        reason: expect.stringContaining("ssm:StartSession"),
      }),
    ]);
    expect(existsSync(join(folder(), "calls"))).toBe(false);
  });

  test("refuses where the agent runs in no task, and records nothing", async () => {
    const world = await released();
    sessions.props.agent = "STOPPED";
    const { code, message } = await starting([]).ended;
    expect(code).toBe(1);
    expect(message).toMatch(
      /^In no task of shop-dev does the agent of Systems Manager run\. It starts with tasks that begin after service\.execEnabled was applied: deploy once, or wait a minute\. Look: aws ecs describe-tasks --cluster shop-dev --tasks \S+ --query 'tasks\[\]\.containers\[\]\.managedAgents'$/,
    );
    expect(await world.items("connection")).toEqual([]);
  });

  test("leads to an existing database, whose URL its owner keeps", async () => {
    await released({
      database: {
        mode: "existing",
        securityGroupId: "sg-0123456789abcdef0",
        port: 5432,
        hostName: "db.example.gov",
        addIngressRule: true,
      },
      "secrets.variables": {
        DATABASE_URL: {
          source: "arn",
          arn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:shared-a1B2c3",
          jsonKey: null,
          kmsKeyArn: null,
        },
      },
    });
    const { terminal, ended } = starting([]);
    await vi.waitFor(() => expect(terminal.stdout()).not.toBe(""), 15_000);
    process.emit("SIGINT");
    expect((await ended).code).toBe(0);
    expect(terminal.stdout()).toMatch(
      /^host {6}127\.0\.0\.1\nport {6}\d+\ndatabase, user and password: in the URL that its owner gave, in one of\n {2}DATABASE_URL: aws secretsmanager get-secret-value --region us-east-1 --secret-id arn:aws:secretsmanager:us-east-1:\d+:secret:shared-a1B2c3 --query SecretString --output text\n$/,
    );
  });
});
