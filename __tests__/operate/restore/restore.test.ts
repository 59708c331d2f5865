import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AddTagsToResourceCommand,
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  type DBInstance,
  DeleteDBInstanceCommand,
  DeleteDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
  RDSClient,
  RestoreDBInstanceFromDBSnapshotCommand,
} from "@aws-sdk/client-rds";
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { beforeEach, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { fromItem, toItem } from "../../../src/aws/table";
import { historyCommand } from "../../../src/cli/commands/history";
import { restoreCommand } from "../../../src/cli/commands/restore";
import { environmentSchema } from "../../../src/config/schema";
import { identities, verdictOf } from "../../stack/constructs/access/support/identities";
import {
  actAs,
  kindsWritten,
  makeRole,
  putTablePolicy,
  table,
  useProjectOf,
} from "../../support/acting-by-role";
import { createDeliveryTable } from "../../support/delivery-table";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { memoryTerminal } from "../../support/memory-terminal";
import { request } from "../../support/request";
import { synthesizeEnvironment } from "../../support/synth";

const environment = exampleWith({
  "access.restorers": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
  "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
});
const made = synthesizeEnvironment(environmentSchema.parse(environment));
const snapshot = "shop-dev-before-0123456789ab-01234567";
const digest = `sha256:0123456789ab${"0".repeat(52)}`;

describeWithEmulator(
  "slipway restore, with nothing but what Terraform's policies allow the restorer,",
  (aws) => {
    const folder = useProjectOf(environment, aws);
    let of: ReturnType<typeof identities>;
    let rds: RDSClient;

    beforeEach(async () => {
      const config = aws().clientConfig;
      rds = new RDSClient(config);
      await database("shop-dev");
      await take(snapshot);
      of = identities(aws());
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "restorer");
      const kms = new KMSClient(config);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const TargetKeyId = KeyMetadata?.KeyId as string;
      await kms.send(new CreateAliasCommand({ AliasName: "alias/shop-dev", TargetKeyId }));
      const dynamodb = new DynamoDBClient(config);
      await createDeliveryTable(dynamodb, table);
      await putTablePolicy(dynamodb, made);
      actAs(await of.as("on-call"));
    });

    function writeFile(settings: object): void {
      writeFileSync(join(folder(), "environments", "shop-dev.yaml"), stringify(settings));
    }

    async function database(name: string, encrypted = true): Promise<void> {
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: name,
          DBInstanceClass: "db.t4g.medium",
          Engine: "postgres",
          EngineVersion: "17",
          AllocatedStorage: 20,
          StorageEncrypted: encrypted,
          MasterUsername: "shop",
          MasterUserPassword: "of-its-time",
          DBName: "shop",
          VpcSecurityGroupIds: ["sg-0a1b2c3d4e5f70202"],
          Tags: [{ Key: "application", Value: "shop" }],
        }),
      );
    }

    async function take(name: string, of = "shop-dev"): Promise<void> {
      const Tags = [{ Key: "slipway-digest", Value: digest }];
      await rds.send(
        new CreateDBSnapshotCommand({ DBInstanceIdentifier: of, DBSnapshotIdentifier: name, Tags }),
      );
      await rds.send(new DescribeDBSnapshotsCommand({})); // it is complete when it was looked at
    }

    const fixtures = (entries: object) =>
      request(`${aws().endpoint}/_fixtures?account=111111111111`, {
        body: JSON.stringify(entries),
      });

    let terminal = memoryTerminal();
    async function restore(...words: string[]) {
      terminal = memoryTerminal();
      const command = restoreCommand(terminal, 0.05)
        .exitOverride()
        .configureOutput({ writeErr: () => {} });
      try {
        await command.parseAsync(["shop-dev", ...words], { from: "user" });
        return { code: terminal.code(), out: terminal.stdout(), err: terminal.stderr() };
      } catch (error) {
        const { code, message } = error as { code: number; message: string };
        return { code, out: terminal.stdout(), err: `${terminal.stderr()}${message}` };
      }
    }
    const asMonday = ["--snapshot", snapshot, "--as", "shop-dev-monday"];

    async function found(name: string): Promise<DBInstance> {
      const { DBInstances: [it] = [] } = await rds.send(
        new DescribeDBInstancesCommand({ DBInstanceIdentifier: name }),
      );
      return it as DBInstance;
    }

    const secret = async () => {
      const SecretId = "shop-dev/restored/shop-dev-monday";
      const { SecretString = "" } = await new SecretsManagerClient(aws().clientConfig).send(
        new GetSecretValueCommand({ SecretId }),
      );
      return SecretString;
    };
    const passwords = async (): Promise<Record<string, string>> =>
      JSON.parse(await request(`${aws().endpoint}/_passwords?account=111111111111`));

    test("makes a database beside the one there is, like it, protected, and with a password that is only in its secret", async () => {
      await fixtures({ restores: { pending: 2 } });
      const before = await found("shop-dev");
      const { code, out, err } = await restore(...asMonday);
      expect({ code, err }).toEqual({
        code: 0,
        err: "shop-dev-monday: creating\nshop-dev-monday: available\nshop-dev-monday: available\n",
      });
      expect(out).toBe(
        `shop-dev-monday is there, restored from ${snapshot}; shop-dev was not touched.\n` +
          "Look into it from where shop-dev admits you, if you may read the secret with its URL:\n" +
          '  psql "$(aws secretsmanager get-secret-value --region us-east-1 --secret-id shop-dev/restored/shop-dev-monday --query SecretString --output text)"\n' +
          "From anywhere, by a command that you name in database.drill, on one more database of this snapshot:\n" +
          `  npx slipway restore shop-dev --drill --snapshot ${snapshot}\n` +
          "To switch over to it, write into environments/shop-dev.yaml, under database:\n  restored:\n    identifier: shop-dev-monday\n    insteadOf: [shop-dev]\n" +
          "Remove it, or read more: docs/runbook.md, A snapshot is restored.\n",
      );
      expect(await found("shop-dev")).toEqual(before);
      expect(await found("shop-dev-monday")).toMatchObject({
        DBInstanceClass: "db.t4g.medium",
        DBSubnetGroup: { DBSubnetGroupName: before.DBSubnetGroup?.DBSubnetGroupName },
        VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-0a1b2c3d4e5f70202" }],
        DBParameterGroups: before.DBParameterGroups,
        PubliclyAccessible: false,
        DeletionProtection: true,
        StorageEncrypted: true,
        CopyTagsToSnapshot: true,
        TagList: [
          { Key: "application", Value: "shop" },
          { Key: "slipway-restored-of", Value: "shop-dev" },
          { Key: "slipway-restored-from", Value: snapshot },
        ],
      });
      const url = new URL(await secret());
      const { "shop-dev": old, "shop-dev-monday": own = "" } = await passwords();
      expect(own).toMatch(/^[\w-]{48}$/);
      expect(old).toBe("of-its-time");
      expect([url.username, url.password, url.pathname, url.search]).toEqual([
        "shop",
        own,
        "/shop",
        "?sslmode=require",
      ]);
      expect(`${out}${err}`).not.toContain(own);
    });

    test("what a call that was broken off began, the same call finishes; one that is finished is nobody's to change", async () => {
      await fixtures({ restores: { pending: 1_000 } });
      expect(await restore(...asMonday, "--limit", "1s")).toMatchObject({
        code: 1,
        err: "shop-dev-monday: creating\nshop-dev-monday is creating after 1 seconds. RDS still works on it; the same command goes on from here.",
      });
      await fixtures({ restores: { pending: 0 } });
      const again = await restore(...asMonday);
      expect(again).toMatchObject({
        code: 0,
        err: expect.stringContaining(
          "shop-dev-monday is there already, from this snapshot: going on with it.\n",
        ),
      });
      const kept = await secret();
      expect(await restore(...asMonday)).toMatchObject({
        code: 1,
        err: "There is a database shop-dev-monday already. Restore as another: --as ….",
      });
      expect(await secret()).toBe(kept);
    });

    test("restores again under the name of one that was removed, once its secret is not about to be deleted", async () => {
      const secrets = new SecretsManagerClient(aws().clientConfig);
      const SecretId = "shop-dev/restored/shop-dev-monday";
      const name = { DBInstanceIdentifier: "shop-dev-monday" };
      expect(await restore(...asMonday)).toMatchObject({ code: 0 });
      await rds.send(new ModifyDBInstanceCommand({ ...name, DeletionProtection: false }));
      await rds.send(new DeleteDBInstanceCommand({ ...name, SkipFinalSnapshot: true }));
      await secrets.send(new DeleteSecretCommand({ SecretId }));
      expect(await restore(...asMonday)).toMatchObject({
        code: 1,
        err: expect.stringMatching(
          /\nshop-dev-monday is there, but has no password of its own yet: the secret shop-dev\/restored\/shop-dev-monday, of an earlier database of that name, is scheduled for deletion\.\nTake that back, then the same command again goes on: aws secretsmanager restore-secret --secret-id shop-dev\/restored\/shop-dev-monday$/,
        ),
      });
      await secrets.send(new RestoreSecretCommand({ SecretId }));
      expect(await restore(...asMonday)).toMatchObject({ code: 0 });
      expect(new URL(await secret()).password).toBe((await passwords())["shop-dev-monday"]);
    });

    test("refuses a name that a database has which was not restored from this snapshot", async () => {
      await database("shop-dev-monday");
      expect(await restore(...asMonday)).toMatchObject({
        code: 1,
        err: "There is a database shop-dev-monday already. Restore as another: --as ….",
      });
      expect((await passwords())["shop-dev-monday"]).toBe("of-its-time");
    });

    test.each([
      "shop-dev",
      "shop-prod-monday",
      "shop-dev-",
      "shop-dev--monday",
      "shop-dev-Monday",
      `shop-dev-${"m".repeat(55)}`,
    ])("refuses %s as a name before anything is made", async (name) => {
      expect(await restore("--snapshot", snapshot, "--as", name)).toEqual({
        code: 2,
        out: "",
        err: `--as must begin with shop-dev- and have at most 63 lower-case letters, digits and single hyphens, got ${JSON.stringify(name)}.`,
      });
    });

    test("refuses a snapshot of another database, one that is not encrypted, one that is not complete, and none", async () => {
      const refused = async (name: string) =>
        (await restore("--snapshot", name, "--as", "shop-dev-monday")).err;
      await database("shop-prod");
      await take("shop-dev-before-of-another", "shop-prod");
      expect(await refused("shop-dev-before-of-another")).toBe(
        "shop-dev-before-of-another: this is a snapshot of shop-prod, not of shop-dev.",
      );
      expect(await refused("shop-dev-before-none")).toBe(
        "shop-dev-before-none: RDS has no snapshot of this name in this account.",
      );
      await fixtures({ snapshots: { pending: 99 } });
      await take("shop-dev-before-soon");
      expect(await refused("shop-dev-before-soon")).toBe(
        "shop-dev-before-soon: it is creating, not available.",
      );
      await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: "shop-dev-before-soon" }));
      await fixtures({ snapshots: { pending: 0 } });
      await rds.send(
        new DeleteDBInstanceCommand({ DBInstanceIdentifier: "shop-dev", SkipFinalSnapshot: true }),
      );
      await database("shop-dev", false);
      await take("shop-dev-before-open");
      expect(await refused("shop-dev-before-open")).toBe(
        "shop-dev-before-open: it is not encrypted, and neither would the database be. Copy it with a key first: aws rds copy-db-snapshot --kms-key-id ….",
      );
    });

    test("says what became of a restore that failed at AWS", async () => {
      await fixtures({ restores: { status: "incompatible-parameters" } });
      expect(await restore(...asMonday)).toMatchObject({
        code: 1,
        err: "shop-dev-monday: incompatible-parameters\nshop-dev-monday became incompatible-parameters, and will not be available by itself.",
      });
    });

    const put = (item: Record<string, string>) =>
      new DynamoDBClient(aws().clientConfig).send(
        new PutItemCommand({ TableName: table, Item: toItem(item) }),
      );

    test("refuses while something changes the environment, and restores nothing", async () => {
      const since = "2026-11-28T08:00:00Z";
      await put({ kind: "lock", id: "deployment", by: "ana", since });
      const held = "shop-dev is locked: ana applies a plan since 2026-11-28T08:00:00Z.\n";
      for (const words of [asMonday, [...asMonday, "--while-held"]]) {
        expect(await restore(...words)).toEqual({
          code: 1,
          out: "",
          err: `${held}Nothing was restored, because the database may be changing. Wait until it ends: npx slipway status shop-dev\nIf it is over and the lock stays: npx slipway unlock shop-dev`,
        });
      }
      await expect(found("shop-dev-monday")).rejects.toThrow("not found");
    });

    test("refuses while somebody holds the environment, but for who says so", async () => {
      const since = "2026-11-28T08:00:00Z";
      await put({ kind: "hold", id: "now", by: "ana", since, because: "data is lost", until: "" });
      expect(await restore(...asMonday)).toEqual({
        code: 1,
        out: "",
        err:
          "shop-dev is held by ana since 2026-11-28T08:00:00Z, until somebody resumes it, because: data is lost.\n" +
          "Nothing was restored. Wait, or talk to who holds it.\n" +
          "If it is held for this very restore: the same command with --while-held",
      });
      await expect(found("shop-dev-monday")).rejects.toThrow("not found");
      expect(await restore(...asMonday, "--while-held")).toMatchObject({ code: 0 });
    });

    const removeLive = () =>
      rds.send(
        new DeleteDBInstanceCommand({ DBInstanceIdentifier: "shop-dev", SkipFinalSnapshot: true }),
      );

    test("a database that is gone is restored with what its stack gives it", async () => {
      await removeLive();
      expect(await restore(...asMonday)).toEqual({
        code: 2,
        out: "",
        err:
          "RDS has no database shop-dev, whose security group the new one would get. Name it: --security-group sg-…\n" +
          "It is the one called shop-dev-database: aws ec2 describe-security-groups --filters Name=group-name,Values=shop-dev-database --query 'SecurityGroups[].GroupId'",
      });
      const GroupId = "sg-0a1b2c3d4e5f70209";
      const { code, err } = await restore(...asMonday, "--security-group", GroupId);
      expect(code).toBe(0);
      expect(err).toContain(
        "RDS has no database shop-dev: settings are taken from the file and from the stack's names.\n",
      );
      expect(await found("shop-dev-monday")).toMatchObject({
        DBInstanceClass: "db.t4g.medium",
        DBSubnetGroup: { DBSubnetGroupName: "shop-dev" },
        VpcSecurityGroups: [{ VpcSecurityGroupId: GroupId }],
        DBParameterGroups: [{ DBParameterGroupName: "shop-dev-postgres17" }],
        IAMDatabaseAuthenticationEnabled: true,
        DeletionProtection: true,
        TagList: expect.arrayContaining([
          { Key: "application", Value: "shop" },
          { Key: "managed-by", Value: "slipway" },
          { Key: "slipway-restored-of", Value: "shop-dev" },
        ]),
      });
    });

    test("refuses for a database of others that is gone: no file has its settings", async () => {
      await removeLive();
      const database = {
        mode: "existing",
        securityGroupId: "sg-0a1b2c3d4e5f70201",
        port: 5432,
        addIngressRule: false,
        instanceIdentifier: "shop-dev",
      };
      const variables = { SECRET_KEY: { source: "generated", length: 64 } };
      writeFile({ ...environment, database, secrets: { version: 1, variables } });
      expect(await restore(...asMonday)).toEqual({
        code: 1,
        out: "",
        err:
          "RDS has no database shop-dev, and others own it: the file names neither its class nor its subnets, groups and parameters.\n" +
          `next: ask its owners to restore it, or by hand with theirs: aws rds restore-db-instance-from-db-snapshot --db-snapshot-identifier ${snapshot} --db-instance-identifier shop-dev …`,
      });
    });

    test("refuses to drill for a database of others whose identifier leaves no room for a drill's", async () => {
      const drillOf = async (instanceIdentifier: string) => {
        const database = {
          mode: "existing",
          securityGroupId: "sg-0a1b2c3d4e5f70201",
          port: 5432,
          addIngressRule: false,
          instanceIdentifier,
        };
        const variables = { SECRET_KEY: { source: "generated", length: 64 } };
        writeFile({ ...environment, database, secrets: { version: 1, variables } });
        return restore("--drill");
      };
      const { code, err } = await drillOf("s".repeat(49));
      expect(code).toBe(1);
      expect(err).toMatch(
        /^A drill's database would be called s{49}-drill-[0-9a-f]{8}: that is 64 characters, and RDS allows 63\. A database with a longer identifier than 48 has no drills\.\nTry its snapshots in the console, or with aws rds restore-db-instance-from-db-snapshot, under a shorter name\.$/,
      );
      expect((await drillOf("s".repeat(48))).err).not.toContain("characters");
    });

    test("lists the snapshots: when, how large, before which release", async () => {
      const { code, out, err } = await restore();
      expect(code).toBe(0);
      expect(out).toMatch(
        /^20\d\d-\d\d-\d\dT\d\d:\d\dZ {5}20 GiB {2}before the release of 0123456789ab {6}shop-dev-before-0123456789ab-01234567\n$/,
      );
      expect(err).toBe("next: npx slipway restore shop-dev --snapshot … --as shop-dev-…\n");
    });

    test("refuses one option without the other, and a file that names nobody", async () => {
      expect(await restore("--as", "shop-dev-monday")).toMatchObject({
        code: 2,
        err: "--snapshot and --as belong together. The snapshots: npx slipway restore shop-dev",
      });
      writeFile(exampleWith({}));
      expect(await restore()).toMatchObject({
        code: 2,
        err:
          "Nobody may restore in shop-dev: environments/shop-dev.yaml has no access.restorers of mode role.\n" +
          "Name who may there, plan and apply it: see docs/access.md.",
      });
    });

    const drillsThere = async () => {
      const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
      return DBInstances.filter(({ DBInstanceIdentifier: name = "" }) => name.includes("-drill-"));
    };
    const records = async () => {
      const dynamodb = new DynamoDBClient(aws().clientConfig);
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: table }));
      return Items.map((item) => fromItem(item)).filter(({ kind }) => kind === "restore");
    };

    test("a drill restores the newest snapshot as what may be deleted, says how long it took, and deletes it", async () => {
      await take("shop-dev-before-ba9876543210-76543210");
      await fixtures({ restores: { pending: 4 } });
      const before = await found("shop-dev");
      const drilling = restore("--drill");
      const during = await vi.waitUntil(async () => (await drillsThere())[0], { timeout: 10_000 });
      expect(during).toMatchObject({
        DeletionProtection: false,
        VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-0a1b2c3d4e5f70202" }],
        TagList: expect.arrayContaining([
          { Key: "slipway-restored-of", Value: "shop-dev" },
          { Key: "slipway-drill-of", Value: "shop-dev" },
        ]),
      });
      const name = during.DBInstanceIdentifier as string;
      expect(name).toMatch(/^shop-dev-drill-[0-9a-f]{8}$/);
      const newest = "shop-dev-before-ba9876543210-76543210";
      const { code, out, err } = await drilling;
      expect({ code, err }).toEqual({
        code: 0,
        err:
          `Drill: ${newest} as ${name}. Ctrl-C ends it and deletes that; if this is killed, the next drill does, or: ` +
          `aws rds delete-db-instance --db-instance-identifier ${name} --skip-final-snapshot --delete-automated-backups\n` +
          `${name}: creating\n${name}: available\n${name}: deleting\n`,
      });
      expect(out).toMatch(
        new RegExp(
          `^${newest}: restored in \\d+ s, not read, deleted after \\d+ s\\. shop-dev was not touched\\.\n$`,
        ),
      );
      expect(await drillsThere()).toEqual([]);
      expect(await found("shop-dev")).toEqual(before);
      expect(await records()).toEqual([
        expect.objectContaining({ result: "drilled", snapshot: newest, database: name }),
      ]);
    });

    test("Ctrl-C ends a drill and deletes what it made, once RDS lets it", async () => {
      await fixtures({ restores: { pending: 1_000 } });
      const drilling = restore("--drill", "--snapshot", snapshot);
      await vi.waitUntil(async () => (await drillsThere())[0], { timeout: 10_000 });
      process.emit("SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await drillsThere()).toHaveLength(1); // RDS refuses to delete it while it makes it
      await fixtures({ restores: { pending: 0 } });
      const { code, out, err } = await drilling;
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toMatch(
        /RDS deletes it once it is made; waiting for that\n.*: deleting\nStopped by hand\.\nThe drill failed after \d+ s; shop-dev-drill-[0-9a-f]{8} is being deleted\.$/s,
      );
      expect(await drillsThere()).toEqual([]);
      expect(await records()).toEqual([
        expect.objectContaining({ result: "failed", said: "Stopped by hand." }),
      ]);
    });

    test("a restore that fails at AWS fails the drill, and what it made is deleted", async () => {
      await fixtures({ restores: { status: "incompatible-parameters" } });
      const { code, err } = await restore("--drill");
      expect(code).toBe(1);
      expect(err).toMatch(
        /became incompatible-parameters, and will not be available by itself\.\nThe drill failed after \d+ s; shop-dev-drill-[0-9a-f]{8} is being deleted\.$/,
      );
      expect(await drillsThere()).toEqual([]);
    });

    test("a drill that takes too long says how to give it longer, and what it made is deleted", async () => {
      await fixtures({ restores: { pending: 1_000 } });
      const ended = restore("--drill", "--limit", "1s");
      await vi.waitUntil(() => terminal.stderr().includes("waiting for that"), { timeout: 60_000 });
      await fixtures({ restores: { pending: 0 } });
      const { code, err } = await ended;
      expect(code).toBe(1);
      expect(err).toMatch(
        /is creating after 1 seconds\. A longer wait: --limit\.\nThe drill failed after \d+ s; shop-dev-drill-[0-9a-f]{8} is being deleted\.$/,
      );
      expect(await drillsThere()).toEqual([]);
    });

    test("the next drill deletes what one left that was killed, and no drill that may still be on", async () => {
      const left = async (name: string, until: string) => {
        await rds.send(
          new RestoreDBInstanceFromDBSnapshotCommand({
            DBInstanceIdentifier: name,
            DBSnapshotIdentifier: snapshot,
            DBSubnetGroupName: "any",
            DBParameterGroupName: "any",
            Tags: [{ Key: "slipway-drill-of", Value: "shop-dev" }],
          }),
        );
        const at = "2026-11-01T08:00:00.000Z";
        const id = `${at}#${name}`;
        await put({
          kind: "restore",
          id,
          at,
          by: "ana",
          snapshot,
          database: name,
          drill: until,
          result: "began",
        });
      };
      await left("shop-dev-drill-00000001", "2026-11-01T10:30:00.000Z");
      await left("shop-dev-drill-00000002", "2999-01-01T00:00:00.000Z");
      const { code, err } = await restore("--drill");
      expect(code).toBe(0);
      expect(err).toContain(
        "shop-dev-drill-00000001 was left by a drill by ana of 2026-11-01T08:00:00.000Z: it is deleted.\nshop-dev-drill-00000001: deleting\n" +
          "A drill by ana since 2026-11-01T08:00:00.000Z is on, or was killed. If it was: aws rds delete-db-instance --db-instance-identifier shop-dev-drill-00000002 --skip-final-snapshot --delete-automated-backups\n",
      );
      expect(await drillsThere()).toEqual([
        expect.objectContaining({ DBInstanceIdentifier: "shop-dev-drill-00000002" }),
      ]);
      expect((await records()).map(({ database, result }) => [database, result])).toEqual([
        ["shop-dev-drill-00000001", "failed"],
        ["shop-dev-drill-00000002", "began"],
        [expect.stringMatching(/^shop-dev-drill-/), "drilled"],
      ]);
    });

    test("refuses a drill while the environment is held, with a name, and without a snapshot", async () => {
      expect(await restore("--drill", "--as", "shop-dev-x")).toMatchObject({
        code: 2,
        err: "--drill and --as exclude each other: a drill names its database itself, and deletes it.",
      });
      expect(await restore("--snapshot", snapshot, "--as", "shop-dev-drill-x")).toMatchObject({
        code: 2,
        err: "--as must not begin with shop-dev-drill-: databases of that name are those of drills, which are deleted. Got shop-dev-drill-x.",
      });
      await rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: snapshot }));
      expect(await restore("--drill")).toMatchObject({
        code: 1,
        err: "shop-dev has no snapshot that is complete, so there is nothing to try. Wait for its first backup, then the same command again.",
      });
      const since = "2026-11-28T08:00:00Z";
      await put({ kind: "hold", id: "now", by: "ana", since, because: "quiet", until: "" });
      expect(await restore("--drill")).toMatchObject({
        code: 1,
        err: expect.stringContaining("Nothing was restored. Wait, or talk to who holds it."),
      });
      expect(await records()).toEqual([]);
    });

    test("the restorer deletes no database but those of drills, whatever it tags", async () => {
      const own = new RDSClient(await of.as("shop-dev-restorer", await of.as("on-call")));
      const remove = (DBInstanceIdentifier: string) =>
        verdictOf(
          own.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, SkipFinalSnapshot: true })),
        );
      expect((await restore(...asMonday)).code).toBe(0);
      const ResourceName = (await found("shop-dev-monday")).DBInstanceArn as string;
      const drilled = [{ Key: "slipway-drill-of", Value: "shop-dev" }];
      const restored = [{ Key: "slipway-restored-of", Value: "shop-dev" }];
      const tag = (Tags: typeof drilled) =>
        verdictOf(own.send(new AddTagsToResourceCommand({ ResourceName, Tags })));
      expect(await tag(drilled)).toBe("denied");
      expect(await tag([...drilled, ...restored])).toBe("denied"); // it has its tag already
      await database("shop-dev-drill-untagged");
      expect(await remove("shop-dev")).toBe("denied");
      expect(await remove("shop-dev-monday")).toBe("denied");
      expect(await remove("shop-dev-drill-untagged")).toBe("denied");
    });

    test("the restorer touches no database but what it restored, reads no secret, and writes its own records alone", async () => {
      const acting = await of.as("shop-dev-restorer", await of.as("on-call"));
      const own = new RDSClient(acting);
      await database("shop-dev-other");
      const modify = (DBInstanceIdentifier: string) =>
        verdictOf(
          own.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, BackupRetentionPeriod: 2 })),
        );
      expect(await modify("shop-dev")).toBe("denied");
      expect(await modify("shop-dev-other")).toBe("denied");
      const Tags = [{ Key: "slipway-restored-of", Value: "shop-dev" }];
      const ResourceName = (await found("shop-dev-other")).DBInstanceArn as string;
      const tagged = own.send(new AddTagsToResourceCommand({ ResourceName, Tags }));
      expect(await verdictOf(tagged)).toBe("denied"); // somebody's own, by its tag application
      const restoreAs = (DBInstanceIdentifier: string, DBSnapshotIdentifier: string) =>
        verdictOf(
          own.send(
            new RestoreDBInstanceFromDBSnapshotCommand({
              DBInstanceIdentifier,
              DBSnapshotIdentifier,
              DBParameterGroupName: "any",
              DBSubnetGroupName: "any",
            }),
          ),
        );
      expect(await restoreAs("shop-prod", snapshot)).toBe("denied");
      expect(await restoreAs("shop-dev-x", "shop-prod-before-1")).toBe("denied");
      expect((await restore(...asMonday)).code).toBe(0);
      const SecretId = "shop-dev/restored/shop-dev-monday";
      expect(
        await verdictOf(
          new SecretsManagerClient(acting).send(new GetSecretValueCommand({ SecretId })),
        ),
      ).toBe("denied");
      const dynamodb = new DynamoDBClient(acting);
      expect(await kindsWritten(dynamodb)).toEqual(["restore"]);
    });

    test("the history says who restored what, and that it began before it was done", async () => {
      expect((await restore(...asMonday)).code).toBe(0);
      vi.stubEnv("AWS_ACCESS_KEY_ID", "111111111111");
      vi.stubEnv("AWS_SECRET_ACCESS_KEY", "none");
      vi.stubEnv("AWS_SESSION_TOKEN", "");
      const terminal = memoryTerminal();
      await historyCommand(terminal).parseAsync(["shop-dev", "--format", "json"], { from: "user" });
      expect(JSON.parse(terminal.stdout()).entries).toEqual([
        expect.objectContaining({
          what: "restore",
          outcome: "restored",
          by: expect.stringContaining("assumed-role/shop-dev-restorer/"),
          why: `${snapshot} as shop-dev-monday`,
        }),
      ]);
    });
  },
  { enforceIam: true },
);
