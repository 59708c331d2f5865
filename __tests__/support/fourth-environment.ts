import type { Environment } from "../../src/config/schema";
import { exampleWith } from "./example-with";

const place = "us-gov-west-1:111111111111";

/** An environment that nobody has, with every choice made otherwise than in the example: GovCloud, others' load balancer and cluster, no database. */
export function fourthEnvironment(): Environment {
  return exampleWith({
    application: "ledger",
    environment: "gov",
    region: "us-gov-west-1",
    "state.region": "us-gov-west-1",
    "network.egress": { mode: "anywhere", reason: "The VPC has no interface endpoints." },
    "network.resolverCidrs": ["10.0.0.2/32"],
    loadBalancer: {
      mode: "existing",
      listenerArn: `arn:aws-us-gov:elasticloadbalancing:${place}:listener/app/shared/0123456789abcdef/0123456789abcdef`,
      securityGroupId: "sg-0dddddddddddddddd",
      addSecurityGroupRule: true,
      priority: 120,
    },
    "domain.certificate": {
      mode: "existing",
      arn: `arn:aws-us-gov:acm:${place}:certificate/00000000-0000-0000-0000-000000000000`,
    },
    cluster: {
      mode: "existing",
      name: "shared",
      execRecords: { mode: "logs", logGroupName: "/shared/exec", kmsKeyArn: null },
    },
    "repository.name": "ledger/gov",
    "repository.pushers": [],
    "service.architecture": "ARM64",
    "service.migrationCommand": null,
    "service.execEnabled": true,
    "secrets.variables": {
      LEDGER_KEY: {
        source: "arn",
        arn: `arn:aws-us-gov:ssm:${place}:parameter/ledger/key`,
        jsonKey: null,
        kmsKeyArn: `arn:aws-us-gov:kms:${place}:key/00000000-0000-0000-0000-000000000000`,
      },
    },
    database: { mode: "none" },
    promotion: {
      source: {
        mode: "environment",
        name: "ledger-dev",
        account: "111111111111",
        region: "us-gov-west-1",
        repository: "ledger/dev",
        evidenceMaxAgeHours: 24,
      },
      testCommand: null,
    },
    access: {
      developers: { mode: "none" },
      tester: { mode: "none" },
      promoter: {
        mode: "role",
        trustedArns: ["arn:aws-us-gov:iam::111111111111:role/jenkins"],
      },
      promotionReaders: [],
      github: { mode: "none" },
    },
  });
}

/** The example, reached over IPv6 too and by the whole internet. */
export function dualStackEnvironment(): Environment {
  return exampleWith({
    "loadBalancer.scheme": "internet-facing",
    "loadBalancer.ipAddressType": "dualstack",
    "loadBalancer.allowedCidrs": ["0.0.0.0/0", "2000::/3"],
    "domain.hostedZone.visibility": "public",
  });
}
