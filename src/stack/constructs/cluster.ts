import { Construct } from "constructs";
import { EcsCluster } from "#aws/ecs-cluster";
import { mainResourceId } from "../readable-stack";
import { logGroup } from "./log-group";

/** Properties of a {@link Cluster}. */
interface ClusterProps {
  /** Name of the cluster, 1 to 255 characters. */
  readonly name: string;
  /** Name of the log group that records what people type into a task. */
  readonly execLogGroupName: string;
  /** Days that those records are kept. */
  readonly logRetentionDays: number;
  /** ARN of the key that encrypts sessions and records. */
  readonly keyArn: string;
}

/** An ECS cluster with Container Insights, whose ECS Exec sessions are encrypted and recorded. @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html */
export class Cluster extends Construct {
  readonly clusterName: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    const logs = logGroup(this, "exec_logs", {
      name: props.execLogGroupName,
      retentionDays: props.logRetentionDays,
      keyArn: props.keyArn,
    });
    const cluster = new EcsCluster(this, mainResourceId, {
      name: props.name,
      setting: [{ name: "containerInsights", value: "enabled" }],
      configuration: {
        executeCommandConfiguration: {
          kmsKeyId: props.keyArn,
          logging: "OVERRIDE",
          logConfiguration: {
            cloudWatchEncryptionEnabled: true,
            cloudWatchLogGroupName: logs.name,
          },
        },
      },
    });
    this.clusterName = cluster.name;
    this.arn = cluster.arn;
  }
}
