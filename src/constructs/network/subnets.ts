import { DataAwsSubnet } from "@cdktf/provider-aws/lib/data-aws-subnet";
import { Construct } from "constructs";

/** What {@link Subnets} must be told. */
export interface SubnetsProps {
  /** The subnets of one tier. */
  readonly ids: readonly string[];
  /** The VPC they must belong to. */
  readonly vpcId: string;
  /** True where a public subnet would be a mistake: the plan then fails when a subnet hands out public addresses. */
  readonly mustBePrivate: boolean;
}

/**
 * The existing subnets of one tier, checked by every plan: each belongs to the VPC, and a private tier's hand out no public
 * addresses. What the file cannot know is read, before anything is made.
 */
export class Subnets extends Construct {
  readonly ids: string[];

  constructor(scope: Construct, id: string, props: SubnetsProps) {
    super(scope, id);
    this.ids = props.ids.map((subnetId, index) => {
      const subnet = new DataAwsSubnet(this, `${index + 1}`, { id: subnetId });
      const postcondition = [
        {
          condition: `\${self.vpc_id == "${props.vpcId}"}`,
          errorMessage: `Subnet ${subnetId} is not in ${props.vpcId}: correct the subnet or network.vpcId in the environment file.`,
        },
      ];
      if (props.mustBePrivate) {
        postcondition.push({
          condition: "${!self.map_public_ip_on_launch}",
          errorMessage: `Subnet ${subnetId} hands out public addresses: choose a private subnet in the environment file.`,
        });
      }
      subnet.lifecycle = { postcondition };
      return subnet.id;
    });
  }
}
