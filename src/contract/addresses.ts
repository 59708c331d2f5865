/** Addresses of the stack that an apply looks for in a plan and in a state; a test sees that the stack has them. */
export const knownAddresses = {
  imagePointer: "aws_ssm_parameter.image",
  deliveryTable: "aws_dynamodb_table.delivery_table",
  service: "aws_ecs_service.service",
  operatorRole: "aws_iam_role.access_operator",
} as const;

/** The part of an address that a text becomes: letters, digits and single underscores. */
export function addressPart(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, "_");
}
