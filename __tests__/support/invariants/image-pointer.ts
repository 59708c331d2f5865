import { referencesIn } from "../terraform-references";
import { type Invariant, resourcesOf } from "./invariant";

const pointer = "aws_ssm_parameter.image";
const taskDefinition = "aws_ecs_task_definition.service_task";

/** After a release a plan is empty only if nothing else looks at the revision or at the released digest. */
export const onlyTheServiceFollowsReleases: Invariant = (synthesized) => {
  const { json } = synthesized;
  const all = [
    ...resourcesOf(synthesized).map(({ address, args }) => ({ address, args: args as unknown })),
    ...Object.entries((json["output"] ?? {}) as Record<string, unknown>).map(([name, args]) => ({
      address: `output.${name}`,
      args,
    })),
  ];
  const readDigest = new RegExp(`${pointer.replace(".", "\\.")}\\.(insecure_)?value`);
  return all.flatMap(({ address, args }) => [
    ...(address !== "aws_ecs_service.service" && referencesIn(args).has(taskDefinition)
      ? [`${address} refers to a revision of the task definition`]
      : []),
    ...(readDigest.test(JSON.stringify(args)) &&
    ![
      taskDefinition,
      "aws_ecs_service.service",
      "aws_appautoscaling_target.service_scaling",
    ].includes(address)
      ? [`${address} refers to the released digest`]
      : []),
  ]);
};

/** The properties with which Terraform and the deployer get along; each was tried. */
export const releasesLeaveNoDifference: Invariant = (synthesized) => {
  const service = synthesized.resource("aws_ecs_service.service");
  const task = synthesized.resource(taskDefinition);
  const parameter = synthesized.resource(pointer);
  const checks: readonly (readonly [string, boolean])[] = [
    ["the service never forces a deployment", !("force_new_deployment" in service)],
    ["the service never waits for a steady state", !("wait_for_steady_state" in service)],
    [
      "the service leaves its count to scaling, and nothing else",
      JSON.stringify(service["lifecycle"]) === '{"ignore_changes":["desired_count"]}',
    ],
    ["the task definition follows the latest revision", task["track_latest"] === true],
    ["the task definition deregisters no revision", task["skip_destroy"] === true],
    ["the task definition has no tags of its own", !("tags" in task)],
    ["the pointer is plain text", parameter["type"] === "String"],
    [
      "the pointer's value is the deployer's",
      JSON.stringify(parameter["lifecycle"]) ===
        '{"ignore_changes":["insecure_value"],"prevent_destroy":true}',
    ],
  ];
  return checks.filter(([, holds]) => !holds).map(([rule]) => `not so: ${rule}`);
};
