import { bareArnIn } from "../base/arns";
import type { Delivery } from "../contract/delivery-settings";
import type { Assign, Json, State } from "./asl";

/** Prefix of a service's error names. @see https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html */
const errorPrefixes = {
  applicationautoscaling: "ApplicationAutoScaling",
  cloudwatch: "CloudWatch",
  dynamodb: "DynamoDb",
  ecr: "Ecr",
  ecs: "Ecs",
  rds: "Rds",
  sfn: "Sfn",
  sns: "Sns",
  ssm: "Ssm",
} as const;

type Service = keyof typeof errorPrefixes;

/** Where an error of a task leads. */
interface ErrorRoute {
  /** Names without the service's prefix, such as `ScanNotFoundException`, or a `States.…` of Step Functions itself. */
  readonly errors: readonly string[];
  readonly assign?: Assign;
  readonly next: string;
}

/** A call of AWS, and where its answer and its errors lead. */
export interface TaskOptions {
  /** Service and action as Step Functions names them, such as `ecs:describeServices`. */
  readonly call: `${Service}:${string}`;
  readonly arguments: Json;
  readonly assign?: Assign;
  /** What the next state gets as its input; nothing when left out, since results may be large. */
  readonly output?: Json;
  readonly next: string;
  readonly routes?: readonly ErrorRoute[];
  /** Where every other error leads, after retries. `null`: the execution fails, and its clean-up goes on from there. */
  readonly otherwise: { readonly assign?: Assign; readonly next: string } | null;
}

/** Any error that says "later": waits of 2, 4, 8, 16, 32 and 60 seconds at most, each shortened at random. */
const retry = {
  ErrorEquals: ["States.TaskFailed", "States.Timeout"],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 6,
  MaxDelaySeconds: 60,
  JitterStrategy: "FULL",
};

/** Errors of ECS that are answers: asked again, it says the same. */
export const refusedByEcs = [
  "AccessDeniedException",
  "ClientException",
  "InvalidParameterException",
] as const;

/** A call of AWS, retried with back-off; errors with a route of their own are answers and are not retried. */
export function task({ names }: Delivery, options: TaskOptions): State {
  const [service, action] = options.call.split(":") as [Service, string];
  const qualified = (errors: readonly string[]) =>
    errors.map((error) =>
      error.startsWith("States.") ? error : `${errorPrefixes[service]}.${error}`,
    );
  const routes = (options.routes ?? []).map(({ errors, assign, next }) => ({
    ErrorEquals: qualified(errors),
    ...(assign && { Assign: assign }),
    Next: next,
  }));
  const { otherwise } = options;
  const rest = otherwise && {
    ...(otherwise.assign && { Assign: otherwise.assign }),
    Next: otherwise.next,
  };
  // An answer above 256 KiB is an error that States.ALL does not stand for.
  const catchers = rest
    ? [
        ...routes,
        { ErrorEquals: ["States.DataLimitExceeded"], ...rest },
        { ErrorEquals: ["States.ALL"], ...rest },
      ]
    : routes;
  const answers = routes.flatMap(({ ErrorEquals }) => ErrorEquals);
  return {
    Type: "Task",
    Resource: bareArnIn(names, "states", `aws-sdk:${service}:${action}`),
    Arguments: options.arguments,
    TimeoutSeconds: 60,
    Retry: [...(answers.length > 0 ? [{ ErrorEquals: answers, MaxAttempts: 0 }] : []), retry],
    ...(catchers.length > 0 && { Catch: catchers }),
    ...(options.assign && { Assign: options.assign }),
    Output: options.output ?? {},
    Next: options.next,
  };
}
