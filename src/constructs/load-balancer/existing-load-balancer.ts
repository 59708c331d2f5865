import { DataAwsLb } from "@cdktf/provider-aws/lib/data-aws-lb";
import { DataAwsLbListener } from "@cdktf/provider-aws/lib/data-aws-lb-listener";
import { LbListenerCertificate } from "@cdktf/provider-aws/lib/lb-listener-certificate";
import { Construct } from "constructs";
import { mainResourceId } from "../../terraform/readable-stack";
import type { FrontDoor } from "./front-door";

/** What an {@link ExistingLoadBalancer} must be told. */
export interface ExistingLoadBalancerProps {
  /** ARN of its HTTPS listener. */
  readonly listenerArn: string;
  /** Certificate of our host name, added to the listener beside its own. */
  readonly certificateArn: string;
}

/**
 * A load balancer that others own: our certificate is added to its HTTPS listener, and each plan fails unless the listener speaks
 * HTTPS.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html
 */
export class ExistingLoadBalancer extends Construct implements FrontDoor {
  readonly listenerArn: string;
  readonly dnsName: string;
  readonly zoneId: string;
  readonly arnSuffix: string;

  constructor(scope: Construct, id: string, props: ExistingLoadBalancerProps) {
    super(scope, id);
    const listener = new DataAwsLbListener(this, "listener", { arn: props.listenerArn });
    listener.lifecycle = {
      postcondition: [
        {
          condition: '${self.protocol == "HTTPS"}',
          errorMessage:
            "loadBalancer.listenerArn must be an HTTPS listener: give the ARN of the one on port 443.",
        },
      ],
    };
    const balancer = new DataAwsLb(this, mainResourceId, { arn: listener.loadBalancerArn });
    new LbListenerCertificate(this, "certificate", {
      listenerArn: listener.arn,
      certificateArn: props.certificateArn,
    });

    this.listenerArn = listener.arn;
    this.dnsName = balancer.dnsName;
    this.zoneId = balancer.zoneId;
    this.arnSuffix = balancer.arnSuffix;
  }
}
