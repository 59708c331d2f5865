import { expect, test } from "vitest";
import {
  ImageRepository,
  lifecyclePolicy,
} from "../../../../src/stack/constructs/image-repository";
import { statement, synthesizeIn } from "../../../support/synth";

const repository = () =>
  synthesizeIn(
    (stack) =>
      new ImageRepository(stack, "images", {
        account: "111111111111",
        region: "us-east-1",
        name: "shop/test",
        keepImages: 30,
        keyArn: "key",
        pushers: ["arn:aws:iam::111111111111:role/developers"],
        pullers: [],
      }),
  );

test("tags cannot move and each image is scanned when it arrives, so what was scanned is what is promoted", () => {
  expect(repository().resource("aws_ecr_repository.images")).toEqual({
    name: "shop/test",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "KMS", kms_key: "key" }],
    lifecycle: { prevent_destroy: true },
  });
});

test("applies its lifecycle and its policy to itself", () => {
  const name = "${aws_ecr_repository.images.name}";
  expect(repository().only("aws_ecr_lifecycle_policy")).toEqual({
    repository: name,
    policy: lifecyclePolicy(30),
  });
  const policy = repository().only("aws_ecr_repository_policy");
  expect(policy["repository"]).toBe(name);
  expect(statement(policy["policy"], "NamedPushers").Principal).toEqual({
    AWS: ["arn:aws:iam::111111111111:role/developers"],
  });
});
