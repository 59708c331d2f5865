import { cdnOf } from "./frontend";
import type { Environment } from "./schema";
import { clientVpnOf } from "./vpn";

/** A role that a service of AWS makes for itself in an account, when it is first used there. */
interface LinkedRole {
  /** The service, as `iam:CreateServiceLinkedRole` knows it. */
  readonly service: string;
  /** The role's name, which AWS chose. */
  readonly name: string;
  /** Whether what the environment makes needs it; with what others own it is there already. */
  readonly needed: boolean;
}

/**
 * Those that an apply may be the first to need.
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
