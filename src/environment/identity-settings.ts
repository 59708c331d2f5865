/**
 * Settings that say which environment this is and which things of others it stands on. They differ between any two environments, so
 * the parity check takes them from the mirrored one and nobody declares them. `*` stands for any name of a free section.
 */
export const identitySettings: readonly string[] = [
  "environment",
  "mirrors",
  "differences",
  "account",
  "region",
  "state",
  "network.vpcId",
  "network.loadBalancerSubnetIds",
  "network.serviceSubnetIds",
  "network.databaseSubnetIds",
  "network.egress.endpointSecurityGroupIds",
  "network.egress.prefixListIds",
  "loadBalancer.listenerArn",
  "loadBalancer.securityGroupId",
  "loadBalancer.priority",
  "domain.hostName",
  "domain.hostedZone.id",
  "domain.hostedZone.name",
  "domain.certificate.validationZone.id",
  "domain.certificate.validationZone.name",
  "domain.certificate.arn",
  "cluster.name",
  "repository.name",
  "secrets.variables.*.arn",
  "secrets.variables.*.kmsKeyArn",
  "database.securityGroupId",
  "promotion.source.name",
  "promotion.source.account",
  "promotion.source.region",
  "promotion.source.repository",
  "access.developers.groups",
  "access.developers.roles",
  "access.tester.trustedArns",
  "access.promoter.trustedArns",
  "access.promotionReaders",
  "access.github.provider",
  "access.github.deploy.environment",
  "access.github.terraform.planEnvironment",
  "access.github.terraform.applyEnvironment",
];

/** True when a setting, or a section that it is in, says who the environment is. */
export function isIdentity(path: string): boolean {
  const steps = path.split(".");
  return identitySettings.some((identity) => {
    const pattern = identity.split(".");
    return (
      pattern.length <= steps.length &&
      pattern.every((step, i) => step === "*" || step === steps[i])
    );
  });
}
