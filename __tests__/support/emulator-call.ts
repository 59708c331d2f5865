import { request } from "./request";
import type { Emulator } from "./start-emulator";

/** Calls an AWS API of the JSON protocol whose client is none of our dependencies, as the account's root. */
export async function emulatorCall<Answer>(
  { endpoint, accountId, region }: Emulator,
  /** Prefix of the target and the service's name in signatures, such as `secretsmanager`. */
  service: string,
  action: string,
  body: object,
): Promise<Answer> {
  const credential = `${accountId}/20260101/${region}/${service}/aws4_request`;
  const answer = await request(endpoint, {
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${service}.${action}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}`,
    },
    body: JSON.stringify(body),
  });
  return JSON.parse(answer) as Answer;
}
