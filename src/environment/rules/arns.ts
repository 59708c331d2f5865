/** An ARN in its parts. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

/** Takes an ARN apart; the resource stays behind. */
export function arnParts(arn: string): Arn {
  const [, partition = "", service = "", region = "", account = ""] = arn.split(":");
  return { partition, service, region, account };
}
