import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Emulator } from "../../../../support/emulator";
import { type PolicyStatement, parsed, type Synthesized } from "../../../../support/synth";

/** Configuration of clients that act as somebody. */
export type Acting = Emulator["clientConfig"] & {
  readonly credentials: { readonly sessionToken?: string };
};

/** Makes roles in an emulator that enforces IAM, and acts as them. */
export function identities(emulator: Emulator) {
  const { accountId } = emulator;
  const call = async (parameters: Readonly<Record<string, string>>) => {
    const response = await fetch(emulator.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `AWS4-HMAC-SHA256 Credential=${accountId}/20260101/us-east-1/iam/aws4_request`,
      },
      body: new URLSearchParams({ Version: "2010-05-08", ...parameters }),
    });
    if (!response.ok) throw new Error(await response.text());
  };
  const policy = (statements: readonly object[]) =>
    JSON.stringify({ Version: "2012-10-17", Statement: statements });
  const anybodyHere = policy([
    {
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "sts:AssumeRole",
    },
  ]);

  /** Makes a role; whoever is in the account may act as it where no trust is given. */
  const role = async (name: string, statements: readonly object[], trust = anybodyHere) => {
    await call({ Action: "CreateRole", RoleName: name, AssumeRolePolicyDocument: trust });
    if (statements.length === 0) return; // a task's role may do nothing
    await call({
      Action: "PutRolePolicy",
      RoleName: name,
      PolicyName: "access",
      PolicyDocument: policy(statements),
    });
  };
  /** Acts as a role, from the account's root or from another role. */
  const as = async (name: string, from: Acting = emulator.clientConfig): Promise<Acting> => {
    const { Credentials: given } = await new STSClient(from).send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${accountId}:role/${name}`,
        RoleSessionName: "test",
      }),
    );
    return {
      ...emulator.clientConfig,
      credentials: {
        accessKeyId: given?.AccessKeyId as string,
        secretAccessKey: given?.SecretAccessKey as string,
        sessionToken: given?.SessionToken as string,
      },
    };
  };
  return { role, as };
}

/** What a role of a stack may do, from its own policy or those beside it. */
export function statementsOf(made: Synthesized, address: string): PolicyStatement[] {
  return ["aws_iam_role_policy", "aws_iam_policy"]
    .flatMap((type) => Object.entries(made.all(type)))
    .filter(([name]) => name === address || name.startsWith(`${address}_policy`))
    .flatMap(([, { policy }]) => parsed(asAwsGetsIt(policy)).Statement);
}

/** Terraform writes a variable of IAM's own with one `$` more. */
function asAwsGetsIt(policy: unknown): string {
  return String(policy).replaceAll("$${", () => "${");
}

/** A role that a stack makes. */
export interface MadeRole {
  /** Its address without the part that says that it is for access, such as `tester` or `delivery_role`. */
  readonly role: string;
  /** Its name in AWS. */
  readonly name: string;
  readonly statements: readonly PolicyStatement[];
  /** Who may act as it, as policy JSON. */
  readonly trust: string;
}

/** Every role that a stack makes. */
export function rolesOf(made: Synthesized): MadeRole[] {
  return Object.entries(made.all("aws_iam_role")).map(([address, role]) => ({
    role: address.replace(/^access_/, ""),
    name: role["name"] as string,
    statements: statementsOf(made, address),
    trust: role["assume_role_policy"] as string,
  }));
}

/** Whoever's requests are compared with what they may do: the roles that a stack makes, and a role of others that has the developers' policy. */
export function bearersOf(made: Synthesized): Omit<MadeRole, "trust">[] {
  const attached = Object.entries(made.all("aws_iam_role_policy_attachment"))
    .filter(([address]) => address.startsWith("access_developers_role_"))
    .map(([, { role }]) => role as string);
  const statements = statementsOf(made, "access_developers");
  return [...rolesOf(made), ...attached.map((name) => ({ role: "developers", name, statements }))];
}

/** `allowed` or `denied`: what AWS said to a call, whatever else became of it. */
export async function verdictOf(call: Promise<unknown>): Promise<"allowed" | "denied"> {
  try {
    await call;
    return "allowed";
  } catch (error) {
    return /^AccessDenied/.test((error as Error).name) ? "denied" : "allowed";
  }
}
