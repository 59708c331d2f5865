type Paths = Readonly<Record<string, readonly string[]>>;

/** What the provider cannot change in place, by its documentation ("Forces new resource"), each with a value that the module makes it with. */
export const fixedRows: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  aws_acm_certificate: {
    domain_name: "shop.example.gov",
    key_algorithm: "EC_prime256v1",
  },
  aws_acm_certificate_validation: {
    certificate_arn: "arn:aws:acm:us-east-1:111111111111:certificate/a",
    validation_record_fqdns: ["_a.shop.example.gov"],
  },
  aws_appautoscaling_policy: {
    resource_id: "service/eec-dev/eec-dev",
    scalable_dimension: "ecs:service:DesiredCount",
    service_namespace: "ecs",
  },
  aws_appautoscaling_target: {
    resource_id: "service/eec-dev/eec-dev",
  },
  aws_cloudfront_distribution: {
    staging: false,
  },
  aws_cloudfront_function: {
    name: "eec-dev-pages",
  },
  aws_cloudwatch_composite_alarm: {
    alarm_name: "eec-dev-requests",
  },
  aws_cloudwatch_dashboard: {
    dashboard_name: "eec-dev",
  },
  aws_cloudwatch_event_target: {
    rule: "eec-dev-scanned",
  },
  aws_cloudwatch_log_delivery: {
    delivery_destination_arn: "arn:aws:logs:us-east-1:111111111111:delivery-destination:a",
    delivery_source_name: "eec-dev",
  },
  aws_cloudwatch_log_delivery_destination: {
    name: "eec-dev",
    output_format: "json",
  },
  aws_cloudwatch_log_delivery_source: {
    log_type: "ACCESS_LOGS",
    name: "eec-dev",
    resource_arn: "arn:aws:cloudfront::111111111111:distribution/A",
  },
  aws_cloudwatch_log_resource_policy: {
    policy_name: "eec-dev-delivery",
  },
  aws_cloudwatch_metric_alarm: {
    alarm_name: "eec-dev-5xx",
  },
  aws_db_instance: {
    db_name: "app",
    kms_key_id: "arn:aws:kms:us-east-1:111111111111:key/a",
  },
  aws_db_parameter_group: {
    description: "eec-dev",
    family: "postgres17",
  },
  aws_default_security_group: {
    vpc_id: "vpc-1",
  },
  aws_dynamodb_resource_policy: {
    resource_arn: "arn:aws:dynamodb:us-east-1:111111111111:table/eec-dev",
  },
  aws_dynamodb_table: {
    "attribute.name": "id",
    "attribute.type": "S",
    hash_key: "id",
    range_key: "at",
  },
  aws_ec2_client_vpn_authorization_rule: {
    access_group_id: "group-1",
    authorize_all_groups: true,
    client_vpn_endpoint_id: "cvpn-endpoint-1",
    target_network_cidr: "10.0.0.0/16",
  },
  aws_ec2_client_vpn_endpoint: {
    "authentication_options.*": [
      {
        type: "certificate-authentication",
      },
    ],
    client_cidr_block: "10.1.0.0/22",
    transport_protocol: "udp",
  },
  aws_ec2_client_vpn_network_association: {
    client_vpn_endpoint_id: "cvpn-endpoint-1",
    subnet_id: "subnet-1",
  },
  aws_ecr_lifecycle_policy: {
    repository: "eec/dev",
  },
  aws_ecr_repository_policy: {
    repository: "eec/dev",
  },
  aws_ecs_service: {
    cluster: "arn:aws:ecs:us-east-1:111111111111:cluster/eec-dev",
  },
  aws_flow_log: {
    iam_role_arn: "arn:aws:iam::111111111111:role/eec-dev-flow-logs",
    max_aggregation_interval: 60,
    vpc_id: "vpc-1",
  },
  aws_iam_policy: {
    description: "eec-dev",
    path: "/",
  },
  aws_iam_role: {
    path: "/",
  },
  aws_iam_role_policy: {
    role: "eec-dev-task",
  },
  aws_lb_listener: {
    load_balancer_arn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/app/a/1",
  },
  aws_lb_listener_certificate: {
    certificate_arn: "arn:aws:acm:us-east-1:111111111111:certificate/a",
    listener_arn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/a/1/2",
  },
  aws_lb_listener_rule: {
    listener_arn: "arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/a/1/2",
  },
  aws_lb_target_group: {
    port: 8080,
    protocol: "HTTP",
    vpc_id: "vpc-1",
  },
  aws_nat_gateway: {
    allocation_id: "eipalloc-1",
    subnet_id: "subnet-1",
  },
  aws_route: {
    destination_cidr_block: "0.0.0.0/0",
    route_table_id: "rtb-1",
  },
  aws_route53_record: {
    type: "A",
    zone_id: "Z1",
  },
  aws_route_table: {
    vpc_id: "vpc-1",
  },
  aws_route_table_association: {
    subnet_id: "subnet-1",
  },
  aws_s3_bucket: {
    bucket: "eec-dev-logs",
  },
  aws_s3_bucket_lifecycle_configuration: {
    bucket: "eec-dev-logs",
  },
  aws_s3_bucket_ownership_controls: {
    bucket: "eec-dev-logs",
  },
  aws_s3_bucket_policy: {
    bucket: "eec-dev-logs",
  },
  aws_s3_bucket_public_access_block: {
    bucket: "eec-dev-logs",
  },
  aws_s3_bucket_server_side_encryption_configuration: {
    bucket: "eec-dev-logs",
  },
  aws_s3_bucket_versioning: {
    bucket: "eec-dev-logs",
  },
  aws_secretsmanager_secret_version: {
    secret_id: "arn:aws:secretsmanager:us-east-1:111111111111:secret:a",
    secret_string_wo_version: 1,
  },
  aws_security_group: {
    description: "eec-dev service",
    vpc_id: "vpc-1",
  },
  aws_sns_topic_policy: {
    arn: "arn:aws:sns:us-east-1:111111111111:eec-dev",
  },
  aws_sqs_queue_policy: {
    queue_url: "https://sqs.us-east-1.amazonaws.com/111111111111/eec-dev",
  },
  aws_subnet: {
    availability_zone: "us-east-1a",
    cidr_block: "10.0.0.0/24",
    vpc_id: "vpc-1",
  },
  aws_vpc: {
    cidr_block: "10.0.0.0/16",
  },
  aws_vpc_endpoint: {
    vpc_id: "vpc-1",
  },
  aws_vpc_security_group_egress_rule: {
    security_group_id: "sg-1",
  },
  aws_vpc_security_group_ingress_rule: {
    security_group_id: "sg-1",
  },
  aws_wafv2_web_acl_logging_configuration: {
    resource_arn: "arn:aws:wafv2:us-east-1:111111111111:regional/webacl/a/1",
  },
};

