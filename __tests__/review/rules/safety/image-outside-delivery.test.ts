import { describe, expect, test } from "vitest";
import { imageOutsideDelivery } from "../../../../src/review/rules/safety/image-outside-delivery";
import { containers, unknownContainers } from "../../support/containers";
import { type Document, entryOf, fixturePlan, saidBy, updated } from "../../support/plans";

describe("image-outside-delivery", () => {
  test("refuses another image than the one that runs", () => {
    const plan = containers(
      {},
      { image: "000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@sha256:aaaa" },
    );
    expect(saidBy(imageOutsideDelivery, plan)).toHaveLength(1);
    expect(saidBy(imageOutsideDelivery, plan)[0]).toMatch(
      /^refused: app: the image goes from .*@sha256:b{64} to .*@sha256:aaaa$/,
    );
  });

  test("lets the image stay, also where the rest is not known before the apply", () => {
    expect(saidBy(imageOutsideDelivery, fixturePlan("environment-variable"))).toEqual([]);
    const pointed =
      '${jsonencode([{"name" = "app", "image" = "${aws_ecr_repository.repo.repository_url}@${aws_ssm_parameter.image.insecure_value}", "secrets" = [{"name" = "K", "valueFrom" = aws_secretsmanager_secret.k.arn}]}])}';
    const known = (it: Document) => {
      const { change } = entryOf(it, "aws_ecr_repository.repo");
      for (const side of [change.before, change.after])
        Object.assign(side ?? {}, {
          repository_url: "000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev",
        });
      unknownContainers(pointed)(it);
    };
    expect(saidBy(imageOutsideDelivery, containers({}, {}, known))).toEqual([]);
  });

  test("refuses an image that is not known, or whose pointer changes in the same plan", () => {
    expect(
      saidBy(imageOutsideDelivery, containers({}, {}, unknownContainers("${file(local.path)}"))),
    ).toEqual(["refused: the image is not known before the apply"]);
    const moved =
      '[{"name":"app","image":"000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@${aws_ssm_parameter.image.insecure_value}"}]';
    const changed = (it: Document) => {
      const { change } = entryOf(it, "aws_ssm_parameter.image");
      change.actions = ["update"];
      change.after = { ...change.after, insecure_value: "sha256:old" };
      unknownContainers(moved)(it);
    };
    expect(saidBy(imageOutsideDelivery, containers({}, {}, changed))).toHaveLength(1);
  });

  test("refuses that the service goes to another known revision, and lets it wait for this plan's", () => {
    const revision = (task_definition: string) => ({ task_definition });
    expect(
      saidBy(
        imageOutsideDelivery,
        updated("aws_ecs_service.svc", revision("eec-dev:5"), revision("eec-dev:4")),
      ),
    ).toEqual(["refused: the service goes from eec-dev:5 to eec-dev:4"]);
    expect(
      saidBy(
        imageOutsideDelivery,
        updated("aws_ecs_service.svc", revision("eec-dev:2"), {}, { task_definition: true }),
      ),
    ).toEqual([]);
  });
});
