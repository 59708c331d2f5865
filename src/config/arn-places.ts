import { arnParts, partitionOf } from "../base/arns";
import { cdnOf, globalRegion } from "./frontend";
import type { Path } from "./problem";
import type { EnvironmentRule, RuleProblem } from "./rule";
import { clientVpnOf } from "./vpn";

/**
 * What an ARN names is where this environment can use it: listener, web ACL and certificates in its account and region, those of its
 * distribution in us-east-1, secrets and their keys in its region, SAML providers in its account.
 */
export const arnPlaces: EnvironmentRule = (environment) => {
  const { account, region, loadBalancer, domain, cluster, secrets } = environment;
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

  const forCloudFront = (path: Path, arn: string) => {
    const given = arnParts(arn).region;
    const elsewhere: RuleProblem = {
      path,
      message: `must be in ${globalRegion}, got ${given}`,
      fix: `give the ARN of one in ${globalRegion}: CloudFront takes no other`,
    };
    return [...(given === globalRegion ? [] : [elsewhere]), ...inAccount(path, arn)];
  };

  const listener =
    loadBalancer.mode === "existing"
      ? here(["loadBalancer", "listenerArn"], loadBalancer.listenerArn)
      : [];
  const webAcl =
    loadBalancer.firewall?.mode === "existing"
      ? here(["loadBalancer", "firewall", "webAclArn"], loadBalancer.firewall.webAclArn)
      : [];
  const { certificate } = domain;
  const certificates =
    certificate.mode === "existing" ? here(["domain", "certificate", "arn"], certificate.arn) : [];
  const records = cluster.mode === "existing" ? cluster.execRecords : undefined;
  const sessions =
    records?.mode === "logs" && records.kmsKeyArn !== null
      ? inRegion(["cluster", "execRecords", "kmsKeyArn"], records.kmsKeyArn)
      : [];
  const vpn = clientVpnOf(environment);
  const people = ["access", "vpn", "authentication"];
  const { authentication } = vpn ?? {};
  const vpnParts = [
    ...(vpn ? here(["access", "vpn", "serverCertificateArn"], vpn.serverCertificateArn) : []),
    ...(authentication?.type === "certificate"
      ? here([...people, "clientCertificateArn"], authentication.clientCertificateArn)
      : []),
    ...(authentication?.type === "saml"
      ? [
          ...inAccount([...people, "providerArn"], authentication.providerArn),
          ...(authentication.portalProviderArn === null
            ? []
            : inAccount([...people, "portalProviderArn"], authentication.portalProviderArn)),
        ]
      : []),
  ];
  const cdn = cdnOf(environment);
  const distributionParts = [
    ...(cdn && cdn.certificateArn !== null
      ? forCloudFront(["frontend", "certificateArn"], cdn.certificateArn)
      : []),
    ...(cdn?.firewall.mode === "existing"
      ? forCloudFront(["frontend", "firewall", "webAclArn"], cdn.firewall.webAclArn)
      : []),
  ];
  const others = Object.entries(secrets.variables).flatMap(([name, secret]) => {
    if (secret.source !== "arn") return [];
    const path = ["secrets", "variables", name];
    const key = secret.kmsKeyArn;
    return [
      ...inRegion([...path, "arn"], secret.arn),
      ...(key === null ? [] : inRegion([...path, "kmsKeyArn"], key)),
    ];
  });
  return [
    ...sessions,
    ...listener,
    ...webAcl,
    ...certificates,
    ...distributionParts,
    ...vpnParts,
    ...others,
  ];
};

/** The commercial partition and GovCloud know nothing of each other's ARNs. */
export const partitions: EnvironmentRule = (environment) => {
  const { region, state, loadBalancer, domain, cluster, repository, service, secrets, access } =
    environment;
  const { frontend, monitoring } = environment;
  const partition = partitionOf(region);
  const settings: readonly (readonly [Path, unknown])[] = [
    [["loadBalancer"], loadBalancer],
    [["domain"], domain],
    [["frontend"], frontend],
    [["cluster"], cluster],
    [["repository"], repository],
    [["service", "permissions"], service.permissions],
    [["secrets"], secrets],
    [["monitoring"], monitoring],
    [["access"], access],
  ];
  const wrongState = partitionOf(state.region) !== partition;
  return [
    ...(wrongState ? [differs(["state", "region"], partitionOf(state.region), region)] : []),
    ...settings
      .flatMap(([path, value]) => arnsIn(value, path))
      .filter(({ arn }) => arnParts(arn).partition !== partition)
      .map(({ path, arn }) => differs(path, arnParts(arn).partition, region)),
  ];
};

function differs(path: Path, given: string, region: string): RuleProblem {
  return {
    path,
    message: `must be in the partition ${partitionOf(region)}, to which ${region} belongs, got ${given}`,
    fix: "nothing in one partition of AWS can be used from another; give one of this partition",
  };
}

function arnsIn(value: unknown, path: Path): { path: Path; arn: string }[] {
  if (typeof value === "string") return value.startsWith("arn:") ? [{ path, arn: value }] : [];
  if (Array.isArray(value)) return value.flatMap((entry, index) => arnsIn(entry, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => arnsIn(entry, [...path, key]));
}