const exec = "configuration.execute_command_configuration";
const predefined = "target_tracking_scaling_policy_configuration.predefined_metric_specification";

/** What is judged by one row alone, by the rule that names it. */
export const namedRows: Readonly<Record<string, Paths>> = {
  "alarm-silenced": {
    aws_db_event_subscription: ["event_categories", "sns_topic", "source_ids", "source_type"],
  },
  "audit-reduced": {
    aws_cloudwatch_log_delivery: ["record_fields", "s3_delivery_configuration.*"],
    aws_cloudwatch_log_delivery_destination: ["delivery_destination_configuration.*"],
    aws_ec2_client_vpn_endpoint: ["connection_log_options.cloudwatch_log_group"],
    aws_ecs_cluster: [
      `${exec}.log_configuration.cloud_watch_log_group_name`,
      `${exec}.log_configuration.s3_bucket_name`,
    ],
    aws_flow_log: ["log_destination"],
    aws_lb: ["access_logs.bucket", "connection_logs.bucket"],
    aws_sfn_state_machine: [
      "logging_configuration.include_execution_data",
      "logging_configuration.log_destination",
    ],
    aws_wafv2_web_acl_logging_configuration: ["log_destination_configs", "logging_filter.*"],
  },
  "certificate-swapped": {
    aws_cloudfront_distribution: ["viewer_certificate.acm_certificate_arn"],
    aws_lb_listener: ["certificate_arn"],
    aws_ec2_client_vpn_endpoint: ["server_certificate_arn"],
  },
  "connection-closed": { aws_vpc_endpoint: ["route_table_ids"] },
  "database-password-changed": { aws_db_instance: ["iam_database_authentication_enabled"] },
  "delivery-cut": { aws_scheduler_schedule: ["flexible_time_window.mode"] },
  "encryption-reduced": {
    aws_cloudwatch_log_group: ["kms_key_id"],
    aws_db_instance: ["performance_insights_kms_key_id"],
    aws_dynamodb_table: ["server_side_encryption.kms_key_arn"],
    aws_ecr_repository: ["encryption_configuration.kms_key"],
    aws_ecs_cluster: [`${exec}.kms_key_id`],
    aws_s3_bucket_server_side_encryption_configuration: [
      "rule.apply_server_side_encryption_by_default.kms_master_key_id",
    ],
    aws_secretsmanager_secret: ["kms_key_id"],
    aws_sns_topic: ["kms_master_key_id"],
    aws_sqs_queue: ["kms_master_key_id"],
  },
  "health-check-changed": {
    aws_lb_target_group: [
      "health_check.healthy_threshold",
      "health_check.interval",
      "health_check.matcher",
      "health_check.path",
      "health_check.port",
      "health_check.protocol",
      "health_check.timeout",
      "health_check.unhealthy_threshold",
    ],
  },
  "load-balancer-public": { aws_lb: ["ip_address_type"] },
  "patches-stopped": { aws_db_instance: ["engine_lifecycle_support"] },
  "revision-untracked": { aws_ecs_task_definition: ["family"] },
  "rollback-weakened": { aws_ecs_service: ["alarms.alarm_names"] },
  "scaling-stopped": {
    aws_appautoscaling_policy: [
      "policy_type",
      `${predefined}.predefined_metric_type`,
      `${predefined}.resource_label`,
    ],
    aws_dynamodb_table: ["billing_mode"],
  },
  "service-run-otherwise": {
    aws_ecs_service: [
      "capacity_provider_strategy.*",
      "deployment_configuration.*",
      "deployment_controller.type",
      "launch_type",
      "platform_version",
      "scheduling_strategy",
    ],
    aws_ecs_task_definition: [
      "network_mode",
      "requires_compatibilities",
      "runtime_platform.cpu_architecture",
      "runtime_platform.operating_system_family",
    ],
  },
  "session-diverted": {
    aws_ssm_document: ["content", "permissions.*"],
  },
  "edge-hardening-reduced": {
    aws_cloudfront_distribution: ["web_acl_id"],
    aws_cloudfront_response_headers_policy: ["security_headers_config.*"],
  },
  "traffic-rerouted": {
    aws_cloudfront_distribution: [
      "aliases",
      "default_cache_behavior.*",
      "default_root_object",
      "is_ipv6_enabled",
      "ordered_cache_behavior.*",
      "origin.*",
      "restrictions.*",
      "viewer_certificate.ssl_support_method",
    ],
    aws_cloudfront_function: ["code", "runtime"],
    aws_cloudfront_origin_access_control: [
      "origin_access_control_origin_type",
      "signing_behavior",
      "signing_protocol",
    ],
    aws_cloudfront_vpc_origin: ["vpc_origin_endpoint_config.*"],
    aws_ec2_client_vpn_endpoint: ["dns_servers", "split_tunnel", "vpc_id", "vpn_port"],
    aws_internet_gateway: ["vpc_id"],
    aws_route: ["nat_gateway_id"],
    aws_route_table_association: ["route_table_id"],
    aws_lb: ["idle_timeout"],
    aws_lb_listener: [
      "default_action.fixed_response.content_type",
      "default_action.fixed_response.message_body",
      "default_action.fixed_response.status_code",
    ],
  },
};

