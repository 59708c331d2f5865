import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { Construct } from "constructs";
import { literal } from "../../terraform/literal";
import { mainResourceId } from "../../terraform/readable-stack";
import {
  type ContainerDefinitionsProps,
  containerDefinitions,
  execVolumes,
} from "./container-definitions";

/** What a {@link Task} must be told. */
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
