import { DataAwsRoute53Zone } from "@cdktf/provider-aws/lib/data-aws-route53-zone";
import { Construct } from "constructs";
import { mainResourceId } from "../terraform/readable-stack";

/** What a {@link HostedZone} must be told. */
export interface HostedZoneProps {
  /** Route 53 id, beginning with `Z`. */
  readonly zoneId: string;
  /** Its name, without the final dot. */
  readonly zoneName: string;
  /** Whether it answers on the internet. */
  readonly visibility: "public" | "private";
}

/** An existing zone, checked by every plan: its name and visibility are what the file says. */
export class HostedZone extends Construct {
  readonly zoneId: string;

  constructor(scope: Construct, id: string, props: HostedZoneProps) {
    super(scope, id);
    const zone = new DataAwsRoute53Zone(this, mainResourceId, { zoneId: props.zoneId });
    zone.lifecycle = {
      postcondition: [
        {
          condition: `\${trimsuffix(self.name, ".") == "${props.zoneName}"}`,
          errorMessage: `Zone ${props.zoneId} is not ${props.zoneName}: correct its id or name in the environment file.`,
        },
        {
          condition: `\${self.private_zone == ${props.visibility === "private"}}`,
          errorMessage: `Zone ${props.zoneId} is not ${props.visibility}: correct its visibility in the environment file.`,
        },
      ],
    };
    this.zoneId = zone.zoneId;
  }
}
