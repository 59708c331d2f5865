/** One statement of an IAM policy, in AWS's own words. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: never;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** A policy document as JSON text. AWS refuses a statement with an empty list of resources; the caller leaves such statements out. */
export function policyJson(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * What KMS compares where a key may be used through these services of a region alone, such as `rds`.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
export function viaService(
  region: string,
  ...services: readonly string[]
): Readonly<Record<string, string | readonly string[]>> {
  const [one = "", ...more] = services.map((service) => `${service}.${region}.amazonaws.com`);
  return { "kms:ViaService": more.length === 0 ? one : [one, ...more] };
}

/**
 * Trust in one AWS service, and only for this account: another customer's resource cannot make the service act here.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function trustInService(
  service: string,
  account: string,
  sourceArn?: string | readonly string[],
): string {
  return policyJson([
    {
      Sid: "ServiceActsForThisAccount",
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      Condition: {
        StringEquals: { "aws:SourceAccount": account },
        ...(sourceArn ? { ArnLike: { "aws:SourceArn": sourceArn } } : {}),
      },
    },
  ]);
}
