import { inWords } from "../../guard";
import { isEmpty, planned, prior } from "../../planned-value";
import { isWritten, type Observation, type Rule, refuse } from "../../rule";

const rolesByType: Readonly<Record<string, readonly (readonly (string | number)[])[]>> = {
  aws_ecs_task_definition: [["task_role_arn"], ["execution_role_arn"]],
  aws_sfn_state_machine: [["role_arn"]],
  aws_cloudwatch_event_target: [["role_arn"]],
  aws_scheduler_schedule: [["target", 0, "role_arn"]],
  aws_lambda_function: [["role"]],
  aws_instance: [["iam_instance_profile"]],
  aws_iam_instance_profile: [["role"]],
};

/** Code that runs gets the rights of another role. */
export const roleSwapped: Rule = {
  name: "role-swapped",
  class: "privilege",
  why: "No policy changes, and still the code may do other things than yesterday.",
  advice: "Change the role's policy instead, where a review sees what is added.",
  check(change): readonly Observation[] {
    if (change.before === undefined || !isWritten(change)) return [];
    return (rolesByType[change.type] ?? []).flatMap((path) => {
      const [was, will] = [prior(change, ...path), planned(change, ...path)];
      if (was === will || isEmpty(will)) return [];
      return [refuse(`\`${path.join(".")}\` goes from ${inWords(was)} to ${inWords(will)}`)];
    });
  },
};
