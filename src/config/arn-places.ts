import { arnParts, partitionOf } from "../base/arns";
import { cdnOf, globalRegion } from "./frontend";
import type { Path } from "./problem";
import type { EnvironmentRule, RuleProblem } from "./rule";
import type { Environment } from "./schema";
import { clientVpnOf } from "./vpn";

/** Where the thing that an ARN names must be: in the environment's region, in its account, or in CloudFront's region. */
type Where = "region" | "account" | "CloudFront's region";

const here: readonly Where[] = ["region", "account"];
const forCloudFront: readonly Where[] = ["CloudFront's region", "account"];

/** An ARN that the file gives, and where the thing that it names must be. */
interface GivenArn {
  readonly path: Path;
  readonly arn: string;
  readonly where: readonly Where[];
}

/** The environment can use what an ARN names only where that is: see {@link givenArns}. */
export const arnPlaces: EnvironmentRule = (environment) =>
  givenArns(environment).flatMap((given) =>
    given.where.flatMap((where) => elsewhere(given, where, environment)),
  );

/**
 * Listener, web ACL and certificates are in the environment's account and region, those of its distribution in us-east-1, secrets and keys
 * in its region, SAML providers in its account.
 */
function givenArns(environment: Environment): readonly GivenArn[] {
  const { loadBalancer, domain, cluster, secrets } = environment;
  const { certificate } = domain;
  const records = cluster.mode === "existing" ? cluster.execRecords : undefined;
  const cdn = cdnOf(environment);
  const vpn = clientVpnOf(environment);
  const byCertificate = vpn?.authentication.type === "certificate" ? vpn.authentication : undefined;
  const bySaml = vpn?.authentication.type === "saml" ? vpn.authentication : undefined;
  const given = (
    path: Path,
    arn: string | null | undefined | false,
    where: readonly Where[],
  ): GivenArn[] => (arn ? [{ path, arn, where }] : []);
  const signIn = ["access", "vpn", "authentication"];
  return [
    ...given(
      ["cluster", "execRecords", "kmsKeyArn"],
      records?.mode === "logs" && records.kmsKeyArn,
      ["region"],
    ),
    ...given(
      ["loadBalancer", "listenerArn"],
      loadBalancer.mode === "existing" && loadBalancer.listenerArn,
      here,
    ),
    ...given(
      ["loadBalancer", "firewall", "webAclArn"],
      loadBalancer.firewall?.mode === "existing" && loadBalancer.firewall.webAclArn,
      here,
    ),
    ...given(
      ["domain", "certificate", "arn"],
      certificate.mode === "existing" && certificate.arn,
      here,
    ),
    ...given(["frontend", "certificateArn"], cdn?.certificateArn, forCloudFront),
    ...given(
      ["frontend", "firewall", "webAclArn"],
      cdn?.firewall.mode === "existing" && cdn.firewall.webAclArn,
      forCloudFront,
    ),
    ...given(["access", "vpn", "serverCertificateArn"], vpn?.serverCertificateArn, here),
    ...given([...signIn, "clientCertificateArn"], byCertificate?.clientCertificateArn, here),
    ...given([...signIn, "providerArn"], bySaml?.providerArn, ["account"]),
    ...given([...signIn, "portalProviderArn"], bySaml?.portalProviderArn, ["account"]),
    ...Object.entries(secrets.variables).flatMap(([name, secret]) => {
      if (secret.source !== "arn") return [];
      const path = ["secrets", "variables", name];
      return [
        ...given([...path, "arn"], secret.arn, ["region"]),
        ...given([...path, "kmsKeyArn"], secret.kmsKeyArn, ["region"]),
      ];
    }),
  ];
}

/** The problem of an ARN that names something elsewhere; none where it is right. */
function elsewhere(
  { path, arn }: GivenArn,
  where: Where,
  { account, region }: Environment,
): RuleProblem[] {
  const given = arnParts(arn);
  if (where === "account") {
    if (given.account === account) return [];
    const message = `must be in this environment's account ${account}, got ${given.account}`;
    return [{ path, message, fix: `give the ARN of one in ${account}, or correct account` }];
  }
  if (where === "region") {
    if (given.region === region) return [];
    const message = `must be in this environment's region ${region}, got ${given.region}`;
    return [{ path, message, fix: `give the ARN of one in ${region}` }];
  }
  if (given.region === globalRegion) return [];
  const message = `must be in ${globalRegion}, got ${given.region}`;
  const fix = `give the ARN of one in ${globalRegion}: CloudFront takes no other`;
  return [{ path, message, fix }];
}

/** The commercial partition and GovCloud know nothing of each other's ARNs. Plain variables are the application's own affair. */
export const partitions: EnvironmentRule = (environment) => {
  const { region, state, loadBalancer, domain, frontend, cluster, repository } = environment;
  const { service, secrets, delivery, monitoring, access } = environment;
  const partition = partitionOf(region);
  const settings: readonly (readonly [Path, unknown])[] = [
    [["loadBalancer"], loadBalancer],
    [["domain"], domain],
    [["frontend"], frontend],
    [["cluster"], cluster],
    [["repository"], repository],
    [["service", "permissions"], service.permissions],
    [["secrets"], secrets],
    [["delivery", "subscribers"], delivery.subscribers],
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
