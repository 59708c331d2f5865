import { journey } from "./support/journey";

journey({
  name: "eec-dev",
  verdicts: {
    create: ["aws_iam_role.access_promotion_reader:create"], // production's account reads what was tested
    variants: {
      "a larger database at once": {
        settings: { "database.instanceClass": "db.t4g.large" },
        refused: ["aws_db_instance.database:update"],
      },
      "another part of the network let in": {
        settings: { "loadBalancer.allowedCidrs": ["10.20.0.0/16", "10.30.0.0/16"] },
        refused: [
          "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_10_30_0_0_16:create",
          "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_10_30_0_0_16:create",
        ],
      },
    },
  },
});
