import { journey } from "./support/journey";

journey({
  name: "loan-engine-test",
  verdicts: {
    create: [
      "aws_lb.load_balancer:create", // it faces the Internet
      "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_198_51_100_0_24:create",
      "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_198_51_100_0_24:create",
    ],
    variants: {
      "the Internet let in": {
        settings: { "loadBalancer.allowedCidrs": ["0.0.0.0/0"] },
        refused: [
          "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0:create",
          "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_0_0_0_0_0:create",
        ],
      },
      "maintenance, which the file asks for": {
        settings: { "loadBalancer.maintenance": true },
        refused: [],
      },
      "logs kept for longer": { settings: { "service.logRetentionDays": 90 }, refused: [] },
    },
  },
});
