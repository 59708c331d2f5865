import { textOf } from "../../read/plain-value";
import { listOf, planned, prior, textsOf, UNKNOWN } from "../../read/planned-value";
import { type Observation, type Rule, refuse } from "../rule";

const groupsByType: Readonly<Record<string, readonly (string | number)[]>> = {
  aws_db_instance: ["vpc_security_group_ids"],
  aws_rds_cluster: ["vpc_security_group_ids"],
  aws_lb: ["security_groups"],
  aws_ecs_service: ["network_configuration", 0, "security_groups"],
  aws_instance: ["vpc_security_group_ids"],
  aws_elasticache_replication_group: ["security_group_ids"],
  aws_vpc_endpoint: ["security_group_ids"],
  aws_network_interface: ["security_groups"],
  aws_lambda_function: ["vpc_config", 0, "security_group_ids"],
  aws_efs_mount_target: ["security_groups"],
};

/** Something that stands gets another group, and with it all that this group lets in. */
export const securityGroupAttached: Rule = {
  name: "security-group-attached",
  class: "exposure",
  why: "Groups add up: whoever any one of them lets in is in.",
  advice: "Add the one rule that is needed to the group that is there.",
  check(change, plan): readonly Observation[] {
    const path = groupsByType[change.type];
    if (path === undefined || change.before === undefined || change.after === undefined) return [];
    if (change.action === "no-op") return [];
    const will = planned(change, ...path);
    if (will === UNKNOWN && !plan.configuration.sets(change.block, String(path[0]))) return [];
    const now = new Set(textsOf(prior(change, ...path)));
    const added = listOf(will).filter((group) => group === UNKNOWN || !now.has(textOf(group)));
    if (added.length === 0) return [];
    const names = added.map((group) => (group === UNKNOWN ? "one not known yet" : textOf(group)));
    return [refuse(`attaches another security group: ${names.join(", ")}`)];
  },
};
