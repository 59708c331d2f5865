import { emulatorCall } from "../../support/emulator-call";
import { request } from "../../support/request";
import type { TerraformWorld } from "../../support/terraform-world";

/** Every secret that AWS keeps now, by name. */
export async function secretsOf({ emulator }: TerraformWorld): Promise<Record<string, string>> {
  const { SecretList } = await emulatorCall<{ SecretList: { Name: string }[] }>(
    emulator,
    "secretsmanager",
    "ListSecrets",
    {},
  );
  const values = SecretList.map(async ({ Name }) => {
    const { SecretString } = await emulatorCall<{ SecretString: string }>(
      emulator,
      "secretsmanager",
      "GetSecretValue",
      { SecretId: Name },
    );
    return [Name, SecretString] as const;
  });
  return Object.fromEntries(await Promise.all(values));
}

/** The master password of the environment's database, which AWS itself would never give; undefined without a database. */
export async function masterPassword({
  emulator,
  account,
  region,
}: TerraformWorld): Promise<string | undefined> {
  const url = `${emulator.endpoint}/_passwords?account=${account}&region=${region}`;
  const passwords = Object.values(JSON.parse(await request(url)) as Record<string, string>);
  if (passwords.length > 1) throw new Error("one database was expected");
  return passwords[0];
}

/** The password inside the URL that the containers get; undefined where none is made. */
export function passwordOfUrl(
  secrets: Readonly<Record<string, string>>,
  name: string,
): string | undefined {
  const url = secrets[`${name}/DATABASE_URL`];
  return url === undefined ? undefined : decodeURIComponent(new URL(url).password);
}

/** What must be found nowhere: whole values, and the password inside a URL. */
export function secretTexts(secrets: Readonly<Record<string, string>>): string[] {
  return Object.values(secrets).flatMap((value) => {
    const password = /^\w+:\/\/[^:]+:([^@]+)@/.exec(value)?.[1];
    return password ? [value, decodeURIComponent(password)] : [value];
  });
}
