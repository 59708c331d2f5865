import { arnIn } from "../../../base/arns";
import type { PolicyStatement } from "../../../base/policy";
import { literal } from "../../overrides";
import type { AccessPlaces } from "./access-places";
import { readRecords, useTheTablesKey, writeRecords } from "./statements";

/**
 * Who connects starts sessions by this document alone, through tasks of this cluster alone, ends and resumes its own, and records that it did. No shell: the
 * document is checked, and another one, also the one that AWS takes where none is named, is refused.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-specify-session-document.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
export function databaseClientPolicy(
  places: AccessPlaces,
  documentName: string,
): PolicyStatement[] {
  const thisCluster = { ArnEquals: { "ecs:cluster": places.clusterArn } };
  return [
    // ListTasks knows no service, only the cluster.
    {
      Sid: "FindTasks",
      Effect: "Allow",
      Action: "ecs:ListTasks",
      Resource: "*",
      Condition: thisCluster,
    },
    {
      Sid: "LookAtTasks",
      Effect: "Allow",
      Action: "ecs:DescribeTasks",
      Resource: places.taskArns,
      Condition: thisCluster,
    },
    {
      Sid: "ConnectByThisDocument",
      Effect: "Allow",
      Action: "ssm:StartSession",
      Resource: [arnIn(places, "ssm", `document/${documentName}`), places.taskArns],
      Condition: { Bool: { "ssm:SessionDocumentAccessCheck": "true" } },
    },
    {
      Sid: "EndAndResumeItsOwn",
      Effect: "Allow",
      Action: ["ssm:ResumeSession", "ssm:TerminateSession"],
      Resource: arnIn(places, "ssm", "session/*"),
      Condition: {
        StringLike: { "ssm:resourceTag/aws:ssmmessages:session-id": literal(`\${aws:userid}`) },
      },
    },
    // AWS knows no resource for it; a channel opens only with the token that StartSession answered.
    {
      Sid: "CarryTheSession",
      Effect: "Allow",
      Action: "ssmmessages:OpenDataChannel",
      Resource: "*",
    },
    readRecords(places, ["connection"]),
    writeRecords(places, ["connection"], ["dynamodb:PutItem"]),
    useTheTablesKey(places, "write"),
  ];
}
