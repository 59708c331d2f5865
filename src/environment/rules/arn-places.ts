import type { Path } from "../problem";
import { arnParts } from "./arns";
import type { Rule, RuleProblem } from "./rule";

/**
 * What an ARN names is where this environment can use it: listener and certificate in its account and region, secrets and
 * their keys in its region.
 */
export const arnPlaces: Rule = ({ account, region, loadBalancer, domain, secrets }) => {
  const inRegion = (path: Path, arn: string): RuleProblem[] => {
    const given = arnParts(arn).region;
    if (given === region) return [];
    const message = `must be in this environment's region ${region}, got ${given}`;
    return [{ path, message, fix: `give the ARN of one in ${region}` }];
  };
  const inAccount = (path: Path, arn: string): RuleProblem[] => {
    const given = arnParts(arn).account;
    if (given === account) return [];
    const message = `must be in this environment's account ${account}, got ${given}`;
    return [{ path, message, fix: `give the ARN of one in ${account}, or correct account` }];
  };
  const here = (path: Path, arn: string) => [...inRegion(path, arn), ...inAccount(path, arn)];

  const listener =
    loadBalancer.mode === "existing"
      ? here(["loadBalancer", "listenerArn"], loadBalancer.listenerArn)
      : [];
  const { certificate } = domain;
  const certificates =
    certificate.mode === "existing" ? here(["domain", "certificate", "arn"], certificate.arn) : [];
  const others = Object.entries(secrets.variables).flatMap(([name, secret]) => {
    if (secret.source !== "arn") return [];
    const path = ["secrets", "variables", name];
    const key = secret.kmsKeyArn;
    return [
      ...inRegion([...path, "arn"], secret.arn),
      ...(key === null ? [] : inRegion([...path, "kmsKeyArn"], key)),
    ];
  });
  return [...listener, ...certificates, ...others];
};
