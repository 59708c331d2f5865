import { expect, test } from "vitest";
import { addressesApart } from "../../../src/config/addresses-apart";
import { vpnSection } from "../../support/client-vpn";
import { judged } from "../../support/judged";
import { monitoringSection } from "../../support/monitored";

const mail = (address: string) => ({ protocol: "email", address });
const hook = (url: string) => ({ protocol: "https", url });
const queue = (name: string) => ({
  protocol: "sqs",
  queueArn: `arn:aws:sqs:us-east-1:111111111111:${name}`,
});
const monitoring = monitoringSection();
const generated = { source: "generated", length: 64 };
const saml = (groups: readonly string[]) => {
  const section = vpnSection();
  return { ...section, authentication: { ...section.authentication, groups } };
};

const rows: readonly (readonly [
  place: string,
  settings: Record<string, unknown>,
  message: string,
])[] = [
  [
    "delivery.subscribers[1]",
    { "delivery.subscribers": [mail("a.b@example.gov"), mail("a-b@example.gov")] },
    "from a.b@example.gov in letters or digits, of which addresses in Terraform are made, got a-b@example.gov",
  ],
  [
    "delivery.subscribers[2]",
    {
      "delivery.subscribers": [hook("https://a.gov/x/"), mail("a@b.gov"), hook("https://a.gov/x?")],
    },
    "from https://a.gov/x/ in letters or digits, of which addresses in Terraform are made, got https://a.gov/x?",
  ],
  [
    "monitoring.pages[1]",
    { monitoring: { ...monitoring, pages: [queue("a.b"), queue("a-b")] } },
    "from arn:aws:sqs:us-east-1:111111111111:a.b in letters or digits, of which addresses in Terraform are made, got arn:aws:sqs:us-east-1:111111111111:a-b",
  ],
  [
    "monitoring.mails[1]",
    { monitoring: { ...monitoring, mails: [mail("a_b@c.gov"), mail("a+b@c.gov")] } },
    "from a_b@c.gov in letters or digits, of which addresses in Terraform are made, got a+b@c.gov",
  ],
  [
    "access.developers.groups[1]",
    { "access.developers.groups": ["dev-a", "dev_a", "devA"] },
    "from dev-a in letters or digits, of which addresses in Terraform are made, got dev_a",
  ],
  [
    "access.developers.roles[1]",
    { "access.developers.roles": ["dev@a", "dev=a"] },
    "from dev@a in letters or digits, of which addresses in Terraform are made, got dev=a",
  ],
  [
    "access.vpn.authentication.groups[1]",
    { "access.vpn": saml(["Team of A", "Team-of-A"]) },
    "from Team of A in letters or digits, of which addresses in Terraform are made, got Team-of-A",
  ],
  [
    "secrets.variables.A__B",
    { "secrets.variables.A_B": generated, "secrets.variables.A__B": generated },
    "from A_B in letters or digits, of which addresses in Terraform are made, got A__B",
  ],
];

test.each(rows)(
  "%s: two names that would be one object in Terraform are refused",
  (place, settings, message) => {
    expect(judged(addressesApart, settings)).toBe(
      `${place}: must differ ${message}\n    leave one of the two out, or give it another name\n`,
    );
  },
);

test("the same name in two lists is two objects", () => {
  const both = [mail("a.b@example.gov")];
  const settings = {
    monitoring: { ...monitoring, pages: both, mails: both },
    "delivery.subscribers": both,
    "access.developers.groups": ["ops"],
    "access.developers.roles": ["ops"],
  };
  expect(judged(addressesApart, settings)).toBe("");
});
