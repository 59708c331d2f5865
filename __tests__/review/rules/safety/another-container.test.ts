import { describe, expect, test } from "vitest";
import { containerLoosened } from "../../../../src/review/rules/safety/container-loosened";
import { imageOutsideDelivery } from "../../../../src/review/rules/safety/image-outside-delivery";
import { containers, unknownContainers, withSidecar } from "../../support/containers";
import { entryOf, planOf, saidBy, type Values } from "../../support/plans";

const released = `000000000000.dkr.ecr.us-east-1.amazonaws.com/eec/dev@sha256:${"b".repeat(64)}`;
const agent = { name: "agent", image: "docker.io/other/agent:latest" };
const tight = {
  name: "agent",
  image: released,
  user: "1000",
  readonlyRootFilesystem: true,
  linuxParameters: { capabilities: { drop: ["ALL"] } },
  logConfiguration: { logDriver: "awslogs" },
};

describe("a container that was not there", () => {
  test("image-outside-delivery refuses an image of its own, and lets it run the released one", () => {
    expect(saidBy(imageOutsideDelivery, withSidecar(agent))).toEqual([
      "refused: agent: a container that was not there runs the image docker.io/other/agent:latest",
    ]);
    expect(saidBy(imageOutsideDelivery, withSidecar({ ...agent, image: released }))).toEqual([]);
    expect(saidBy(imageOutsideDelivery, withSidecar(agent, [agent]))).toEqual([]);
  });

  test("is also one that is there, under another name", () => {
    const renamed = { name: "app2", image: "other/x:latest", privileged: true };
    expect(saidBy(imageOutsideDelivery, containers({}, renamed))).toEqual([
      "refused: app2: a container that was not there runs the image other/x:latest",
    ]);
    expect(saidBy(containerLoosened, containers({}, renamed))).toContain(
      "refused: app2: runs privileged",
    );
  });

  test("container-loosened measures it by one that is held tight", () => {
    expect(saidBy(containerLoosened, withSidecar(tight))).toEqual([]);
    expect(saidBy(containerLoosened, withSidecar({ ...agent, privileged: true }))).toEqual([
      "refused: agent: runs privileged",
      "refused: agent: no longer drops the capabilities ALL",
      "refused: agent: may write to its image's files",
      "refused: agent: runs as root or as the image's own user",
      "refused: agent: writes no log",
    ]);
    expect(saidBy(containerLoosened, withSidecar({ ...tight, user: "00:0" }))).toHaveLength(1);
  });

  test.each([
    ["is no JSON", (text: string) => text.slice(1)],
    ["is no list of objects", () => '["app"]'],
    [
      "has two containers of one name",
      (text: string) => JSON.stringify([...JSON.parse(text), { name: "app", image: "other" }]),
    ],
  ])("counts for the worst where the text %s", (_, spoilt) => {
    const plan = containers({}, {}, (it) => {
      const { change } = entryOf(it, "aws_ecs_task_definition.td");
      const text = spoilt(String(change.after?.["container_definitions"]));
      change.after = { ...change.after, container_definitions: text };
    });
    expect(saidBy(imageOutsideDelivery, plan)).toEqual([
      "refused: the image is not known before the apply",
    ]);
  });

  test("counts for the worst where the configuration computes it", () => {
    const written = (sidecar: string) =>
      unknownContainers(`\${jsonencode([{"name" = "app", "image" = "${released}"}, ${sidecar}])}`);
    const said = (sidecar: string) =>
      [containerLoosened, imageOutsideDelivery].map((rule) =>
        saidBy(rule, containers({ logConfiguration: null }, {}, written(sidecar))),
      );
    expect(said("var.sidecar")).toEqual([
      ["refused: what its containers may do is not known before the apply"],
      ["refused: the image is not known before the apply"],
    ]);
    const [loosened] = said(
      `{"name" = "agent", "image" = "${released}", "privileged" = var.p, "user" = var.u, "readonlyRootFilesystem" = true, "linuxParameters" = {"capabilities" = {"drop" = ["ALL"]}}, "logConfiguration" = {"logDriver" = "awslogs"}}`,
    );
    expect(loosened).toEqual([
      "refused: agent: runs privileged",
      "refused: agent: runs as root or as the image's own user",
    ]);
  });
});

test("image-outside-delivery refuses a task definition that was not there, and lets a new revision of the one that was pass", () => {
  const service = (task: string, before: Values | null) =>
    planOf(
      {
        address: "aws_ecs_service.web",
        before: { task_definition: "eec-dev:5" },
        after: {},
        unknown: { task_definition: true },
        configured: { task_definition: `\${aws_ecs_task_definition.${task}.arn}` },
      },
      {
        address: `aws_ecs_task_definition.${task}`,
        before,
        after: { container_definitions: "[]" },
        actions: before ? ["delete", "create"] : ["create"],
      },
    );
  expect(saidBy(imageOutsideDelivery, service("other", null))).toEqual([
    "refused: the service goes from eec-dev:5 to the new aws_ecs_task_definition.other",
  ]);
  const now = { container_definitions: "[]", family: "eec-dev", revision: 5 };
  expect(saidBy(imageOutsideDelivery, service("task", now))).toEqual([]);
});
