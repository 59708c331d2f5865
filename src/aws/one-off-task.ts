import { setTimeout as sleep } from "node:timers/promises";
import type { ECSClient, Service, Task } from "@aws-sdk/client-ecs";
import { CommandError } from "../base/errors";
import { oneOffTag } from "../contract/one-off-tasks";

/** A task that runs one command and ends. */
interface OneOffTask {
  readonly cluster: string;
  /** The service in whose subnets, security groups and platform it runs. */
  readonly service: string;
  /** ARN of the revision, with its roles, secrets and log. */
  readonly revision: string;
  /** The container that runs the command; the others run beside it as they always do. */
  readonly container: string;
  readonly command: readonly string[];
  /**
   * A name of its own, chosen before it starts: the task is found by it, and ECS takes a repeated call for the same task. At most 64 letters, digits,
   * `-`, `/` and `_`.
   */
  readonly name: string;
}

/** How a task ended. */
export type TaskEnd =
  | { readonly kind: "exited"; readonly exitCode: number; readonly reason: string }
  /** Its command never ran. */
  | { readonly kind: "not started"; readonly reason: string }
  /** It was ended from outside, and ECS knows no exit code. */
  | { readonly kind: "ended"; readonly reason: string };

/** ARN of the task, or why it was not started. An answer that says neither is thrown as an error, because then the task may run. */
type StartedTask =
  | { readonly task: string }
  | { readonly task?: undefined; readonly reason: string };

/** Starts the task, where the tasks of its service run. */
export async function startOneOffTask(ecs: ECSClient, props: OneOffTask): Promise<StartedTask> {
  const { RunTaskCommand } = await import("@aws-sdk/client-ecs");
  const { cluster, revision, container, command, name } = props;
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster,
      taskDefinition: revision,
      ...(await placementOf(ecs, props)),
      overrides: { containerOverrides: [{ name: container, command: [...command] }] },
      startedBy: name,
      clientToken: name,
      tags: [oneOffTag],
    }),
  );
  const [task] = tasks;
  if (task?.taskArn) return { task: task.taskArn };
  const reason = failures.map(({ reason = "", detail = "" }) => `${reason} ${detail}`).join(" ");
  if (reason.trim() !== "") return { reason: inPlainWords(reason.trim()) };
  throw new CommandError(
    1,
    `ECS answered neither a task nor a reason, so it may run all the same. Look: aws ecs list-tasks --cluster ${cluster} --started-by ${name}`,
  );
}

/** Network, platform version and capacity of the service's own tasks. */
async function placementOf(ecs: ECSClient, { cluster, service }: OneOffTask) {
  const { DescribeServicesCommand } = await import("@aws-sdk/client-ecs");
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: [service] }),
  );
  const {
    networkConfiguration,
    platformVersion,
    capacityProviderStrategy = [],
    launchType = "FARGATE",
  }: Partial<Service> = services[0] ?? {};
  if (networkConfiguration === undefined) {
    throw new CommandError(1, `ECS does not say in which subnets ${service} runs. Try again.`);
  }
  return {
    networkConfiguration,
    ...(platformVersion && { platformVersion }),
    ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : { launchType }),
  };
}

/** How often a task that was started is looked for before it is given up: ECS is eventually consistent. */
const looksForShown = 20;

/** How a task is watched. */
interface WatchTaskProps {
  readonly pollSeconds: number;
  /** Gets each status once, such as `PROVISIONING`. */
  readonly onStatus: (status: string) => void;
  /** Ends the watch; the task goes on. */
  readonly signal: AbortSignal;
}

/** Waits until the task has ended, and says how. */
export async function watchOneOffTask(
  ecs: ECSClient,
  { cluster, container }: Pick<OneOffTask, "cluster" | "container">,
  taskArn: string,
  { pollSeconds, onStatus, signal }: WatchTaskProps,
): Promise<TaskEnd> {
  const { DescribeTasksCommand } = await import("@aws-sdk/client-ecs");
  let missing = 0;
  let last = "";
  for (;;) {
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
    const [task] = tasks;
    missing = task ? 0 : missing + 1;
    if (missing > looksForShown) {
      throw new CommandError(
        1,
        `ECS does not show the task ${taskArn} any more, so how it ended is not known.`,
      );
    }
    const { lastStatus = last } = task ?? {};
    if (lastStatus !== last) onStatus(lastStatus);
    last = lastStatus;
    if (task && lastStatus === "STOPPED") return endOf(task, container);
    await sleep(pollSeconds * 1000, undefined, { signal });
  }
}

function endOf({ stopCode, stoppedReason = "", containers = [] }: Task, name: string): TaskEnd {
  const container = containers.find((one) => one.name === name);
  const given = [stoppedReason, container?.reason ?? ""].filter((text) => text !== "").join(": ");
  const reason = inPlainWords(given || "ECS gives no reason");
  if (stopCode === "TaskFailedToStart") return { kind: "not started", reason };
  const { exitCode } = container ?? {};
  return exitCode === undefined ? { kind: "ended", reason } : { kind: "exited", exitCode, reason };
}

/** Asks ECS to stop the task: its container gets SIGTERM, and SIGKILL after its stop timeout. */
export async function stopOneOffTask(
  ecs: ECSClient,
  cluster: string,
  taskArn: string,
  reason: string,
): Promise<void> {
  const { StopTaskCommand } = await import("@aws-sdk/client-ecs");
  await ecs.send(new StopTaskCommand({ cluster, task: taskArn, reason: reason.slice(0, 255) }));
}

/**
 * What a person can do about the reasons why tasks do not start, by how ECS writes them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export const reasonsInPlainWords: readonly (readonly [shape: RegExp, says: string])[] = [
  [
    /CannotPull|(?:pull|ecr) registry auth/, // ECS writes "unable to pull secrets or registry auth" before either
    "the image could not be pulled: is it still in the repository, and can the subnets reach ECR and S3?",
  ],
  [
    /ResourceInitializationError.*(secret|ssm|asm)/is,
    "a secret could not be read: is it there, may the execution role read it and use its key, and can the subnets reach Secrets Manager?",
  ],
  [
    /ResourceInitializationError.*log/is,
    "the log could not be written: is the log group there, and can the subnets reach CloudWatch Logs?",
  ],
  [
    /CannotStartContainer|CannotCreateContainer|executable file not found|exec format error/i,
    "the command could not be started: is it in the image, by this name, and for its processor? The image's ENTRYPOINT stands before it.",
  ],
  [/OutOfMemory/, "it needed more memory than service.memoryMiB gives, and was killed."],
  [
    /Capacity is unavailable|RESOURCE:\S|RunTask rate|\bSpot\b/i, // not "… is not authorized on resource: …"
    "AWS has no capacity for it just now: try again in some minutes.",
  ],
];

function inPlainWords(reason: string): string {
  const known = reasonsInPlainWords.find(([shape]) => shape.test(reason));
  return known ? `${known[1]} ECS says: ${reason}` : reason;
}
