import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
} from "@aws-sdk/client-rds";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  UpdateStateMachineCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { restoreCommand } from "../../../src/cli/commands/restore";
import { deliveryOf, drillCheckOf } from "../../../src/config/delivery-of";
import { environmentSchema } from "../../../src/config/schema";
import type { DrillCheck } from "../../../src/contract/drill-check";
import { placeholderDigest } from "../../../src/contract/images";
import { drillMachine, drillPolicy } from "../../../src/deployer/drill-machine";
import { createWorld } from "../../deployer/support/world";
import { identities } from "../../stack/constructs/access/support/identities";
import {
  actAs,
  makeRole,
  putTablePolicy,
  trustInServices,
  useProjectOf,
} from "../../support/acting-by-role";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { memoryTerminal } from "../../support/memory-terminal";
import { type Postgres, startPostgres } from "../../support/postgres";
import { request } from "../../support/request";
import { synthesizeEnvironment } from "../../support/synth";

const count =
  "psql \"$RESTORED_URL\" -v ON_ERROR_STOP=1 -Atc \"select count(*) || ' tables' from pg_tables where schemaname = 'public'\" -c 'select sum(n) from orders'";
const environment = exampleWith({
  "access.restorers": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
  "database.drill": {
    mode: "command",
    command: ["sh", "-c", count],
    variable: "RESTORED_URL",
    limitSeconds: 600,
  },
});
const parsed = environmentSchema.parse(environment);
const made = synthesizeEnvironment(parsed);
const check = drillCheckOf(parsed) as DrillCheck;
const delivery = deliveryOf(parsed);
const snapshot = "shop-dev-before-0123456789ab-01234567";
describeWithEmulator(
  "a drill that reads, with nothing but what Terraform's policies allow",
  (aws) => {
    useProjectOf(environment, aws);
    let postgres: Postgres;
    let of: ReturnType<typeof identities>;
    let world: Awaited<ReturnType<typeof createWorld>>;
    let digest: string;

    let password: string;

    beforeAll(async () => {
      postgres = await startPostgres("shop", "shop");
      password = postgres.password;
      await sql(
        "create table orders (n int); create table customers (n int); insert into orders values (40), (2)",
      );
    });
    afterAll(() => postgres?.stop());

    /** As the database's master, past everything. */
    async function sql(text: string): Promise<void> {
      const words = ["-h", "127.0.0.1", "-p", `${postgres.port}`, "-U", "shop", "-wqc", text];
      const env = { PATH: process.env["PATH"], PGPASSWORD: password };
      const child = spawn(`${postgres.programs}/psql`, words, { env });
      const [code] = await once(child, "close");
      expect(code).toBe(0);
    }

    beforeEach(async () => {
      await aws().scaleWaits(0.02);
      of = identities(aws());
      for (const name of [
        "task",
        "execution",
        "delivery",
        "delivery-request",
        "drill",
        "drill-execution",
      ]) {
        await of.role(`shop-dev-${name}`, [], trustInServices);
      }
      world = await createWorld(aws(), "111111111111", { restores: true });
      await world.fixtures({ policy: { Statement: drillPolicy(delivery, check) } });
      const { sfn, rds, dynamodb } = world.clients;
      await sfn.send(
        new CreateStateMachineCommand({
          name: "shop-dev-delivery-drill",
          roleArn: "arn:aws:iam::111111111111:role/shop-dev-drill",
          definition: JSON.stringify(drillMachine(delivery, check)),
        }),
      );
      digest = await world.pushImage("a", "main-1");
      await world.deployByHand(digest);
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: "shop-dev",
          DBInstanceClass: "db.t4g.medium",
          Engine: "postgres",
          EngineVersion: "17",
          AllocatedStorage: 20,
          StorageEncrypted: true,
          MasterUsername: "shop",
          MasterUserPassword: "of-its-time",
          DBName: "shop",
          VpcSecurityGroupIds: ["sg-0a1b2c3d4e5f70202"],
        }),
      );
      const of1 = { DBInstanceIdentifier: "shop-dev", DBSnapshotIdentifier: snapshot };
      await rds.send(new CreateDBSnapshotCommand(of1));
      await rds.send(new DescribeDBSnapshotsCommand({})); // it is complete when it was looked at
      const kms = new KMSClient(world.config);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const TargetKeyId = KeyMetadata?.KeyId as string;
      await kms.send(new CreateAliasCommand({ AliasName: "alias/shop-dev", TargetKeyId }));
      const logs = new CloudWatchLogsClient(world.config);
      await logs.send(new CreateLogGroupCommand({ logGroupName: "/slipway/shop-dev/app" }));
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "restorer");
      await putTablePolicy(dynamodb, made);
      actAs(await of.as("on-call"));
    });

    const drill = () => restore("--drill");

    async function restore(...words: string[]) {
      const terminal = memoryTerminal();
      const command = restoreCommand(terminal, 0.05).exitOverride();
      try {
        await command.parseAsync(["shop-dev", ...words], { from: "user" });
        return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
      } catch (error) {
        const { code, message } = error as { code: number; message: string };
        return { code, out: terminal.stdout(), err: `${terminal.stderr()}${message}` };
      }
    }

    /** What is left of a drill: databases, secrets, and revisions of its task. */
    async function left() {
      const { DBInstances = [] } = await world.clients.rds.send(new DescribeDBInstancesCommand({}));
      const { SecretList = [] } = await new SecretsManagerClient(world.config).send(
        new ListSecretsCommand({ IncludePlannedDeletion: true }),
      );
      const { taskDefinitionArns = [] } = await world.clients.ecs.send(
        new ListTaskDefinitionsCommand({ familyPrefix: "shop-dev-drill", status: "ACTIVE" }),
      );
      return [
        ...DBInstances.map(({ DBInstanceIdentifier }) => DBInstanceIdentifier),
        ...SecretList.map(({ Name }) => Name),
        ...taskDefinitionArns,
      ].filter((name) => name?.includes("drill"));
    }

    const endsAs = (task: object) => world.fixtures({ containers: { [digest]: { task } } });
    const passwords = async (): Promise<Record<string, string>> =>
      JSON.parse(await request(`${aws().endpoint}/_passwords?account=111111111111`));
    const records = async () =>
      (await world.items("restore")).map(({ result, said }) => ({ result, said }));

    /** The revision that the machine ran, and its task, once it runs. */
    async function running() {
      const { TaskDefinition: taskDefinition } = await vi.waitUntil(
        async () => (await world.calls("ecs:RunTask"))[0] as { TaskDefinition: string } | undefined,
        { timeout: 20_000 },
      );
      const answer = await world.clients.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition }),
      );
      const { taskArns = [] } = await world.clients.ecs.send(
        new ListTasksCommand({ cluster: "shop-dev", family: "shop-dev-drill" }),
      );
      return { definition: answer.taskDefinition as TaskDefinition, task: taskArns[0] as string };
    }

    /** Does what ECS and the container do: gives the command its secret, runs it, keeps what it writes, and says how it ended. */
    async function carryOut({ definition, task }: Awaited<ReturnType<typeof running>>) {
      const [container] = definition.containerDefinitions ?? [];
      const { name = "", valueFrom } = container?.secrets?.[0] ?? {};
      const { SecretString = "" } = await new SecretsManagerClient(world.config).send(
        new GetSecretValueCommand({ SecretId: valueFrom }),
      );
      const url = new URL(SecretString);
      await sql(`alter user shop password '${url.password}'`); // as RDS, which was given it
      password = url.password;
      [url.hostname, url.port] = ["127.0.0.1", `${postgres.port}`];
      const [program = "", ...words] = container?.command ?? [];
      const env = { [name]: url.href, PATH: `${postgres.programs}:${process.env["PATH"]}` };
      const child = spawn(program, words, { env });
      let said = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk: Buffer) => {
          said += chunk;
        });
      }
      const [exitCode] = await once(child, "close");
      await writeLog(task, said.trimEnd().split("\n"));
      await stopped(task, exitCode);
      return { exitCode, password: url.password };
    }

    /** From now on the task has ended. */
    async function stopped(TaskArn: string, ExitCode: number): Promise<void> {
      const ended = {
        TaskArn,
        LastStatus: "STOPPED",
        StoppedReason: "Essential container in task exited",
        Containers: [{ Name: "app", ExitCode }],
      };
      const answers = { "ecs:DescribeTasks": [{ answer: { Tasks: [ended] }, times: 9 }] };
      await world.fixtures({ answers });
    }

    async function writeLog(task: string, messages: readonly string[]): Promise<void> {
      const logs = new CloudWatchLogsClient(world.config);
      const logStreamName = `drill/app/${task.split("/").at(-1)}`;
      const stream = { logGroupName: "/slipway/shop-dev/app", logStreamName };
      await logs.send(new CreateLogStreamCommand(stream));
      const logEvents = messages.map((message) => ({ message, timestamp: Date.now() }));
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
    }

    test("runs the file's command on what it restored, by a real PostgreSQL: with the URL, the plain variables, and no other secret and no role", async () => {
      await endsAs({ never: true });
      const drilling = drill();
      const at = await running();
      const during = await left();
      const name = during.find((one) => one?.startsWith("shop-dev-drill-")) as string;
      expect(during).toEqual([
        name,
        `shop-dev/restored/${name}`,
        "arn:aws:ecs:us-east-1:111111111111:task-definition/shop-dev-drill:1",
      ]);
      expect(at.definition).toMatchObject({
        cpu: "256",
        memory: "512",
        executionRoleArn: "arn:aws:iam::111111111111:role/shop-dev-drill-execution",
        containerDefinitions: [
          {
            image: `111111111111.dkr.ecr.us-east-1.amazonaws.com/shop/dev@${digest}`,
            command: ["sh", "-c", count],
            environment: [{ name: "LOG_LEVEL", value: "debug" }],
            secrets: [
              {
                name: "RESTORED_URL",
                valueFrom: expect.stringContaining(`:secret:shop-dev/restored/${name}-`),
              },
            ],
            logConfiguration: { options: { "awslogs-stream-prefix": "drill" } },
          },
        ],
      });
      expect(at.definition.taskRoleArn ?? "").toBe("");
      const given = (await passwords())[name];
      const ran = await carryOut(at);
      expect(ran).toEqual({ exitCode: 0, password: given });
      const { code, out, err } = await drilling;
      expect(out.replace(/\d+ s/g, "n s")).toBe(
        `  2 tables\n  42\n${snapshot}: restored in n s, read in n s, deleted after n s. shop-dev was not touched.\n`,
      );
      expect(code).toBe(0);
      expect(err).toContain(`${name}: being read, for 600 seconds at most\n`);
      expect(await left()).toEqual([]);
      expect((await records())[0]).toEqual({
        result: "drilled",
        said: expect.stringMatching(/^restored in \d+ s, read in \d+ s, deleted after \d+ s$/),
      });
    });

    test("of a restore that stays, what it prints to look into it logs in to a real PostgreSQL", async () => {
      const kept = await restore("--snapshot", snapshot, "--as", "shop-dev-monday");
      expect(kept.code).toBe(0);
      const printed = kept.out.split("\n").find((line) => line.startsWith("  psql "));
      expect(kept.out).toContain(
        `by the file's command, on one more database of this snapshot:\n  npx slipway restore shop-dev --drill --snapshot ${snapshot}\n`,
      );
      const { SecretString = "" } = await new SecretsManagerClient(aws().clientConfig).send(
        new GetSecretValueCommand({ SecretId: "shop-dev/restored/shop-dev-monday" }),
      );
      const url = new URL(SecretString);
      await sql(`alter user shop password '${url.password}'`);
      password = url.password;
      [url.hostname, url.port] = ["127.0.0.1", `${postgres.port}`];
      // The real command would ask AWS; here it answers that secret alone.
      const answers = `aws() { [ "$*" = "secretsmanager get-secret-value --region us-east-1 --secret-id shop-dev/restored/shop-dev-monday --query SecretString --output text" ] && echo '${url.href}'; }`;
      const env = { PATH: `${postgres.programs}:${process.env["PATH"]}` };
      const child = spawn("bash", ["-c", `${answers}\n${printed}`], { env });
      child.stdin.end("select sum(n) from orders;\n");
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk;
      });
      await once(child, "close");
      expect(said).toMatch(/sum\s+-+\s+42\s/);
    });

    test("a command that cannot read fails the drill: what it wrote is shown without secrets, and everything is deleted", async () => {
      await endsAs({ never: true });
      const drilling = drill();
      const { task } = await running();
      const [name = ""] = await left();
      const own = (await passwords())[name];
      await writeLog(task, [
        `cannot log in as shop with ${own}`,
        "\u001b[31mno table orders\u001b[0m",
      ]);
      await stopped(task, 3);
      const { code, out, err } = await drilling;
      expect(code).toBe(1);
      expect(out).toBe("  cannot log in as shop with (secret)\n  no table orders\n");
      expect(err).toMatch(
        new RegExp(
          `${name}: deleting\nThe command that reads it ended with exit code 3: Essential container in task exited\nThe drill failed after \\d+ s; ${name} is being deleted\\.$`,
        ),
      );
      expect(await left()).toEqual([]);
      expect(await records()).toEqual([
        {
          result: "failed",
          said: "The command that reads it ended with exit code 3: Essential container in task exited",
        },
      ]);
    });

    test("Ctrl-C while it is read deletes database and secret; the machine ends the task by itself", async () => {
      await endsAs({ never: true });
      const drilling = drill();
      const { task } = await running();
      process.emit("SIGINT");
      const { code, err } = await drilling;
      expect(code).toBe(1);
      expect(err).toMatch(
        /Stopped by hand\.\nThe drill failed after \d+ s; \S+ is being deleted\.$/,
      );
      expect((await left()).filter((one) => !one?.startsWith("arn:"))).toEqual([]);
      await stopped(task, 0);
      await vi.waitUntil(async () => (await left()).length === 0, { timeout: 20_000 });
    });

    test("a command that takes too long is stopped, and its revision deregistered", async () => {
      await endsAs({ never: true });
      const definition = JSON.stringify(drillMachine(delivery, { ...check, limitSeconds: 1 }));
      const { sfn } = world.clients;
      const stateMachineArn =
        "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery-drill";
      await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
      const { code, err } = await drill();
      expect(code).toBe(1);
      expect(err).toContain(
        "The command that reads it has no exit code: The command did not end within 1 seconds.\nIt may run for 600 seconds: database.drill.\n",
      );
      expect(await left()).toEqual([]);
    });

    test("says why the command did not start", async () => {
      await endsAs({ failure: "Capacity is unavailable at this time" });
      expect((await drill()).err).toContain(
        "The command that reads it has no exit code: Capacity is unavailable at this time\nThe drill failed after ",
      );
      expect(await left()).toEqual([]);
    });

    test("the next drill deletes the secret of one that was killed, and whose database is gone", async () => {
      const [at, name] = ["2026-11-01T08:00:00.000Z", "shop-dev-drill-00000001"];
      const secret = `shop-dev/restored/${name}`;
      const secrets = new SecretsManagerClient(world.config);
      await secrets.send(new CreateSecretCommand({ Name: secret, SecretString: "x" }));
      await world.putItem({
        ...{ kind: "restore", id: `${at}#${name}`, at, by: "ana", snapshot, database: name },
        ...{ drill: "2026-11-01T10:30:00.000Z", result: "began", secret },
      });
      expect(await left()).toEqual([secret]);
      expect((await drill()).code).toBe(0);
      expect(await left()).toEqual([]);
    });

    test("refuses before anything is made where the machine is not applied yet", async () => {
      const stateMachineArn =
        "arn:aws:states:us-east-1:111111111111:stateMachine:shop-dev-delivery-drill";
      await world.clients.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
      expect(await drill()).toEqual({
        code: 1,
        out: "",
        err:
          `shop-dev has no ${stateMachineArn}, which reads what a drill restored: the file asks for it in database.drill, and it is not applied yet.\n` +
          "next: npm run plan shop-dev",
      });
      expect(await records()).toEqual([]);
    });

    test("does not run before the first release: there is no image", async () => {
      await world.deployByHand(placeholderDigest);
      expect((await drill()).err).toContain(
        "The command that reads it has no exit code: nothing was released yet, so there is no image that could read it\n",
      );
      expect(await left()).toEqual([]);
    });
  },
  { enforceIam: true, alsoNeeds: ["postgres"] },
);
