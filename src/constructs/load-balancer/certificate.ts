import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { mainResourceId } from "../../terraform/readable-stack";
import { HostedZone } from "../hosted-zone";

/** What a {@link Certificate} must be told. */
export interface CertificateProps {
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
    this.arn = new AcmCertificateValidation(this, "validated", {
      certificateArn: certificate.arn,
      validationRecordFqdns: [record.fqdn],
    }).certificateArn;
  }
}
