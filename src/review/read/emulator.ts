import { textOf } from "./plain-value";
import { listOf, member } from "./planned-value";

/**
 * Whether this provider of AWS's asks an emulator on the machine where Terraform runs: every endpoint is there, and its keys are none of
 * AWS's, so that a service without an endpoint lets it do nothing.
 */
export function asksEmulator(provider: unknown): boolean {
  const expressions = member(provider, "expressions");
  const constant = (name: string) => textOf(member(member(expressions, name), "constant_value"));
  const endpoints = listOf(member(expressions, "endpoints")).flatMap((block) =>
    Object.values((block ?? {}) as object).map((one) => textOf(member(one, "constant_value"))),
  );
  return (
    endpoints.length > 0 &&
    endpoints.every((one) => onThisMachine.test(one)) &&
    madeUp.test(constant("access_key")) &&
    madeUp.test(constant("secret_key"))
  );
}

/** What an emulator's provider is set with beside account, region and tags. */
export const settingsOfEmulator =
  /^(access_key|secret_key|endpoints|s3_use_path_style|skip_(credentials_validation|metadata_api_check|region_validation|requesting_account_id))$/;

const onThisMachine = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/?$/;

// An id of AWS's has at least 16 characters, its key 40. https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html
const madeUp = /^\w{1,15}$/;
