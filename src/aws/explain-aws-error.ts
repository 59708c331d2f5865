import { CommandError } from "../base/errors";

/** What the SDK's errors have beside a message. */
interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly code?: string;
}

/** An error of AWS, or of the network before it, as an expected failure without a trace; undefined for anything else, which is a defect. */
export function explainAwsError(error: unknown): CommandError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message, $metadata } = error as AwsError;
  if (name === "CredentialsProviderError") {
    return new CommandError(
      2,
      "There are no AWS credentials. Log in, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.",
    );
  }
  const unreachable = explainUnreachable(error);
  if (unreachable) return unreachable;
  if ($metadata === undefined) return undefined;
  if (refusesCaller(name)) {
    return new CommandError(
      1,
      `AWS refused: ${message}\nWho may do what: docs/access.md, and docs/access/<environment>.md.`,
    );
  }
  return new CommandError(1, `AWS answered ${name}: ${message}`);
}

/** An error of the network, which AWS did not answer, as an expected failure; undefined for anything else. */
export function explainUnreachable(error: Error): CommandError | undefined {
  const { name, message, $metadata, code = "" } = error as AwsError;
  // The SDK notes what it knows of each request, and no status where nothing was answered: a certificate of a proxy's, a time-out, no route.
  const isUnanswered =
    $metadata !== undefined && $metadata.httpStatusCode === undefined && name !== "AbortError";
  if (!isUnanswered && !networkErrors.has(code)) return undefined;
  return new CommandError(
    2,
    `AWS cannot be reached: ${message}. Check the network and the region.`,
  );
}

/** @see https://nodejs.org/api/errors.html#common-system-errors */
const networkErrors = new Set([
  "ENOTFOUND",
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EAI_AGAIN",
]);

/** Whether an error of this name says that the caller may not do what was asked. */
export function refusesCaller(name: string): boolean {
  return /AccessDenied|NotAuthorized|UnauthorizedOperation/.test(name);
}
