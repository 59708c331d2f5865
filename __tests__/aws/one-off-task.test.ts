import { ECSClient, type NetworkConfiguration, type Service } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import { startOneOffTask } from "../../src/aws/one-off-task";
import { CommandError } from "../../src/base/errors";

const networkConfiguration: NetworkConfiguration = {
  awsvpcConfiguration: {
    subnets: ["subnet-a", "subnet-b"],
    securityGroups: ["sg-service"],
    assignPublicIp: "DISABLED",
  },
};

/** Starts a task beside a service, and answers what ECS was asked, by the command. */
async function askedBeside(service: Service | undefined): Promise<Record<string, unknown>> {
  const asked: Record<string, unknown> = {};
  const ecs = new ECSClient({ region: "us-east-1" });
  ecs.middlewareStack.add(
    (_, { commandName = "" }) =>
      async ({ input }) => {
        asked[commandName] = input;
        const output = {
          $metadata: {},
          ...(commandName === "RunTaskCommand"
            ? { tasks: [{ taskArn: "arn:task" }] }
            : { services: service ? [service] : [] }),
        };
        return { output, response: undefined };
      },
    { step: "initialize" },
  );
  const started = await startOneOffTask(ecs, {
    cluster: "shop-dev",
    service: "app",
    revision: "shop-dev:7",
    container: "app",
    command: ["python", "manage.py", "check"],
    name: "slipway-run/1",
  });
  expect(started).toEqual({ task: "arn:task" });
  return asked;
}

const elsewhere = {
  cluster: "shop-dev",
  taskDefinition: "shop-dev:7",
  networkConfiguration,
  overrides: {
    containerOverrides: [{ name: "app", command: ["python", "manage.py", "check"] }],
  },
  startedBy: "slipway-run/1",
  clientToken: "slipway-run/1",
  tags: [{ key: "slipway-task", value: "run" }],
};
const spot = [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }];

test.each<readonly [string, Service, object]>([
  [
    "its launch type and platform version",
    { launchType: "FARGATE", platformVersion: "1.4.0", capacityProviderStrategy: [] },
    { launchType: "FARGATE", platformVersion: "1.4.0" },
  ],
  [
    "its capacity providers, and no launch type",
    { capacityProviderStrategy: spot },
    { capacityProviderStrategy: spot },
  ],
  ["Fargate where ECS says neither", {}, { launchType: "FARGATE" }],
])("a task runs in the service's subnets and security groups, with %s", async (_, says, placed) => {
  expect(await askedBeside({ networkConfiguration, ...says })).toEqual({
    DescribeServicesCommand: { cluster: "shop-dev", services: ["app"] },
    RunTaskCommand: { ...elsewhere, ...placed },
  });
});

test.each([
  ["a service that ECS does not show", undefined],
  ["a service without a network", { launchType: "FARGATE" } as const],
])("%s is refused, since a task beside it could run anywhere", async (_, service) => {
  await expect(askedBeside(service)).rejects.toEqual(
    new CommandError(1, "ECS does not say in which subnets app runs. Try again."),
  );
});
