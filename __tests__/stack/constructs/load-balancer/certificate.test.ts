import { expect, test } from "vitest";
import { TerraformOutput } from "#terraform";
import { Certificate } from "../../../../src/stack/constructs/host-name";
import { synthesizeIn } from "../../../support/synth";

const certificate = () =>
  synthesizeIn((stack) => {
    const { arn } = new Certificate(stack, "certificate", {
      hostName: "shop.example.gov",
      validationZoneId: "Z0123456789",
      validationZoneName: "example.gov",
    });
    new TerraformOutput(stack, "arn", { value: arn, staticId: true });
  });

test("proves the one host name by DNS, and is replaced only once its successor is there", () => {
  expect(certificate().resource("aws_acm_certificate.certificate")).toEqual({
    domain_name: "shop.example.gov",
    validation_method: "DNS",
    key_algorithm: "EC_prime256v1",
    lifecycle: { create_before_destroy: true },
  });
});

test("puts the record that ACM asks for into the public zone", () => {
  const asked = "${tolist(aws_acm_certificate.certificate.domain_validation_options).0";
  expect(certificate().only("aws_route53_record")).toEqual({
    zone_id: "${data.aws_route53_zone.certificate_validation_zone.zone_id}",
    name: `${asked}.resource_record_name}`,
    type: `${asked}.resource_record_type}`,
    records: [`${asked}.resource_record_value}`],
    ttl: 300,
    allow_overwrite: true,
  });
  expect(
    certificate().allData("aws_route53_zone")["certificate_validation_zone"]?.["lifecycle"],
  ).toMatchObject({ postcondition: [{}, { condition: "${self.private_zone == false}" }] });
});

test("gives its ARN only once it is valid, so that a listener never gets one that is not", () => {
  expect(certificate().json["output"]).toMatchObject({
    arn: { value: "${aws_acm_certificate_validation.certificate_validated.certificate_arn}" },
  });
  expect(certificate().only("aws_acm_certificate_validation")).toEqual({
    certificate_arn: "${aws_acm_certificate.certificate.arn}",
    validation_record_fqdns: ["${aws_route53_record.certificate_validation_record.fqdn}"],
  });
});
