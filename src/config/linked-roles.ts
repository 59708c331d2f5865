import { cdnOf } from "./frontend";
import type { Environment } from "./schema";
import { clientVpnOf } from "./vpn";

/** A service-linked role: a service of AWS makes it for itself when it is first used in an account. */
interface LinkedRole {
  /** The service, as `iam:CreateServiceLinkedRole` knows it. */
  readonly service: string;
  /** The role's name, which AWS chose. */
  readonly name: string;
  /** Whether a resource that the environment makes needs it. Where others own the resource, the role is there already. */
  readonly needed: boolean;
}

/**
 * The service-linked roles that an environment uses: an apply may be the first to need one.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
export function linkedRolesOf(environment: Environment): readonly LinkedRole[] {
  const { cluster, database, loadBalancer } = environment;
  const always = { needed: true };
  return [
    ...(clientVpnOf(environment)
      ? [{ service: "clientvpn.amazonaws.com", name: "AWSServiceRoleForClientVPN", ...always }]
      : []),
    ...(cdnOf(environment)
      ? [
          {
            service: "vpcorigin.cloudfront.amazonaws.com",
            name: "AWSServiceRoleForCloudFrontVPCOrigin",
            ...always,
          },
        ]
      : []),
    {
      service: "ecs.amazonaws.com",
      name: "AWSServiceRoleForECS",
      needed: cluster.mode === "create",
    },
    {
      service: "ecs.application-autoscaling.amazonaws.com",
      name: "AWSServiceRoleForApplicationAutoScaling_ECSService",
      ...always,
    },
    {
      service: "elasticloadbalancing.amazonaws.com",
      name: "AWSServiceRoleForElasticLoadBalancing",
      needed: loadBalancer.mode === "create",
    },
    {
      service: "rds.amazonaws.com",
      name: "AWSServiceRoleForRDS",
      needed: database.mode === "create",
    },
  ];
}
