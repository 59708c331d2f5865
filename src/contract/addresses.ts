/** Addresses of the stack that an apply looks for in a plan and in a state; a test sees that the stack has them. */
export const knownAddresses = {
  imagePointer: "aws_ssm_parameter.image",
  deliveryTable: "aws_dynamodb_table.delivery_table",
  service: "aws_ecs_service.service",
  operatorRole: "aws_iam_role.access_operator",
} as const;
