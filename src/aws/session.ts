import { arnParts, type Place } from "../base/arns";
import { CommandError } from "../base/errors";
import { printable } from "../base/printable";
import { iamArn } from "../contract/names";
import { explainUnreachable } from "./explain-aws-error";

/** Credentials as the SDK takes them. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What every client of the SDK is made with. */
export interface ClientConfig {
  readonly region: string;
  /** Left out: those that the SDK finds by itself. */
  readonly credentials?: () => Promise<Credentials>;
  /** Left out: AWS, or `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string;
}

/** Credentials for one account and region, and whose they are. */
export interface Session extends Place {
  /** What the session is for, such as `eec-prod`. */
  readonly environment: string;
  /** ARN of the caller. */
  readonly caller: string;
  readonly config: ClientConfig;
}

/** Properties of {@link openSession}. */
interface SessionOptions extends Place {
  /** For messages, such as `eec-prod`. */
  readonly environment: string;
  /** Name of a role of that account to act as; undefined acts as whoever calls. */
  readonly role: string | undefined;
  /** Path of that role; `/` when left out. */
  readonly iamPath?: string | undefined;
  /** Whoever calls; the SDK's own search when left out. */
  readonly base?: ClientConfig;
}

/** Opens a session and proves that it is of the environment's account; a {@link CommandError} says what is missing. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { account, region, environment, role } = options;
  const place = { account, region, environment };
  const base = { ...options.base, region };
  const caller = await callerOf(base, options);
  const config =
    role && !isSessionOf(caller, role, account)
      ? assuming(iamArn(place, "role", options.iamPath, role), caller, base)
      : base;
  const acting = config === base ? caller : await callerOf(config, options);
  if (arnParts(acting).account !== account) {
    throw new CommandError(
      2,
      `${environment} is in account ${account}, but these credentials belong to ${acting}. Use credentials of that account.`,
    );
  }
  return { ...place, caller: acting, config };
}

/** An assumed role's ARN names the role and the session, but not the role's path. */
function isSessionOf(caller: string, role: string, account: string): boolean {
  return arnParts(caller).account === account && caller.includes(`:assumed-role/${role}/`);
}

/** The account that these credentials belong to; a {@link CommandError} where there are none. */
export async function callerAccount(config: ClientConfig): Promise<string> {
  const caller = await callerOf(config, { environment: "the account", role: undefined });
  return arnParts(caller).account;
}

async function callerOf(
  config: ClientConfig,
  { environment, role }: Pick<SessionOptions, "environment" | "role">,
) {
  const { STSClient, GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  try {
    const { Arn } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    if (Arn) return Arn;
  } catch (error) {
    throw explained(error as Error, environment, role);
  }
  throw notAws(200);
}

/** A proxy's page, or the one on which a network asks for a login. */
function notAws(status: number | undefined): CommandError {
  return new CommandError(
    2,
    `What answered is not AWS (HTTP ${status}). Check the network, its proxy and AWS_ENDPOINT_URL.`,
  );
}

function explained(error: Error, environment: string, role: string | undefined): CommandError {
  if (error.name === "CredentialsProviderError") {
    const profile = process.env["AWS_PROFILE"];
    if (profile && /SSO/.test(error.message)) {
      return new CommandError(
        2,
        `The login of the profile ${printable(profile)} is over, or was never made. Log in: aws sso login --profile ${printable(profile)}`,
      );
    }
    const where = profile ? ` in the profile ${printable(profile)}` : "";
    return new CommandError(
      2,
      `There are no AWS credentials for ${environment}${where}. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.`,
    );
  }
  const unreachable = explainUnreachable(error);
  if (unreachable) return unreachable;
  if (/^ExpiredToken/.test(error.name)) {
    return new CommandError(
      2,
      `The AWS credentials for ${environment} have expired. Log in again.`,
    );
  }
  // AWS's own refusals have names; a page of somebody else's has none, or cannot be parsed.
  if (error.name === "Unknown" || /^@aws-sdk XML parse error/.test(error.message)) {
    const { $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return notAws($metadata?.httpStatusCode);
  }
  const as = role ? ` as ${role}` : "";
  return new CommandError(2, `AWS does not let you in to ${environment}${as}: ${error.message}`);
}

/**
 * As the role. By hand: `fromTemporaryCredentials` is one more package, with Cognito's provider, for all who operate, and would take over the request alone; the
 * session's name and what is said when STS refuses stay ours.
 */
function assuming(roleArn: string, caller: string, base: ClientConfig): ClientConfig {
  // CloudTrail and our own records then say who acted as the role.
  const sessionName = (caller.split(/[/:]/).at(-1) ?? "").replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
  const credentials = async (): Promise<Credentials> => {
    const { STSClient, AssumeRoleCommand } = await import("@aws-sdk/client-sts");
    const { Credentials: given } = await new STSClient(base).send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName.length < 2 ? "slipway" : sessionName,
      }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
      throw new Error(`STS gave no credentials of ${roleArn.split("/").at(-1)}`);
    }
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      sessionToken: given.SessionToken,
      ...(given.Expiration && { expiration: given.Expiration }), // the SDK asks again before
    };
  };
  return { ...base, credentials };
}
