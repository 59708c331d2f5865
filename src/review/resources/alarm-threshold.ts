import { numberOf, textOf } from "../read/plain-value";

/** A limit of a CloudWatch alarm: it rings on one side of a number. */
interface Limit {
  readonly side: "above" | "below";
  readonly number: number;
  /** Whether the number itself rings. */
  readonly isIncluded: boolean;
}

/**
 * Whether an alarm with the second limit rings at every value at which one with the first does. An operator of anomaly
 * detection, which compares with a band, cannot be told; neither can what is not known yet.
 */
export function ringsAsEarly(
  [wasOperator, wasThreshold]: readonly [unknown, unknown],
  [operator, threshold]: readonly [unknown, unknown],
): boolean {
  const [was, will] = [limitOf(wasOperator, wasThreshold), limitOf(operator, threshold)];
  if (!was || !will || was.side !== will.side) return false;
  if (was.number === will.number) return will.isIncluded || !was.isIncluded;
  return was.side === "above" ? will.number < was.number : will.number > was.number;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function limitOf(operator: unknown, threshold: unknown): Limit | undefined {
  const [, side, included] =
    /^(Greater|Less)Than(OrEqualTo)?Threshold$/.exec(textOf(operator)) ?? [];
  const number = numberOf(threshold);
  if (side === undefined || number === undefined) return undefined;
  return {
    side: side === "Greater" ? "above" : "below",
    number,
    isIncluded: included !== undefined,
  };
}
