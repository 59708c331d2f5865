/**
 * AWS's TLS policies by the setting: TLS 1.3, or 1.2 with forward secrecy. `absent` is for files without the setting, which keep the policy of 2021.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const tlsPolicies = {
  standard: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  fips: "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
  absent: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
} as const;
