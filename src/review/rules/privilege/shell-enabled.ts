import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { note, type Observation, type Rule, refuse } from "../rule";

/** People may open a shell in running containers. */
export const shellEnabled: Rule = {
  name: "shell-enabled",
  class: "privilege",
  why: "In the container are its secrets, its role and its access to the database.",
  advice: "Keep ECS Exec off in production; look at logs and metrics, or at dev.",
  kinds: new Set(["aws_ecs_service"]),
  check(change): readonly Observation[] {
    if (!isWritten(change)) return [];
    const will = planned(change, "enable_execute_command");
    if (prior(change, "enable_execute_command") === true || !(will === true || will === UNKNOWN))
      return [];
    const what = "people may open a shell in running containers (ECS Exec)";
    return [change.before === undefined ? note(what) : refuse(what)];
  },
};
