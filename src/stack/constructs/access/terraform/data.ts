import { arnIn } from "../../../../base/arns";
import { databaseIdentifiersOf } from "../../../../config/delivery-of";
import type { Environment } from "../../../../config/schema";
import { namesOf } from "../../../../contract/names";
import type { ServiceAccess } from "./service-access";

/** Database, secrets and the key that encrypts them. */
export function data(environment: Environment): ServiceAccess[] {
  const names = namesOf(environment);
  const { prefix } = names;
  const at = (service: string, resource: string) => arnIn(environment, service, resource);
  return [
    {
      service: "Database",
      types: ["aws_db_instance", "aws_db_parameter_group", "aws_db_subnet_group"],
      // The provider looks for an instance by a filter on its resource id and never by its name.
      list: ["rds:DescribeDBInstances"],
      read: [
        "rds:DescribeDBParameterGroups",
        "rds:DescribeDBParameters",
        "rds:DescribeDBSubnetGroups",
        "rds:ListTagsForResource",
      ],
      write: [
        "rds:AddTagsToResource",
        "rds:CreateDBInstance",
        "rds:CreateDBParameterGroup",
        "rds:CreateDBSnapshot",
        "rds:CreateDBSubnetGroup",
        "rds:DeleteDBInstance",
        "rds:DeleteDBSubnetGroup",
        "rds:ModifyDBInstance",
        "rds:ModifyDBParameterGroup",
        "rds:ModifyDBSubnetGroup",
        "rds:RebootDBInstance",
        "rds:RemoveTagsFromResource",
        "rds:ResetDBParameterGroup",
      ],
      on: [
        ...databaseIdentifiersOf(environment).map((identifier) => at("rds", `db:${identifier}`)),
        at("rds", "og:default*"),
        at("rds", `pg:${names.databaseIdentifier}-*`),
        at("rds", `snapshot:${names.databaseIdentifier}-*`),
        at("rds", `subgrp:${names.databaseIdentifier}`),
      ],
    },
    {
      service: "DatabaseEvents",
      types: ["aws_db_event_subscription"],
      ...(environment.monitoring?.database && {
        read: ["rds:DescribeEventSubscriptions", "rds:ListTagsForResource"],
        write: [
          "rds:AddTagsToResource",
          "rds:CreateEventSubscription",
          "rds:DeleteEventSubscription",
          "rds:ModifyEventSubscription",
          "rds:RemoveTagsFromResource",
        ],
        on: [at("rds", `es:${names.databaseEvents}`)],
      }),
    },
    {
      service: "Secrets",
      types: [
        "aws_secretsmanager_secret",
        "aws_secretsmanager_secret_version",
        "ephemeral.aws_secretsmanager_random_password",
        "ephemeral.aws_secretsmanager_secret_version",
      ],
      list: ["secretsmanager:GetRandomPassword"],
      read: [
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy",
        "secretsmanager:ListSecretVersionIds",
      ],
      write: [
        "secretsmanager:CreateSecret",
        "secretsmanager:DeleteSecret",
        "secretsmanager:PutSecretValue",
        "secretsmanager:RestoreSecret",
        "secretsmanager:TagResource",
        "secretsmanager:UntagResource",
        "secretsmanager:UpdateSecret",
        "secretsmanager:UpdateSecretVersionStage",
      ],
      on: [at("secretsmanager", `secret:${prefix}/*`)],
    },
    {
      service: "Key",
      types: ["aws_kms_key"],
      list: ["kms:ListAliases"],
      read: [
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListResourceTags",
      ],
      // Deleting a key is not among them: without it every backup is lost.
      write: [
        "kms:CreateAlias",
        "kms:DeleteAlias",
        "kms:EnableKeyRotation",
        "kms:PutKeyPolicy",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ],
      on: [at("kms", "key/*")],
      onlyOwn: true,
      create: ["kms:CreateKey"],
      tagNew: { actions: ["kms:TagResource"] },
    },
    {
      service: "KeyAlias",
      types: ["aws_kms_alias"],
      write: ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"],
      on: [at("kms", names.keyAlias)],
    },
  ];
}
