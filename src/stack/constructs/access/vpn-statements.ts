import { arnIn, type Place } from "../../../base/arns";
import type { PolicyStatement } from "../../../base/policy";

/** Tags by which a VPN endpoint is known: AWS makes up its id. */
export interface VpnTags {
  readonly application: string;
  readonly environment: string;
}

/** Find the environment's VPN endpoint and get its client's configuration, in which there is no secret: `slipway vpn-config`. */
export function getTheVpnsConfiguration(
  place: Place,
  { application, environment }: VpnTags,
): PolicyStatement[] {
  return [
    {
      Sid: "FindTheVpn",
      Effect: "Allow",
      Action: "ec2:DescribeClientVpnEndpoints", // knows no resource
      Resource: "*",
    },
    {
      Sid: "GetTheVpnsConfiguration",
      Effect: "Allow",
      Action: "ec2:ExportClientVpnClientConfiguration",
      Resource: arnIn(place, "ec2", "client-vpn-endpoint/*"),
      Condition: {
        StringEquals: {
          "aws:ResourceTag/application": application,
          "aws:ResourceTag/environment": environment,
        },
      },
    },
  ];
}
