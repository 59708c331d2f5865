import { randomBytes } from "node:crypto";
import type { DBInstance, RDSClient } from "@aws-sdk/client-rds";
import type { LiveEnvironment } from "../../aws/live-environment";
import { CommandError } from "../../base/errors";
import type { Terminal } from "../../base/terminal";
import { databaseUrl } from "../../contract/database-settings";
import { restoredTag } from "../../contract/snapshots";
import { untilAvailable, type WaitProps } from "./restored-database";

/** A restored database that is to have a password of its own. */
interface PasswordProps extends WaitProps {
  readonly restored: DBInstance;
  /** Name of the secret that gets its URL. */
  readonly secretName: string;
  /** Alias of the key that encrypts that secret. */
  readonly keyAlias: string;
}

/** A secret that holds the URL of a restored database. */
interface UrlSecret {
  readonly secretArn: string;
  /** To be taken out of whatever is printed. */
  readonly password: string;
}

/**
 * Gives the database a new password: the secret first, so that the database never has one that nobody keeps. It is in no output, and in no
 * record.
 */
export async function givePassword(
  { session, environment }: LiveEnvironment,
  rds: RDSClient,
  terminal: Terminal,
  props: PasswordProps,
): Promise<UrlSecret> {
  const { restored, as, secretName, keyAlias } = props;
  const { ModifyDBInstanceCommand } = await import("@aws-sdk/client-rds");
  const { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const password = randomBytes(36).toString("base64url"); // 48 characters that a URL takes as they are
  const { Address, Port } = restored.Endpoint ?? {};
  const SecretString = databaseUrl({
    username: restored.MasterUsername,
    password,
    host: Address,
    port: Port,
    database: restored.DBName ?? "postgres",
  });
  const secrets = new SecretsManagerClient(session.config);
  const made = {
    Name: secretName,
    Description: `URL of ${as}, which was restored beside the database`,
    KmsKeyId: keyAlias,
    SecretString,
    Tags: [{ Key: restoredTag, Value: environment }],
  };
  const { ARN: secretArn = "" } = await secrets
    .send(new CreateSecretCommand(made))
    .catch((error: Error) => {
      if (error.name !== "ResourceExistsException") throw error;
      return secrets.send(new PutSecretValueCommand({ SecretId: secretName, SecretString }));
    })
    .catch((error: Error) => {
      throw /for deletion/i.test(error.message) ? deletedLater(as, secretName) : error;
    });
  await rds.send(
    new ModifyDBInstanceCommand({
      DBInstanceIdentifier: as,
      MasterUserPassword: password,
      ApplyImmediately: true,
    }),
  );
  await untilAvailable(rds, terminal, props);
  return { secretArn, password };
}

/** Of an earlier database of that name, whose secret was deleted with days in which it may be restored: until then its name is taken. */
function deletedLater(as: string, secretName: string): CommandError {
  return new CommandError(
    1,
    `${as} is there, but has no password of its own yet: the secret ${secretName}, of an earlier database of that name, is scheduled for deletion.\n` +
      `Take that back, then the same command again goes on: aws secretsmanager restore-secret --secret-id ${secretName}`,
  );
}
