import { expect, test } from "vitest";
import { exampleWith, waivingEnvironment } from "../../../support/example-with";
import { parsed, statement, synthesizeEnvironment } from "../../../support/synth";

const databaseClients = { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-duty"] };
const plain = synthesizeEnvironment(exampleWith({ "service.execEnabled": true }));
const settings = { "access.databaseClients": databaseClients, "service.execEnabled": true };
const made = synthesizeEnvironment(exampleWith(settings));
const { policy } = made.resource("aws_iam_role_policy.access_database_client_policy");
const inUsEast1 = (service: string, rest: string) =>
  `arn:aws:${service}:us-east-1:111111111111:${rest}`;
const cluster = { ArnEquals: { "ecs:cluster": inUsEast1("ecs", "cluster/shop-dev") } };

test("a file that says that nobody connects makes the same bytes as one that says nothing of it", () => {
  const none = { "access.databaseClients": { mode: "none" }, "service.execEnabled": true };
  expect(synthesizeEnvironment(exampleWith(none)).json).toEqual(plain.json);
});

test("those who are named act as it", () => {
  expect(made.resource("aws_iam_role.access_database_client")).toMatchObject({
    name: "shop-dev-database-client",
    assume_role_policy: expect.stringContaining('"arn:aws:iam::111111111111:role/on-duty"'),
  });
});

test("host and port stand in the document, and whoever starts a session chooses its own port alone", () => {
  const { content, ...document } = made.only("aws_ssm_document");
  expect(document).toMatchObject({
    name: "shop-dev-database",
    document_type: "Session",
    document_format: "JSON",
  });
  expect(JSON.parse(String(content))).toMatchObject({
    schemaVersion: "1.0",
    sessionType: "Port",
    parameters: { localPortNumber: { type: "String", allowedPattern: "^[0-9]{1,5}$" } },
    properties: {
      type: "LocalPortForwarding",
      host: "${aws_db_instance.database.address}",
      portNumber: "5432",
      localPortNumber: "{{ localPortNumber }}",
    },
  });
  expect(Object.keys(JSON.parse(String(content)).parameters)).toEqual(["localPortNumber"]);
});

test("an existing database is reached at the host that the file names", () => {
  const existing = synthesizeEnvironment(
    exampleWith({
      ...settings,
      database: {
        mode: "existing",
        securityGroupId: "sg-0123456789abcdef0",
        port: 6432,
        hostName: "db.example.gov",
        addIngressRule: true,
      },
      "secrets.variables": {},
    }),
  );
  const { properties } = JSON.parse(String(existing.only("aws_ssm_document")["content"]));
  expect(properties).toMatchObject({ host: "db.example.gov", portNumber: "6432" });
});

/** Each statement that is its own, whole. */
const statements = {
  FindTasks: { Action: "ecs:ListTasks", Resource: "*", Condition: cluster },
  LookAtTasks: {
    Action: "ecs:DescribeTasks",
    Resource: inUsEast1("ecs", "task/shop-dev/*"),
    Condition: cluster,
  },
  ConnectByThisDocument: {
    Action: "ssm:StartSession",
    Resource: [inUsEast1("ssm", "document/shop-dev-database"), inUsEast1("ecs", "task/shop-dev/*")],
    Condition: { Bool: { "ssm:SessionDocumentAccessCheck": "true" } },
  },
  EndAndResumeItsOwn: {
    Action: ["ssm:ResumeSession", "ssm:TerminateSession"],
    Resource: inUsEast1("ssm", "session/*"),
    // As Terraform writes what is no expression of its own.
    Condition: {
      StringLike: { "ssm:resourceTag/aws:ssmmessages:session-id": "$${aws:userid}" },
    },
  },
  CarryTheSession: { Action: "ssmmessages:OpenDataChannel", Resource: "*" },
  WriteRecords: {
    Action: ["dynamodb:PutItem"],
    Resource: inUsEast1("dynamodb", "table/shop-dev-delivery"),
    Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["connection"] } },
  },
};

test.each(Object.entries(statements))("%s is just so", (Sid, rest) => {
  expect(statement(policy, Sid)).toEqual({ Sid, Effect: "Allow", ...rest });
});

test("it may do nothing else: it opens no shell and reads no password", () => {
  expect(parsed(policy).Statement.map(({ Sid = "" }) => Sid)).toEqual([
    "FindTasks",
    "LookAtTasks",
    "ConnectByThisDocument",
    "EndAndResumeItsOwn",
    "CarryTheSession",
    "ReadRecords",
    "WriteRecords",
    "UseTheTablesKey",
  ]);
});

test("the table's own policy refuses to write records of connections to everybody but it", () => {
  const { policy } = made.only("aws_dynamodb_resource_policy");
  expect(statement(policy, "OnlyTheirOwnWriteConnection").Condition).toEqual({
    "ForAnyValue:StringEquals": { "dynamodb:LeadingKeys": ["connection"] },
    ArnNotEquals: {
      "aws:PrincipalArn": ["arn:aws:iam::111111111111:role/shop-dev-database-client"],
    },
  });
});

test("without it the table's own policy stays as it was before there were connections", () => {
  const waiving = synthesizeEnvironment(waivingEnvironment());
  const { policy } = waiving.only("aws_dynamodb_resource_policy");
  expect(policy).not.toContain("onnection");
});

test("developers read in the history who connected, where anybody may", () => {
  const kinds = (of: typeof made) =>
    statement(of.resource("aws_iam_policy.access_developers")["policy"], "ReadRecords").Condition?.[
      "ForAllValues:StringEquals"
    ]?.["dynamodb:LeadingKeys"];
  expect(kinds(made)).toContain("connection");
  expect(kinds(plain)).not.toContain("connection");
});
