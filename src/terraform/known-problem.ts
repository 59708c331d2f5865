/** What a message about a failed Terraform may need to name. */
export interface KnownProblemFacts {
  /** Environment that Terraform runs for. */
  readonly environment: string;
  /** Account of its file, 12 digits. */
  readonly account: string;
  /** What to do once it is mended, such as `plan again`. */
  readonly again: string;
}

type Explain = (facts: KnownProblemFacts, match: RegExpExecArray) => string;

/** What Terraform writes when something is missing around it, and what a person can do about it. */
const known: readonly (readonly [RegExp, Explain])[] = [
  [
    /No valid credential sources found/,
    ({ account, again }) =>
      `There are no AWS credentials: sign in to account ${account} (such as \`aws sso login\`) and set AWS_PROFILE, then ${again}.`,
  ],
  [
    /failed to get shared config profile, (\S+)/,
    (_, [, profile]) =>
      `There is no AWS profile ${profile}: correct AWS_PROFILE, or write it into ~/.aws/config.`,
  ],
  [
    /ExpiredToken|token has expired|refresh cached SSO token failed/i,
    ({ account, again }) =>
      `The AWS credentials have expired: sign in to account ${account} again, then ${again}.`,
  ],
  [
    /InvalidClientTokenId|SignatureDoesNotMatch|UnrecognizedClientException/,
    ({ account }) => `AWS does not know these credentials: sign in to account ${account} again.`,
  ],
  [
    /AWS account ID not allowed: (\d{12})/,
    ({ environment, account, again }, [, other]) =>
      `These credentials are of account ${other}, but ${environment} lives in ${account}: sign in there, then ${again}.`,
  ],
  [
    /S3 bucket "([^"]+)" does not exist/,
    ({ account }, [, bucket]) =>
      `The state's bucket ${bucket} does not exist: make it once for the account with \`npx cdktf apply state-${account}\`.`,
  ],
  [
    /could not connect to (\S+): failed to request discovery/,
    (_, [, registry]) =>
      `Terraform cannot reach ${registry}, where its AWS provider comes from: open the network, or set up a mirror (https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation).`,
  ],
  [
    /retrieving caller identity from STS: [^\n]*(dial tcp[^\n]*|i\/o timeout|deadline exceeded)/,
    (_, [, reason]) => `AWS cannot be reached (${reason}): check the network and its proxy.`,
  ],
  [
    /Unsupported Terraform Core version/,
    () => "This Terraform is too old: install Terraform 1.11 or OpenTofu 1.12 or later.",
  ],
];

/** One line in place of Terraform's boxes where the cause is known; undefined where only Terraform's own words will do. */
export function knownProblem(errors: string, facts: KnownProblemFacts): string | undefined {
  const unboxed = errors.replace(/^[╷│╵] ?/gm, "").replace(/(?<=\S)\n(?=\S)/g, " ");
  for (const [pattern, explain] of known) {
    const match = pattern.exec(unboxed);
    if (match) return explain(facts, match);
  }
  return undefined;
}
