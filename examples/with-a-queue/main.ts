import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { namesOf, synthesizeProject } from "slipway";

// Each environment of this project also has a queue, and its service may use it.
synthesizeProject((stack, environment) => {
  const name = `${namesOf(environment).prefix}-orders`;
  const queue = new SqsQueue(stack, "orders", {
    name,
    messageRetentionSeconds: 14 * 24 * 3600,
    kmsMasterKeyId: stack.keyArn,
    kmsDataKeyReusePeriodSeconds: 300,
  });
  new IamRolePolicy(stack, "orders_policy", {
    name: "orders",
    role: stack.service.taskRoleName,
    policy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "UseTheQueue",
          Effect: "Allow",
          Action: ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl"],
          Resource: queue.arn,
        },
        {
          Sid: "UseItsKey",
          Effect: "Allow",
          Action: ["kms:GenerateDataKey", "kms:Decrypt"],
          Resource: stack.keyArn,
          Condition: {
            StringEquals: { "kms:ViaService": `sqs.${environment.region}.amazonaws.com` },
          },
        },
      ],
    }),
  });
});
