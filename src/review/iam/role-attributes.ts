/** Where each kind that runs or starts something names the role by which it works. */
export const roleAttributesByType: Readonly<
  Record<string, readonly (readonly (string | number)[])[]>
> = {
  aws_ecs_task_definition: [["task_role_arn"], ["execution_role_arn"]],
  aws_sfn_state_machine: [["role_arn"]],
  aws_cloudwatch_event_target: [["role_arn"]],
  aws_scheduler_schedule: [["target", 0, "role_arn"]],
  aws_db_instance: [["monitoring_role_arn"]],
};
