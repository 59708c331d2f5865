import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten, type Observation, type Rule, refuse } from "../rule";

interface Door {
  readonly types: readonly string[];
  readonly path: readonly (string | number)[];
  readonly isOpen: (value: unknown) => boolean;
}

const whenTrue = (value: unknown) => value === true;

const doors: readonly Door[] = [
  {
    types: [
      "aws_db_instance",
      "aws_rds_cluster_instance",
      "aws_redshift_cluster",
      "aws_mq_broker",
      "aws_dms_replication_instance",
    ],
    path: ["publicly_accessible"],
    isOpen: whenTrue,
  },
  {
    types: ["aws_ecs_service", "aws_ecs_task_set"],
    path: ["network_configuration", 0, "assign_public_ip"],
    isOpen: whenTrue,
  },
  {
    types: ["aws_cloudwatch_event_target"],
    path: ["ecs_target", 0, "network_configuration", 0, "assign_public_ip"],
    isOpen: whenTrue,
  },
  { types: ["aws_instance"], path: ["associate_public_ip_address"], isOpen: whenTrue },
  { types: ["aws_subnet"], path: ["map_public_ip_on_launch"], isOpen: whenTrue },
  {
    types: ["aws_eks_cluster"],
    path: ["vpc_config", 0, "endpoint_public_access"],
    isOpen: whenTrue,
  },
  {
    types: ["aws_lambda_function_url"],
    path: ["authorization_type"],
    isOpen: (value) => value === "NONE",
  },
  {
    types: ["aws_db_snapshot", "aws_db_snapshot_copy", "aws_db_cluster_snapshot"],
    path: ["shared_accounts"],
    isOpen: (value) => Array.isArray(value) && value.includes("all"),
  },
];

/** A database, a task, a machine or a function gets an address that the Internet can reach. */
export const publiclyAccessible: Rule = {
  name: "publicly-accessible",
  class: "exposure",
  why: "With a public address one wrong rule of a security group is enough, and such rules are found within minutes.",
  advice: "Keep it private. People reach it over the VPN, the public through the load balancer.",
  check(change, plan): readonly Observation[] {
    if (!isWritten(change)) return [];
    return doors
      .filter(({ types }) => types.includes(change.type))
      .flatMap(({ path, isOpen }) => {
        const will = planned(change, ...path);
        // Unknown and not configured is AWS's default, which is closed for each of these.
        const isUnknown =
          will === UNKNOWN && plan.configuration.sets(change.block, String(path[0]));
        if (isOpen(prior(change, ...path)) || !(isUnknown || isOpen(will))) return [];
        const name = path.filter((part) => typeof part === "string").join(".");
        return [
          refuse(
            `becomes reachable from the Internet: \`${name}\` ${isUnknown ? "is not known before the apply" : "is set"}`,
          ),
        ];
      });
  },
};
