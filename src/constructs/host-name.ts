import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { HostedZone, type HostedZoneProps } from "./hosted-zone";

/** What a {@link HostName} must be told. */
export interface HostNameProps {
  /** The name people type, inside the zone. */
  readonly hostName: string;
  /** The zone that gets the name. */
  readonly zone: HostedZoneProps;
  /** DNS name and zone id of the load balancer that answers. */
  readonly target: { readonly dnsName: string; readonly zoneId: string };
  /** True where the load balancer also answers on IPv6. */
  readonly dualStack: boolean;
}

/** The name in DNS: an alias of the load balancer, for IPv4 and where it answers for IPv6. @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html */
export class HostName extends Construct {
  constructor(scope: Construct, id: string, props: HostNameProps) {
    super(scope, id);
    const zone = new HostedZone(this, "zone", props.zone);
    for (const type of props.dualStack ? ["A", "AAAA"] : ["A"]) {
      new Route53Record(this, type.toLowerCase(), {
        zoneId: zone.zoneId,
        name: props.hostName,
        type,
        alias: {
          name: props.target.dnsName,
          zoneId: props.target.zoneId,
          evaluateTargetHealth: true,
        },
      });
    }
  }
}
