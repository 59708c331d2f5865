import { expect, test } from "vitest";
import { hostNameInZones } from "../../../src/config/domain";
import { judged } from "../../support/judged";

const existing = {
  mode: "existing",
  arn: "arn:aws:acm:us-east-1:111111111111:certificate/00000000-0000-0000-0000-000000000000",
};

test.each(["shop.dev.example.gov", "a.b.dev.example.gov", "dev.example.gov"])(
  "%s is inside dev.example.gov and example.gov",
  (hostName) => {
    expect(judged(hostNameInZones, { "domain.hostName": hostName })).toBe("");
  },
);

test.each(["shop.example.gov", "notdev.example.gov", "shop.dev.example.gov.evil.test"])(
  "refuses %s, which is not inside the hosted zone dev.example.gov",
  (hostName) => {
    expect(
      judged(hostNameInZones, { "domain.hostName": hostName, "domain.certificate": existing }),
    ).toBe(`domain.hostedZone.name: must be a zone that ${hostName} is inside, got dev.example.gov
    the host name must be dev.example.gov or end in .dev.example.gov; change one of the two
`);
  },
);

test("refuses a validation zone that cannot prove the host name", () => {
  expect(judged(hostNameInZones, { "domain.certificate.validationZone.name": "example.com" })).toBe(
    `domain.certificate.validationZone.name: must be a zone that shop.dev.example.gov is inside, got example.com
    the host name must be example.com or end in .example.com; change one of the two
`,
  );
});

test("one public zone may serve both for the name and for the proof", () => {
  const zone = { id: "Z0123456789ABCDEFGHIJ", name: "dev.example.gov", visibility: "public" };
  const settings = { "domain.hostedZone": zone, "domain.certificate.validationZone": zone };
  expect(judged(hostNameInZones, settings)).toBe("");
});

test("refuses one id for two zones", () => {
  const id = "Z0123456789ABCDEFGHIJ";
  const sameId = { "domain.certificate.validationZone.id": id };
  expect(judged(hostNameInZones, sameId)).toBe(
    `domain.certificate.validationZone.id: must be another zone: ${id} is private and named dev.example.gov in hostedZone
    give the id of a public zone of the same name or of one above it: ACM cannot look into a private zone
`,
  );
  expect(judged(hostNameInZones, { ...sameId, "domain.hostedZone.visibility": "public" })).toBe(
    `domain.certificate.validationZone.id: must be another zone: ${id} is public and named dev.example.gov in hostedZone
    give the zone's own name in both places, or another zone's id
`,
  );
});
