import { Construct } from "constructs";
import { AcmCertificate } from "#aws/acm-certificate";
import { AcmCertificateValidation } from "#aws/acm-certificate-validation";
import { DataAwsRoute53Zone } from "#aws/data-aws-route53-zone";
import { Route53Record } from "#aws/route53-record";
import { mainResourceId } from "../readable-stack";

/** Properties of a {@link HostName}. */
interface HostNameProps {
  /** The name people type, inside the zone. */
  readonly hostName: string;
  /** The zone that gets the name. */
  readonly zone: HostedZoneProps;
  /** DNS name and zone id of the load balancer or distribution that answers. */
  readonly target: { readonly dnsName: string; readonly zoneId: string };
  /** True where it also answers on IPv6. */
  readonly dualStack: boolean;
  /** Whether Route 53 looks if the target is healthy; of a distribution it cannot. */
  readonly evaluatesHealth: boolean;
}

/** The name in DNS: an alias of the load balancer or the distribution, for IPv4 and where it answers for IPv6. @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html */
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
          evaluateTargetHealth: props.evaluatesHealth,
        },
      });
    }
  }
}

/** Properties of a {@link HostedZone}. */
interface HostedZoneProps {
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

/** Properties of a {@link Certificate}. */
interface CertificateProps {
  /** The one name it proves. */
  readonly hostName: string;
  /** Id of the public zone that gets the validation record. */
  readonly validationZoneId: string;
  /** Name of that zone. */
  readonly validationZoneName: string;
}

/**
 * A certificate that ACM makes once the zone answers for the name, and renews without hands.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class Certificate extends Construct {
  /** ARN of the certificate, known once it is valid. */
  readonly arn: string;
  /** The record that proves the name. */
  readonly validationRecordFqdn: string;

  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const zone = new HostedZone(this, "validation_zone", {
      zoneId: props.validationZoneId,
      zoneName: props.validationZoneName,
      visibility: "public",
    });
    const certificate = new AcmCertificate(this, mainResourceId, {
      domainName: props.hostName,
      validationMethod: "DNS",
      keyAlgorithm: "EC_prime256v1",
      lifecycle: { createBeforeDestroy: true }, // a listener is never without one
    });
    const option = certificate.domainValidationOptions.get(0);
    const record = new Route53Record(this, "validation_record", {
      zoneId: zone.zoneId,
      name: option.resourceRecordName,
      type: option.resourceRecordType,
      records: [option.resourceRecordValue],
      ttl: 300,
      allowOverwrite: true, // the same name in a second certificate asks for the same record
    });
    this.validationRecordFqdn = record.fqdn;
    this.arn = new AcmCertificateValidation(this, "validated", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
