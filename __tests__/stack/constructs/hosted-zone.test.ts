import { expect, test } from "vitest";
import { HostedZone } from "../../../src/stack/constructs/host-name";
import { synthesizeIn } from "../../support/synth";

const zone = (visibility: "public" | "private") =>
  synthesizeIn(
    (stack) =>
      new HostedZone(stack, "zone", {
        zoneId: "Z0123456789",
        zoneName: "example.gov",
        visibility,
      }),
  ).allData("aws_route53_zone")["zone"];

test("refuses, when planning, a zone of another name", () => {
  expect(zone("public")).toMatchObject({ zone_id: "Z0123456789" });
  expect(zone("public")?.["lifecycle"]).toMatchObject({
    postcondition: [
      {
        condition: '${trimsuffix(self.name, ".") == "example.gov"}',
        error_message:
          "Zone Z0123456789 is not example.gov: correct its id or name in the environment file.",
      },
      {},
    ],
  });
});

test.each([
  ["public", "${self.private_zone == false}"],
  ["private", "${self.private_zone == true}"],
] as const)("refuses, when planning, a zone that is not %s", (visibility, condition) => {
  expect(zone(visibility)?.["lifecycle"]).toMatchObject({
    postcondition: [
      {},
      {
        condition,
        error_message: `Zone Z0123456789 is not ${visibility}: correct its visibility in the environment file.`,
      },
    ],
  });
});
