import { Construct } from "constructs";
import { DataAwsEcsCluster } from "#aws/data-aws-ecs-cluster";
import { mainResourceId } from "../../readable-stack";

/** Properties of {@link CountedTasks}. */
interface CountedTasksProps {
  /** Name of a cluster that others own. */
  readonly cluster: string;
}

/**
 * A cluster that others own counts the tasks that should run, or each plan fails: without that figure nothing distinguishes a service that is
 * down from one that is not meant to run.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
 */
export class CountedTasks extends Construct {
  constructor(scope: Construct, id: string, props: CountedTasksProps) {
    super(scope, id);
    const cluster = new DataAwsEcsCluster(this, mainResourceId, { clusterName: props.cluster });
    cluster.lifecycle = {
      postcondition: [
        {
          condition:
            '${anytrue([for s in self.setting : s.name == "containerInsights" && s.value != "disabled"])}',
          errorMessage: `monitoring needs Container Insights on cluster ${props.cluster}, which counts the tasks that should run: ask its owner for aws ecs update-cluster-settings --cluster ${props.cluster} --settings name=containerInsights,value=enabled, or remove the section monitoring.`,
        },
      ],
    };
  }
}
