import { expect, test } from "vitest";
import { Task, type TaskProps } from "../../../../src/stack/constructs/web-service/task";
import { parsed, synthesizeIn } from "../../../support/synth";

const task = (props: Partial<TaskProps> = {}) =>
  synthesizeIn(
    (stack) =>
      new Task(stack, "task", {
        family: "shop-test",
        containerName: "app",
        image: "registry/shop@sha256:0",
        port: 8080,
        variables: {},
        secrets: [],
        logGroupName: "/slipway/shop-test/app",
        region: "us-east-1",
        execEnabled: false,
        cpuUnits: 512,
        memoryMiB: 1024,
        architecture: "X86_64",
        executionRoleArn: "execution",
        taskRoleArn: "task",
        ...props,
      }),
  ).only("aws_ecs_task_definition");

test("follows the family's latest revision and never deregisters one, and has no tags of its own", () => {
  expect(task()).toMatchObject({ family: "shop-test", track_latest: true, skip_destroy: true });
  expect(task()).not.toHaveProperty("tags");
});

test.each(["X86_64", "ARM64"] as const)("runs on Fargate's %s", (architecture) => {
  expect(task({ architecture })).toMatchObject({
    requires_compatibilities: ["FARGATE"],
    network_mode: "awsvpc",
    cpu: "512",
    memory: "1024",
    runtime_platform: { operating_system_family: "LINUX", cpu_architecture: architecture },
    execution_role_arn: "execution",
    task_role_arn: "task",
  });
});

test("has volumes for ECS Exec only where it is on", () => {
  expect(task({ execEnabled: true })["volume"]).toEqual([
    { name: "exec-lib" },
    { name: "exec-log" },
  ]);
  expect(task({ execEnabled: false })["volume"]).toEqual([]);
});

test.each([
  ["${aws_db_instance.database.password}", "$${aws_db_instance.database.password}"],
  ["%{ if true }x%{ endif }", "%%{ if true }x%%{ endif }"],
  ["$$ 100% {}", "$$ 100% {}"],
])("a variable that says %s says it to the container, not to Terraform", (value, written) => {
  const [container] = parsed<{ environment: unknown }[]>(
    task({ variables: { TEXT: value } })["container_definitions"],
  );
  expect(container?.environment).toEqual([{ name: "TEXT", value: written }]);
});
