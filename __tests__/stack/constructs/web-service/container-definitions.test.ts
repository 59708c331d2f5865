import { expect, test } from "vitest";
import {
  type ContainerDefinitionsProps,
  containerDefinitions,
} from "../../../../src/stack/constructs/web-service/task";

const container = (props: Partial<ContainerDefinitionsProps> = {}) => {
  const [only, ...others] = containerDefinitions({
    containerName: "app",
    image: "registry/shop@sha256:0",
    port: 8080,
    variables: { PORT: "8080", LOG_LEVEL: "info" },
    secrets: [
      { name: "SECRET_KEY", valueFrom: "arn:secret" },
      { name: "DATABASE_URL", valueFrom: "arn:url" },
    ],
    logGroupName: "/slipway/shop-test/app",
    region: "us-east-1",
    execEnabled: false,
    ...props,
  });
  expect(others).toEqual([]);
  return only;
};

test("sorts variables and secrets by name, as ECS gives them back", () => {
  expect(container()).toMatchObject({
    environment: [
      { name: "LOG_LEVEL", value: "info" },
      { name: "PORT", value: "8080" },
    ],
    secrets: [
      { name: "DATABASE_URL", valueFrom: "arn:url" },
      { name: "SECRET_KEY", valueFrom: "arn:secret" },
    ],
  });
});

test("says what ECS would fill in, so that a plan shows a difference only where there is one", () => {
  expect(container()).toMatchObject({
    cpu: 0,
    essential: true,
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
  });
});

test("has no capability, a read-only root and a /tmp in memory, and an init that reaps and passes signals on", () => {
  expect(container()).toMatchObject({
    readonlyRootFilesystem: true,
    linuxParameters: {
      capabilities: { add: [], drop: ["ALL"] },
      initProcessEnabled: true,
      tmpfs: [{ containerPath: "/tmp", size: 128, mountOptions: ["rw", "nosuid", "nodev"] }],
    },
  });
});

test("gives ECS Exec's agent the two folders it writes to, and only where Exec is on", () => {
  expect(container({ execEnabled: false })?.mountPoints).toEqual([]);
  expect(container({ execEnabled: true })?.mountPoints).toEqual([
    { sourceVolume: "exec-lib", containerPath: "/var/lib/amazon", readOnly: false },
    { sourceVolume: "exec-log", containerPath: "/var/log/amazon", readOnly: false },
  ]);
});

test("logs to its group without ever stopping for a log that cannot be written", () => {
  expect(container()?.logConfiguration).toEqual({
    logDriver: "awslogs",
    options: {
      "awslogs-group": "/slipway/shop-test/app",
      "awslogs-region": "us-east-1",
      "awslogs-stream-prefix": "app",
      mode: "non-blocking",
      "max-buffer-size": "4m",
    },
  });
});

test("has a minute to end after SIGTERM", () => {
  expect(container()).toMatchObject({ stopTimeout: 60 });
});
