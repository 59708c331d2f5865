import {
  CreateDBSnapshotCommand,
  type DBInstance,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { expect } from "vitest";
import { request } from "../support/request";
import { fine } from "../support/terraform-world";
import { describeWorld } from "./support/journey";
import { comesToLife, nothingToDo } from "./support/life";
import { changeSettings, plan } from "./support/planned";
import { passwordOfUrl, secretsOf } from "./support/secrets";

const snapshot = "eec-dev-before-0123456789ab-01234567";

// A snapshot is restored with the command, the application moves to it by a line of the file, to another one, and back again.
describeWorld({ name: "eec-dev" }, ({ world, step }) => {
  const rds = () => new RDSClient(world().emulator.clientConfig);
  const database = async (DBInstanceIdentifier: string): Promise<DBInstance> => {
    const { DBInstances: [it] = [] } = await rds().send(
      new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
    );
    if (!it) throw new Error(`there is no ${DBInstanceIdentifier}`);
    return it;
  };
  const tagsOf = async (identifier: string) =>
    Object.fromEntries(
      (await database(identifier)).TagList?.map(({ Key, Value }) => [Key, Value]) ?? [],
    );
  const passwords = async (): Promise<Record<string, string>> => {
    const { emulator, account, region } = world();
    const url = `${emulator.endpoint}/_passwords?account=${account}&region=${region}`;
    return JSON.parse(await request(url));
  };
  const managed = async () =>
    fine(await world().terraform("eec-dev", ["state", "list"], { as: "plan" }))
      .output.split("\n")
      .filter((address) => address.startsWith("aws_db_instance."));

  step("names who restores, and takes snapshots before migrations", async () => {
    const { account } = world();
    changeSettings(world(), {
      "access.restorers": { mode: "role", trustedArns: [`arn:aws:iam::${account}:role/on-call`] },
      "delivery.migration.snapshot": { mode: "always", keep: 10 },
    });
  });
  comesToLife(
    { world, step },
    {
      create: ["aws_iam_role.access_promotion_reader:create"], // production's account reads what was tested
      variants: {},
    },
  );

  step("restores a snapshot beside the database, and says what to write", async () => {
    const of = { DBInstanceIdentifier: "eec-dev", DBSnapshotIdentifier: snapshot };
    await rds().send(new CreateDBSnapshotCommand(of));
    await rds().send(new DescribeDBSnapshotsCommand({})); // it is complete when it was looked at
    const words = ["restore", "eec-dev", "--snapshot", snapshot, "--as", "eec-dev-monday"];
    const { output } = fine(await world().slipway(words, { as: "deploy" }));
    expect(output).toContain(
      "  restored:\n    identifier: eec-dev-monday\n    insteadOf: [eec-dev]\n",
    );
    expect(await tagsOf("eec-dev-monday")).toMatchObject({ "slipway-restored-of": "eec-dev" });
  });

  step("plans the switch-over, and refuses of it one change of one object", async () => {
    changeSettings(world(), {
      "database.restored": { identifier: "eec-dev-monday", insteadOf: ["eec-dev"] },
    });
    const { refused, output } = await plan(world());
    expect(refused, output).toEqual(["aws_db_instance.database_monday:update"]);
    expect(output).toContain("aws_db_instance.database will no longer be managed by Terraform");
    expect(output).not.toMatch(/will be destroyed|must be replaced\b.*aws_db_instance/);
    expect((await plan(world(), { approve: refused })).refused).toEqual([]);
  });

  step("switches over: one database is left, protected, and the other has its place", async () => {
    const before = await database("eec-dev");
    fine(await world().slipway(["apply", "eec-dev"], { as: "apply" }));
    expect(await managed()).toEqual(["aws_db_instance.database_monday"]);
    expect(await database("eec-dev")).toEqual(before);
    expect(before).toMatchObject({ DeletionProtection: true });
    const now = await database("eec-dev-monday");
    expect(now).toMatchObject({
      DeletionProtection: true,
      StorageEncrypted: true,
      PubliclyAccessible: false,
      BackupRetentionPeriod: before.BackupRetentionPeriod,
      MonitoringRoleArn: before.MonitoringRoleArn,
      EnabledCloudwatchLogsExports: ["postgresql", "upgrade"],
      DBSubnetGroup: { DBSubnetGroupName: before.DBSubnetGroup?.DBSubnetGroupName },
    });
    expect(await tagsOf("eec-dev-monday")).toEqual(await tagsOf("eec-dev"));
    const all = await passwords();
    expect(passwordOfUrl(await secretsOf(world()), "eec-dev")).toBe(all["eec-dev-monday"]);
  });

  step("plans again, and nothing is left to do", () => nothingToDo(world()));

  step("switches over to another restored one, and lets go of this one too", async () => {
    const words = ["restore", "eec-dev", "--snapshot", snapshot, "--as", "eec-dev-tuesday"];
    const { output } = fine(await world().slipway(words, { as: "deploy" }));
    expect(output).toContain(
      "  restored:\n    identifier: eec-dev-tuesday\n    insteadOf: [eec-dev, eec-dev-monday]\n",
    );
    changeSettings(world(), {
      "database.restored": {
        identifier: "eec-dev-tuesday",
        insteadOf: ["eec-dev", "eec-dev-monday"],
      },
    });
    const known = ["aws_db_instance.database_tuesday:update"];
    const planned = await plan(world(), { approve: known });
    expect([planned.refused, planned.approved], planned.output).toEqual([[], known]);
    expect(planned.output).toContain(
      "aws_db_instance.database_monday will no longer be managed by Terraform",
    );
    expect(planned.output).not.toMatch(/will be destroyed|must be replaced\b.*aws_db_instance/);
    fine(await world().slipway(["apply", "eec-dev"], { as: "apply" }));
    expect(await managed()).toEqual(["aws_db_instance.database_tuesday"]);
    for (const identifier of ["eec-dev", "eec-dev-monday", "eec-dev-tuesday"])
      expect(await database(identifier)).toMatchObject({ DeletionProtection: true });
    const all = await passwords();
    expect(passwordOfUrl(await secretsOf(world()), "eec-dev")).toBe(all["eec-dev-tuesday"]);
    await nothingToDo(world());
  });

  step("goes back to the first, which takes more approvals: it has no tag", async () => {
    changeSettings(world(), {
      "database.restored": {
        identifier: "eec-dev",
        insteadOf: ["eec-dev-monday", "eec-dev-tuesday"],
      },
    });
    const { refused } = await plan(world());
    expect(refused).toContain("aws_db_instance.database_tuesday:forget");
    expect((await plan(world(), { approve: refused })).refused).toEqual([]);
    fine(await world().slipway(["apply", "eec-dev"], { as: "apply" }));
    expect(await managed()).toEqual(["aws_db_instance.database"]);
    const all = await passwords();
    expect(passwordOfUrl(await secretsOf(world()), "eec-dev")).toBe(all["eec-dev"]);
    await nothingToDo(world());
  });
});
