import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from "@aws-sdk/client-rds";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import { restoreCommand } from "../../../src/cli/commands/restore";
import { environmentSchema } from "../../../src/config/schema";
import { identities } from "../../stack/constructs/access/support/identities";
import { actAs, makeRole, putTablePolicy, table, useProjectOf } from "../../support/acting-by-role";
import { createDeliveryTable } from "../../support/delivery-table";
import { describeWithEmulator } from "../../support/emulator";
import { exampleWith } from "../../support/example-with";
import { memoryTerminal } from "../../support/memory-terminal";
import { request } from "../../support/request";
import { synthesizeEnvironment } from "../../support/synth";

const onCall = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] };
const environment = exampleWith({
  "access.restorers": onCall,
  database: {
    mode: "existing",
    securityGroupId: "sg-0a1b2c3d4e5f70301",
    port: 5433,
    addIngressRule: false,
    instanceIdentifier: "shared",
    hostName: "shared.abc123.us-east-1.rds.amazonaws.com",
  },
  secrets: {
    version: 1,
    variables: {
      DATABASE_URL: {
        source: "arn",
        arn: "arn:aws:secretsmanager:us-east-1:111111111111:secret:shared/url-AbCdEf",
        jsonKey: null,
        kmsKeyArn: null,
      },
    },
  },
});
const made = synthesizeEnvironment(environmentSchema.parse(environment));
const snapshot = "shop-dev-before-0123456789ab-01234567";

describeWithEmulator(
  "slipway restore beside a database of others, with nothing but what Terraform's policies allow the restorer,",
  (aws) => {
    useProjectOf(environment, aws);

    test("makes one like theirs under their name and more, leaves theirs alone, and says how its owner switches over", async () => {
      const config = aws().clientConfig;
      const rds = new RDSClient(config);
      await rds.send(
        new CreateDBInstanceCommand({
          DBInstanceIdentifier: "shared",
          DBInstanceClass: "db.r6g.large",
          Engine: "postgres",
          EngineVersion: "16",
          AllocatedStorage: 50,
          StorageEncrypted: true,
          MasterUsername: "dba",
          MasterUserPassword: "of-its-time",
          DBName: "loans",
          Port: 5433,
          VpcSecurityGroupIds: ["sg-0a1b2c3d4e5f70301"],
          Tags: [{ Key: "owner", Value: "dba@example.gov" }],
        }),
      );
      await rds.send(
        new CreateDBSnapshotCommand({
          DBInstanceIdentifier: "shared",
          DBSnapshotIdentifier: snapshot,
        }),
      );
      await rds.send(new DescribeDBSnapshotsCommand({})); // it is complete when it was looked at
      const found = async (DBInstanceIdentifier: string) => {
        const { DBInstances: [one] = [] } = await rds.send(
          new DescribeDBInstancesCommand({ DBInstanceIdentifier }),
        );
        return one;
      };
      const of = identities(aws());
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "restorer");
      const kms = new KMSClient(config);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const TargetKeyId = KeyMetadata?.KeyId as string;
      await kms.send(new CreateAliasCommand({ AliasName: "alias/shop-dev", TargetKeyId }));
      const dynamodb = new DynamoDBClient(config);
      await createDeliveryTable(dynamodb, table);
      await putTablePolicy(dynamodb, made);
      const before = await found("shared");

      actAs(await of.as("on-call"));
      const restored = await restore("--snapshot", snapshot, "--as", "shared-monday");

      const address = (await found("shared-monday"))?.Endpoint?.Address;
      expect(address).toBeDefined();
      expect(restored).toEqual({
        code: 0,
        err: "shared-monday: available\nshared-monday: available\n",
        out:
          `shared-monday is there, restored from ${snapshot}; shared was not touched.\n` +
          "Look into it from where shared admits you, if you may read the secret with its URL:\n" +
          '  psql "$(aws secretsmanager get-secret-value --region us-east-1 --secret-id shop-dev/restored/shared-monday --query SecretString --output text)"\n' +
          "From anywhere, by a command that you name in database.drill, on one more database of this snapshot:\n" +
          `  npx slipway restore shop-dev --drill --snapshot ${snapshot}\n` +
          `To switch over to it, its owner writes host ${address} and the new password into the secret with the application's URL, one of\n` +
          "  DATABASE_URL: arn:aws:secretsmanager:us-east-1:111111111111:secret:shared/url-AbCdEf\n" +
          "then environments/shop-dev.yaml gets, under database, for the next snapshots:\n" +
          `  instanceIdentifier: shared-monday\n  hostName: ${address}\n` +
          "After npm run plan shop-dev and npm run apply shop-dev, tasks that start read the secret anew:\n" +
          "  aws ecs update-service --region us-east-1 --cluster shop-dev --service shop-dev --force-new-deployment --query service.status\n" +
          "Remove it, or read more: docs/runbook.md, A snapshot is restored.\n",
      });
      expect(await found("shared")).toEqual(before);
      expect(await found("shared-monday")).toMatchObject({
        DBInstanceClass: "db.r6g.large",
        DBSubnetGroup: { DBSubnetGroupName: before?.DBSubnetGroup?.DBSubnetGroupName },
        VpcSecurityGroups: [{ VpcSecurityGroupId: "sg-0a1b2c3d4e5f70301" }],
        DBParameterGroups: before?.DBParameterGroups,
        PubliclyAccessible: false,
        DeletionProtection: true,
        StorageEncrypted: true,
        TagList: [
          { Key: "owner", Value: "dba@example.gov" },
          { Key: "slipway-restored-of", Value: "shop-dev" },
          { Key: "slipway-restored-from", Value: snapshot },
        ],
      });
      const { SecretString = "" } = await new SecretsManagerClient(config).send(
        new GetSecretValueCommand({ SecretId: "shop-dev/restored/shared-monday" }),
      );
      const { username, password, pathname, port } = new URL(SecretString);
      const passwords: Record<string, string> = JSON.parse(
        await request(`${aws().endpoint}/_passwords?account=111111111111`),
      );
      expect([username, pathname, port]).toEqual(["dba", "/loans", "5433"]);
      expect(passwords).toEqual({ shared: "of-its-time", "shared-monday": password });
      expect(password).not.toBe("of-its-time");
    });

    test("refuses a name that does not begin with theirs, before anything is made", async () => {
      const of = identities(aws());
      await of.role("on-call", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
      await makeRole(of, made, "restorer");
      actAs(await of.as("on-call"));
      expect(await restore("--snapshot", snapshot, "--as", "shop-dev-monday")).toEqual({
        code: 2,
        out: "",
        err: '--as must begin with shared- and have at most 63 lower-case letters, digits and single hyphens, got "shop-dev-monday".',
      });
    });
  },
  { enforceIam: true },
);

async function restore(...words: string[]) {
  const terminal = memoryTerminal();
  const said = (error = "") => ({ out: terminal.stdout(), err: `${terminal.stderr()}${error}` });
  try {
    await restoreCommand(terminal, 0.05).parseAsync(["shop-dev", ...words], { from: "user" });
    return { code: terminal.code(), ...said() };
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return { code, ...said(message) };
  }
}
