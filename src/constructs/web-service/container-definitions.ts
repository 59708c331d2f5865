import { timing } from "./timing";

/** What {@link containerDefinitions} must be told. */
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
 * supports Exec only on a writable one, and this is the way that its users found.
 * @see https://github.com/aws/containers-roadmap/issues/1359
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
export const execVolumes = [
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
