import { journey } from "./support/journey";

journey({
  name: "eec-prod",
  verdicts: {
    create: [
      "aws_iam_role.access_promoter:create", // Jenkins, in the development account, promotes
      "aws_lb.load_balancer:create", // it faces the Internet
      "aws_vpc_security_group_ingress_rule.network_load_balancer_443_from_0_0_0_0_0:create",
      "aws_vpc_security_group_ingress_rule.network_load_balancer_80_from_0_0_0_0_0:create",
    ],
    variants: {
      "a larger database, which waits for the maintenance window": {
        settings: { "database.instanceClass": "db.m7g.xlarge" },
        refused: [],
      },
      "another major version of the database": {
        settings: { "database.engineVersion": "18" },
        refused: ["aws_db_instance.database:update"],
        recordedAs: "eec-prod-engine-version",
      },
      "a database without its standby": {
        settings: { "database.multiAz": false },
        refused: ["aws_db_instance.database:update"],
      },
      "logs and backups kept for less time": {
        settings: {
          "service.logRetentionDays": 30,
          "database.logRetentionDays": 30,
          "database.backupRetentionDays": 7,
        },
        refused: [
          "aws_cloudwatch_log_group.cluster_exec_logs:update",
          "aws_cloudwatch_log_group.database_logs_postgresql:update",
          "aws_cloudwatch_log_group.database_logs_upgrade:update",
          "aws_cloudwatch_log_group.delivery_logs:update",
          "aws_cloudwatch_log_group.service_logs:update",
          "aws_db_instance.database:update",
        ],
      },
      "fewer images kept": {
        settings: { "repository.keepImages": 10 },
        refused: ["aws_ecr_lifecycle_policy.images_retention:replace"],
      },
      "more memory": { settings: { "service.memoryMiB": 4096 }, refused: [] },
      "one more task": { settings: { "service.tasksMin": 3 }, refused: [] },
      "half the tasks": {
        settings: { "service.tasksMin": 1 },
        refused: ["aws_appautoscaling_target.service_scaling:update"],
      },
      "the database's block removed": {
        settings: { database: { mode: "none" }, "secrets.variables.DATABASE_URL": undefined },
        refused: [
          "aws_cloudwatch_log_group.database_logs_postgresql:delete",
          "aws_cloudwatch_log_group.database_logs_upgrade:delete",
          "aws_db_instance.database:delete",
          "aws_db_subnet_group.database_subnets:delete",
          "aws_ecs_task_definition.service_task:replace",
          "aws_secretsmanager_secret.database_password:delete",
          "aws_secretsmanager_secret.secret_DATABASE_URL:delete",
          "aws_secretsmanager_secret_version.database_password_version:delete",
          "aws_secretsmanager_secret_version.secret_DATABASE_URL_version:delete",
          "aws_security_group.network_database:delete",
          "aws_vpc_security_group_egress_rule.network_service_5432_to_database:delete",
          "aws_vpc_security_group_ingress_rule.network_database_5432_from_service:delete",
        ],
        recordedAs: "eec-prod-database-removed",
      },
    },
  },
});
