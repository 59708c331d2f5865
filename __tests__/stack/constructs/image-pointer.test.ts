import { expect, test } from "vitest";
import { TerraformOutput } from "#terraform";
import { placeholderDigest } from "../../../src/contract/images";
import { ImagePointer } from "../../../src/stack/constructs/image-pointer";
import { synthesizeIn } from "../../support/synth";

const pointer = () =>
  synthesizeIn((stack) => {
    const image = new ImagePointer(stack, "image", { name: "/shop/test/image" });
    new TerraformOutput(stack, "count", { value: image.onceReleased(3), staticId: true });
    new TerraformOutput(stack, "digest", { value: image.digest, staticId: true });
  });

test("belongs to the deployer: Terraform makes it once and neither writes nor deletes it again", () => {
  expect(pointer().resource("aws_ssm_parameter.image")).toEqual({
    name: "/shop/test/image",
    description: "Digest of the released image. Written by the deployer alone.",
    type: "String",
    tier: "Standard",
    insecure_value: `sha256:${"0".repeat(64)}`,
    lifecycle: { ignore_changes: ["insecure_value"], prevent_destroy: true },
  });
});

test("is readable when planning, since the digest is no secret", () => {
  expect(pointer().json["output"]).toMatchObject({
    digest: { value: "${aws_ssm_parameter.image.insecure_value}" },
  });
});

test("counts nothing before the first release and the setting ever after", () => {
  expect(pointer().json["output"]).toMatchObject({
    count: {
      value: `\${(aws_ssm_parameter.image.insecure_value == "${placeholderDigest}") ? 0 : 3}`,
    },
  });
});
