import { isEmpty, listOf, member } from "../read/planned-value";
import {
  by,
  byNumber,
  byNumberDown,
  byRank,
  changed,
  fixed,
  fixedTo,
  harmless,
  type Kinds,
  kept,
  lost,
  unlessTrue,
  weakened,
  whenTrue,
} from "./judgement";

const otherwise = (what: string) => changed("service-run-otherwise", what);
const scaling = (what: string) => changed("scaling-stopped", what);
const gap = by("gap-while-replaced");
const program = by("program-changed");
const privileges = by("container-loosened");

/** The tasks, and what decides how many of them there are. */
export const service: Kinds = {
  aws_ecs_cluster: {
    deleted: by("entry-replaced"),
    replaced: by("entry-replaced"),
    attributes: {
      "configuration.execute_command_configuration.kms_key_id": kept("encryption-reduced"),
      "configuration.execute_command_configuration.log_configuration.cloud_watch_encryption_enabled":
        weakened("encryption-reduced", whenTrue),
      "configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name":
        kept("audit-reduced"),
      "configuration.execute_command_configuration.log_configuration.s3_bucket_encryption_enabled":
        weakened("encryption-reduced", whenTrue),
      "configuration.execute_command_configuration.log_configuration.s3_bucket_name":
        kept("audit-reduced"),
      // Nothing said is DEFAULT: sessions go where the task's own log goes.
      "configuration.execute_command_configuration.logging": weakened("audit-reduced", (value) =>
        isEmpty(value) ? 1 : byRank("DEFAULT", "OVERRIDE")(value),
      ),
      "setting.*": weakened("monitoring-reduced", containerInsights),
    },
  },
  aws_ecs_service: {
    deleted: by("entry-replaced"),
    replaced: by("entry-replaced"),
    attributes: {
      "alarms.alarm_names": lost(
        "rollback-weakened",
        "a release is no longer taken back by the alarm",
      ),
      "alarms.enable": weakened("rollback-weakened", whenTrue),
      "alarms.rollback": weakened("rollback-weakened", whenTrue),
      availability_zone_rebalancing: weakened("redundancy-reduced", byRank("ENABLED")),
      "capacity_provider_strategy.*": otherwise(
        "tasks run on other capacity, which AWS may take back: ",
      ),
      cluster: fixed,
      "deployment_circuit_breaker.enable": weakened("rollback-weakened", whenTrue, {
        notedOnCreate: true,
      }),
      "deployment_circuit_breaker.rollback": weakened("rollback-weakened", whenTrue),
      "deployment_configuration.*": otherwise(
        "releases are not made as the deployer watches them: ",
      ),
      "deployment_controller.type": otherwise(
        "ECS no longer rolls releases out, so neither circuit breaker nor deployer work: ",
      ),
      deployment_maximum_percent: by("rollout-stalled"),
      deployment_minimum_healthy_percent: weakened("rollback-weakened", byNumber),
      desired_count: by("scaled-down"),
      enable_ecs_managed_tags: harmless("which tags AWS adds to tasks"),
      enable_execute_command: weakened("shell-enabled", unlessTrue, {
        notedOnCreate: true,
        mayBeChosen: true,
        what: "people may open a shell in its containers (ECS Exec): ",
      }),
      force_delete: weakened("deletion-protection-removed", unlessTrue, { notedOnCreate: true }),
      force_new_deployment: by("rollout-stalled"),
      health_check_grace_period_seconds: by("rollout-stalled"),
      launch_type: otherwise("tasks run on other capacity, which AWS may take back: "),
      "load_balancer.container_name": by("service-detached"),
      "load_balancer.container_port": by("service-detached"),
      "load_balancer.elb_name": by("service-detached"),
      "load_balancer.target_group_arn": by("service-detached"),
      "network_configuration.assign_public_ip": by("publicly-accessible"),
      "network_configuration.security_groups": by("security-group-attached"),
      "network_configuration.subnets": by("subnets-moved", "redundancy-reduced"),
      platform_version: otherwise("tasks run on another platform version: "),
      propagate_tags: harmless("which tags tasks get"),
      scheduling_strategy: otherwise("the number of tasks follows another rule: "),
      "service_registries.registry_arn": by("service-detached"),
      task_definition: by("image-outside-delivery"),
    },
  },
  aws_ecs_task_definition: {
    deleted: harmless(
      "its revisions stay in AWS (`skip_destroy`); the service that runs one is judged by itself",
    ),
    replaced: harmless("it is a new revision; what differs in it is judged by itself"),
    attributes: {
      "container_definitions.command": program,
      "container_definitions.cpu": program,
      "container_definitions.dockerSecurityOptions": privileges,
      "container_definitions.entryPoint": program,
      "container_definitions.environment": by("secret-in-plain-text", "secret-withdrawn"),
      "container_definitions.environmentFiles": program,
      "container_definitions.essential": privileges,
      "container_definitions.healthCheck": by("container-loosened"),
      "container_definitions.image": by("image-outside-delivery"),
      "container_definitions.linuxParameters.capabilities": privileges,
      "container_definitions.linuxParameters.devices": privileges,
      "container_definitions.linuxParameters.initProcessEnabled": harmless(
        "whether a small process of Docker's reaps the ones that ended",
      ),
      "container_definitions.linuxParameters.tmpfs": program,
      "container_definitions.logConfiguration": by("container-loosened", "audit-reduced"),
      "container_definitions.mountPoints": program,
      "container_definitions.name": by("image-outside-delivery"),
      "container_definitions.portMappings": program,
      "container_definitions.privileged": privileges,
      "container_definitions.readonlyRootFilesystem": privileges,
      "container_definitions.secrets": by("secret-swapped", "secret-withdrawn"),
      "container_definitions.stopTimeout": program,
      "container_definitions.user": privileges,
      "container_definitions.workingDirectory": program,
      cpu: weakened("scaled-down", byNumber, { verdict: "note" }),
      execution_role_arn: by("role-swapped", "role-removed"),
      family: kept("revision-untracked"),
      ipc_mode: by("container-loosened"),
      memory: weakened("scaled-down", byNumber, { verdict: "note" }),
      network_mode: otherwise("tasks are reached otherwise: "),
      pid_mode: by("container-loosened"),
      requires_compatibilities: otherwise("tasks run on other capacity: "),
      "runtime_platform.cpu_architecture": otherwise(
        "the released image was built for another processor: ",
      ),
      "runtime_platform.operating_system_family": otherwise(
        "the released image was built for another system: ",
      ),
      skip_destroy: weakened("revision-untracked", whenTrue),
      task_role_arn: by("role-swapped", "role-removed"),
      track_latest: weakened("revision-untracked", whenTrue),
      "volume.host_path": by("container-loosened"),
      "volume.name": harmless(
        "the task's own empty folder; where a container sees it is judged by itself",
      ),
    },
  },
  aws_appautoscaling_target: {
    deleted: by("scaling-stopped"),
    replaced: gap,
    attributes: {
      max_capacity: by("scaled-down"),
      min_capacity: by("scaled-down"),
      resource_id: fixed,
      scalable_dimension: fixedTo(/^ecs:service:DesiredCount$/),
      service_namespace: fixedTo(/^ecs$/),
      "suspended_state.dynamic_scaling_out_suspended": weakened("scaling-stopped", unlessTrue),
      "suspended_state.scheduled_scaling_suspended": weakened("scaling-stopped", unlessTrue),
    },
  },
  aws_appautoscaling_policy: {
    deleted: by("scaling-stopped"),
    replaced: gap,
    attributes: {
      policy_type: scaling("adds tasks by another kind of rule: "),
      resource_id: fixed,
      scalable_dimension: fixed,
      service_namespace: fixed,
      "target_tracking_scaling_policy_configuration.predefined_metric_specification.predefined_metric_type":
        scaling("measures something else: "),
      "target_tracking_scaling_policy_configuration.predefined_metric_specification.resource_label":
        scaling("measures something else: "),
      "target_tracking_scaling_policy_configuration.scale_in_cooldown": harmless(
        "how long it waits before it takes a task away",
      ),
      "target_tracking_scaling_policy_configuration.scale_out_cooldown": weakened(
        "scaling-stopped",
        byNumberDown,
        { verdict: "note" },
      ),
      "target_tracking_scaling_policy_configuration.target_value": by("scaling-stopped"),
    },
  },
};

/** How much Container Insights reports. */
function containerInsights(settings: unknown): number {
  const levels = listOf(settings)
    .filter((setting) => member(setting, "name") === "containerInsights")
    .map((setting) => byRank("enabled", "enhanced")(member(setting, "value")));
  return Math.max(0, ...levels);
}
