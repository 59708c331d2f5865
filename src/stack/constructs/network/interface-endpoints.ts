import { Construct } from "constructs";
import { VpcEndpoint } from "#aws/vpc-endpoint";

/** Properties of {@link InterfaceEndpoints}. */
interface InterfaceEndpointsProps {
  /** Region of the VPC. */
  readonly region: string;
  /** Beginning of the names that people see in the console. */
  readonly namePrefix: string;
  /** The VPC in which they are. */
  readonly vpcId: string;
  /** Subnets in which each endpoint has an address. */
  readonly subnetIds: readonly string[];
  /** Security group that lets in the tasks alone. */
  readonly securityGroupId: string;
  /** Services by their short names, such as `ecr.api`. */
  readonly services: readonly string[];
}

/** Addresses of AWS's services within the VPC, under their usual names. @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html */
export class InterfaceEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    for (const service of props.services) {
      new VpcEndpoint(this, service, {
        vpcId: props.vpcId,
        serviceName: `com.amazonaws.${props.region}.${service}`,
        vpcEndpointType: "Interface",
        privateDnsEnabled: true,
        subnetIds: [...props.subnetIds],
        securityGroupIds: [props.securityGroupId],
        tags: { Name: `${props.namePrefix}-${service}` },
      });
    }
  }
}
