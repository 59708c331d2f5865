/** Where each kind keeps the subnets that it stands in. */
export const subnetsByType: Readonly<Record<string, readonly (string | number)[]>> = {
  aws_lb: ["subnets"],
  aws_ecs_service: ["network_configuration", 0, "subnets"],
  aws_db_subnet_group: ["subnet_ids"],
  aws_vpc_endpoint: ["subnet_ids"],
};