/** What the module makes of what is another kind of thing with another value: all such values, or some of many. */
export const familiarValues: Paths = {
  "aws_acm_certificate validation_method": ["DNS"],
  "aws_appautoscaling_target scalable_dimension": ["ecs:service:DesiredCount"],
  "aws_appautoscaling_target service_namespace": ["ecs"],
  "aws_db_instance engine": ["postgres"],
  "aws_ecs_account_setting_default name": ["fargateFIPSMode"],
  "aws_eip domain": ["vpc"],
  "aws_flow_log log_destination_type": ["cloud-watch-logs"],
  "aws_iam_openid_connect_provider url": [
    "https://token.actions.githubusercontent.com",
    "token.actions.githubusercontent.com",
  ],
  "aws_lb load_balancer_type": ["application"],
  "aws_lb_target_group target_type": ["ip"],
  "aws_ssm_document document_type": ["Session"],
  "aws_vpc_endpoint service_name": [
    "com.amazonaws.us-east-1.s3",
    "com.amazonaws.us-gov-west-1.ecr.dkr",
  ],
  "aws_vpc_endpoint vpc_endpoint_type": ["Interface", "Gateway"],
  "aws_wafv2_web_acl scope": ["REGIONAL", "CLOUDFRONT"],
};

/** What is worth a note when something new starts without it. */
export const notedWhenNew: readonly string[] = [
  "aws_db_instance backup_retention_period",
  "aws_db_instance deletion_protection",
  "aws_db_instance skip_final_snapshot",
  "aws_db_instance storage_encrypted",
  "aws_ecr_repository force_delete",
  "aws_ecr_repository image_scanning_configuration.scan_on_push",
  "aws_ecr_repository image_tag_mutability",
  "aws_ecs_service deployment_circuit_breaker.enable",
  "aws_ecs_service enable_execute_command",
  "aws_ecs_service force_delete",
  "aws_kms_key enable_key_rotation",
  "aws_lb drop_invalid_header_fields",
  "aws_lb enable_deletion_protection",
  "aws_s3_bucket force_destroy",
];
