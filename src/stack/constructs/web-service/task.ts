import { Construct } from "constructs";
import { EcsTaskDefinition } from "#aws/ecs-task-definition";
import { literal } from "../../overrides";
import { mainResourceId } from "../../readable-stack";
import { timing } from "./target-group";

/** Properties of a {@link Task}. */
export interface TaskProps extends ContainerDefinitionsProps {
  /** Family of the revisions. */
  readonly family: string;
  /** CPU units, in a pair with the memory that Fargate sells. */
  readonly cpuUnits: number;
  /** Memory in MiB, in a pair with the CPU that Fargate sells. */
  readonly memoryMiB: number;
  /** Processor that the image was built for. */
  readonly architecture: "X86_64" | "ARM64";
  /** Role with which ECS starts the task. */
  readonly executionRoleArn: string;
  /** Role that the application has. */
  readonly taskRoleArn: string;
}

/**
 * The task definition, with the released image. It follows the family's latest revision, which the deployer registers, and never
 * deregisters one; its tags come from the provider's default tags alone, since another tag would be a change after each release.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export class Task extends Construct {
  readonly arn: string;
  readonly family: string;

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    const definition = new EcsTaskDefinition(this, mainResourceId, {
      family: props.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: `${props.cpuUnits}`,
      memory: `${props.memoryMiB}`,
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: props.architecture },
      executionRoleArn: props.executionRoleArn,
      taskRoleArn: props.taskRoleArn,
      containerDefinitions: JSON.stringify(
        containerDefinitions({ ...props, variables: literalValues(props.variables) }),
      ),
      volume: props.execEnabled ? execVolumes.map(({ name }) => ({ name })) : [],
      trackLatest: true,
      skipDestroy: true,
    });
    this.arn = definition.arn;
    this.family = definition.family;
  }
}

function literalValues(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, literal(value)]),
  );
}

/** Properties of {@link containerDefinitions}. */
export interface ContainerDefinitionsProps {
  /** Name of the container, 1 to 255 characters. */
  readonly containerName: string;
  /** Image by digest, such as `….amazonaws.com/shop/api@sha256:…`. */
  readonly image: string;
  /** TCP port on which it listens. */
  readonly port: number;
  /** Plain environment variables. */
  readonly variables: Readonly<Record<string, string>>;
  /** Secret environment variables: name and where ECS reads the value. */
  readonly secrets: readonly { readonly name: string; readonly valueFrom: string }[];
  /** Log group that gets its output. */
  readonly logGroupName: string;
  /** AWS region of the log group. */
  readonly region: string;
  /** Whether people may open a shell in it. */
  readonly execEnabled: boolean;
}

/**
 * Size of `/tmp` in MiB; counts towards the task's memory. Fargate has it since January 2026, in the commercial regions first.
 * @see https://aws.amazon.com/about-aws/whats-new/2026/01/amazon-ecs-tmpfs-mounts-aws-fargate-managed-instances/
 */
const tmpSizeMiB = 128;

/**
 * What ECS Exec's agent writes to; its paths are the agent's own. Volumes of the task, since the root file system is read-only: AWS
 * supports Exec only on a writable one, and this is what its users found to work.
 * @see https://github.com/aws/containers-roadmap/issues/1359
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
const execVolumes = [
  { name: "exec-lib", containerPath: "/var/lib/amazon" },
  { name: "exec-log", containerPath: "/var/log/amazon" },
] as const;

/**
 * The task's one container, as ECS writes it back: sorted, and with every value that the service would otherwise fill in, so that a
 * plan shows a difference only where there is one. The root file system is read-only and `/tmp` lives in memory.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerDefinitions(props: ContainerDefinitionsProps) {
  const { port } = props;
  return [
    {
      name: props.containerName,
      image: props.image,
      essential: true,
      cpu: 0,
      environment: Object.entries(props.variables)
        .map(([name, value]) => ({ name, value }))
        .sort(byName),
      secrets: props.secrets.map(({ name, valueFrom }) => ({ name, valueFrom })).sort(byName),
      portMappings: [{ containerPort: port, hostPort: port, protocol: "tcp" }],
      readonlyRootFilesystem: true,
      linuxParameters: {
        capabilities: { add: [], drop: ["ALL"] },
        initProcessEnabled: true, // reaps what the application leaves and passes SIGTERM on
        tmpfs: [
          {
            containerPath: "/tmp",
            size: tmpSizeMiB,
            mountOptions: ["rw", "nosuid", "nodev"], // keeps the mode of the image's /tmp: anyone may write
          },
        ],
      },
      mountPoints: props.execEnabled
        ? execVolumes.map(({ name, containerPath }) => ({
            sourceVolume: name,
            containerPath,
            readOnly: false,
          }))
        : [],
      volumesFrom: [],
      systemControls: [],
      stopTimeout: timing.stopTimeoutSeconds,
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": props.logGroupName,
          "awslogs-region": props.region,
          "awslogs-stream-prefix": "app",
          mode: "non-blocking", // a log that cannot be written never stops the application
          "max-buffer-size": "4m",
        },
      },
    },
  ];
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
