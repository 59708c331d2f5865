import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { expect, test } from "vitest";

test("provider classes load by sub-path", () => {
  expect(EcrRepository.tfResourceType).toBe("aws_ecr_repository");
});
