import { CommandError } from "../base/errors";

/** What the SDK's errors have beside a message. */
interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

const unreachable = new Set(["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN"]);

/** An error of AWS, or of the network before it, as an expected failure without a trace; undefined for anything else, which is a defect. */
export function explainAwsError(error: unknown): CommandError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata, code } = error as AwsError;
  if (name === "CredentialsProviderError") {
    return new CommandError(
      2,
      "There are no AWS credentials. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.",
    );
  }
  if (code !== undefined && unreachable.has(code)) {
    return new CommandError(
      2,
      `AWS cannot be reached: ${message}. Check the network and the region.`,
    );
  }
  if ($metadata === undefined) return undefined;
  if (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name)) {
    return new CommandError(
      1,
      `AWS refused: ${message}\nWho may do what: docs/access.md, and docs/access/<environment>.md.`,
    );
  }
  return new CommandError(1, `AWS answered ${name}: ${message}`);
}
