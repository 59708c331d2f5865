import { expect, test } from "vitest";
import type { Environment } from "../../../../src/config/schema";
import {
  frontendServices,
  networkServices,
  terraformServices,
} from "../../../../src/stack/constructs/access/terraform/services";
import { ownNetworkVpnEnvironment, vpnEnvironment } from "../../../support/client-vpn";
import { connectingEnvironment } from "../../../support/connecting";
import { exampleEnvironment } from "../../../support/example-environment";
import { exampleWith, sharedLoadBalancer, waivingEnvironment } from "../../../support/example-with";
import { dualStackEnvironment } from "../../../support/fourth-environment";
import { frontendEnvironment, ownNetworkFrontendEnvironment } from "../../../support/frontend";
import { guardedEnvironment, sharedAclArn } from "../../../support/guarded";
import { monitoredEnvironment } from "../../../support/monitored";
import { namedEnvironments } from "../../../support/named-environments";
import { openNetworkEnvironment, ownNetworkEnvironment } from "../../../support/own-network";
import { type PolicyStatement, parsed, synthesizeEnvironment } from "../../../support/synth";

const environments = [
  ...namedEnvironments,
  { name: "connecting", environment: connectingEnvironment() },
  { name: "waiving", environment: waivingEnvironment() },
  { name: "dualstack", environment: dualStackEnvironment() },
  { name: "in a network of its own", environment: ownNetworkEnvironment() },
  { name: "in an open network of its own", environment: openNetworkEnvironment() },
  { name: "with a VPN", environment: vpnEnvironment() },
  { name: "behind a distribution", environment: frontendEnvironment() },
  { name: "behind one in a network of its own", environment: ownNetworkFrontendEnvironment() },
  { name: "with a VPN into a network of its own", environment: ownNetworkVpnEnvironment() },
];

/** Everything of AWS that a stack asks the provider for. */
function typesOf(environment: Environment): string[] {
  const { json } = synthesizeEnvironment(environment);
  const keys = (block: unknown) => Object.keys((block ?? {}) as object);
  return [
    ...keys(json.resource),
    ...keys(json.data).map((type) => `data.${type}`),
    ...keys(json["ephemeral"]).map((type) => `ephemeral.${type}`),
  ].filter((type) => /^(\w+\.)?aws_/.test(type));
}

test.each(environments)(
  "whoever plans and applies $name has permissions for each type of resource in it",
  ({ environment }) => {
    const known = [
      ...terraformServices(environment).flat(),
      ...networkServices(environment),
      ...frontendServices(environment),
    ].flatMap(({ types }) => types);
    expect(typesOf(environment).filter((type) => !known.includes(type))).toEqual([]);
  },
);

test("what whoever applies may do is in the same policy in every environment, with room for what a file adds", () => {
  const policies = environments.flatMap(({ environment }) =>
    Object.entries(synthesizeEnvironment(environment).all("aws_iam_policy"))
      .filter(([address]) => address.startsWith("access_apply_policy_"))
      .map(([address, { policy }]) => ({ address, policy: policy as string })),
  );
  expect([...new Set(policies.map(({ address }) => address))].sort()).toEqual(
    ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((list) => `access_apply_policy_${list}`),
  );
  const homes = new Map<string | undefined, Set<string>>();
  for (const { address, policy } of policies) {
    expect(policy.length, address).toBeLessThan(5_500); // AWS takes 6,144
    for (const { Sid } of parsed(policy).Statement) {
      homes.set(Sid, (homes.get(Sid) ?? new Set()).add(address));
    }
  }
  expect([...homes].filter(([, addresses]) => addresses.size > 1)).toEqual([]);
});

test("no permission is kept for a type that no environment has", () => {
  const used = new Set(environments.flatMap(({ environment }) => typesOf(environment)));
  const others = ["aws_iam_openid_connect_provider", "data.aws_iam_openid_connect_provider"];
  const known = terraformServices(exampleEnvironment())
    .flat()
    .flatMap(({ types }) => types);
  expect(known.filter((type) => !used.has(type) && !others.includes(type))).toEqual([]);
});

/** What a role of the example may do, from its own policy or those beside it. */
function statementsOf(role: string, environment = exampleEnvironment()): PolicyStatement[] {
  const made = synthesizeEnvironment(environment);
  return ["aws_iam_role_policy", "aws_iam_policy"]
    .flatMap((type) => Object.entries(made.all(type)))
    .filter(([name]) => name.startsWith(`access_${role}_policy`))
    .flatMap(([, { policy }]) => parsed(policy).Statement);
}

test("whoever plans changes nothing but the state's lock", () => {
  const reading = /:(Get|List|Describe|Query$|Decrypt$|Validate)/;
  const changing = statementsOf("plan").flatMap(({ Action, Resource, Sid }) =>
    [Action]
      .flat()
      .filter((action) => !reading.test(action))
      .map((action) => [Sid, action, Resource]),
  );
  const state = "arn:aws:s3:::shop-terraform-state-111111111111/shop-dev/terraform.tfstate";
  expect(changing).toEqual([
    ["LockTheState", "s3:DeleteObject", `${state}.tflock`],
    ["LockTheState", "s3:PutObject", `${state}.tflock`],
    [
      "UseTheStatesKey", // without which the lock could not be written
      "kms:GenerateDataKey",
      "arn:aws:kms:us-east-1:111111111111:key/*",
    ],
  ]);
});

test("whoever plans opens exactly the secrets that Terraform makes", () => {
  const opened = statementsOf("plan").filter(({ Action }) =>
    [Action].flat().includes("secretsmanager:GetSecretValue"),
  );
  const secret = (name: string) =>
    `arn:aws:secretsmanager:us-east-1:111111111111:secret:shop-dev/${name}-??????`;
  expect(opened.map(({ Resource }) => Resource)).toEqual([
    ["DATABASE_URL", "SECRET_KEY", "database-password"].map(secret),
  ]);
});

test("an environment without generated secrets lets nobody open any", () => {
  const text = JSON.stringify(
    statementsOf("plan", exampleWith({ database: { mode: "none" }, "secrets.variables": {} })),
  );
  expect(text).not.toContain("GetSecretValue");
});

test("whoever applies neither pushes images nor reads the application's data", () => {
  const actions = statementsOf("apply").flatMap(({ Action }) => Action);
  for (const action of [
    "ecr:PutImage",
    "ecr:InitiateLayerUpload",
    "kms:ScheduleKeyDeletion",
    "rds-db:connect",
    "states:StartExecution",
  ]) {
    expect(actions).not.toContain(action);
  }
});

test("whoever applies gives developers' groups that one policy and no other", () => {
  const policies = Object.values(synthesizeEnvironment(exampleEnvironment()).all("aws_iam_policy"));
  const found = policies.flatMap(({ policy }) => parsed(policy).Statement);
  expect(found.find(({ Sid }) => Sid === "ChangeGroupsOfDevelopers")).toEqual({
    Sid: "ChangeGroupsOfDevelopers",
    Effect: "Allow",
    Action: ["iam:AttachGroupPolicy", "iam:DetachGroupPolicy"],
    Resource: "arn:aws:iam::111111111111:group/shop-developers",
    Condition: {
      ArnEquals: { "iam:PolicyARN": "arn:aws:iam::111111111111:policy/shop-dev-developers" },
    },
  });
});

test("what has no name beforehand is changed only with this environment's tags", () => {
  const applied = statementsOf("apply");
  const own = (kind: string) => ({
    StringEquals: { [`aws:${kind}/application`]: "shop", [`aws:${kind}/environment`]: "dev" },
  });
  for (const sid of ["ChangeSecurityGroups", "ChangeCertificate", "ChangeKey"]) {
    expect(applied.find(({ Sid }) => Sid === sid)?.Condition).toEqual(own("ResourceTag"));
  }
  for (const sid of ["MakeSecurityGroups", "MakeCertificate", "MakeKey", "MakeService"]) {
    expect(applied.find(({ Sid }) => Sid === sid)?.Condition).toEqual(own("RequestTag"));
  }
});

test("on what others own only rules are added, and only where the file says so", () => {
  const others = (environment: Environment) =>
    statementsOf("apply", environment).find(({ Sid }) => Sid === "ChangeSecurityGroupsOfOthers");
  expect(others(exampleEnvironment())).toBeUndefined();
  const existing = exampleWith({
    database: {
      mode: "existing",
      securityGroupId: "sg-0dddddddddddddddd",
      port: 5432,
      addIngressRule: true,
    },
    "secrets.variables": {},
  });
  expect(others(existing)?.Resource).toBe(
    "arn:aws:ec2:us-east-1:111111111111:security-group/sg-0dddddddddddddddd",
  );
});

test.each(["plan", "apply"])(
  "%s finds the database, which the provider looks for by a filter and without a name",
  (role) => {
    const finding = statementsOf(role).filter(({ Action }) =>
      [Action].flat().includes("rds:DescribeDBInstances"),
    );
    expect(finding.map(({ Resource }) => Resource)).toEqual(["*"]);
  },
);

test("whoever applies may read what Elastic Load Balancing reads in the caller's name", () => {
  const reads = (environment: Environment) =>
    statementsOf("apply", environment).find(({ Sid }) => Sid === "ReadOnBehalfOfTheCaller");
  expect(reads(exampleEnvironment())).toEqual({
    Sid: "ReadOnBehalfOfTheCaller",
    Effect: "Allow",
    Action: [
      "ec2:DescribeAccountAttributes",
      "ec2:DescribeAddresses",
      "ec2:DescribeInternetGateways",
    ],
    Resource: "*",
  });
  const shared = exampleWith({
    loadBalancer: { ...sharedLoadBalancer, priority: 10 },
  });
  expect(reads(shared)?.Action).toEqual(["ec2:DescribeInternetGateways"]);
});

test("new things get this environment's tags while they are made, and nothing that is there can be made its own by them", () => {
  const tagging = statementsOf("apply").filter(({ Sid }) => Sid.startsWith("Tag"));
  const own = { "aws:RequestTag/application": "shop", "aws:RequestTag/environment": "dev" };
  const untagged = { "aws:ResourceTag/application": "true", "aws:ResourceTag/managed-by": "true" };
  expect(Object.fromEntries(tagging.map(({ Sid, Condition }) => [Sid, Condition]))).toEqual({
    TagSecurityGroups: {
      StringEquals: {
        ...own,
        "ec2:CreateAction": [
          "AuthorizeSecurityGroupEgress",
          "AuthorizeSecurityGroupIngress",
          "CreateSecurityGroup",
        ],
      },
    },
    TagTargetGroups: {
      StringEquals: { ...own, "elasticloadbalancing:CreateAction": ["CreateTargetGroup"] },
    },
    TagCertificate: { StringEquals: own, Null: untagged },
    TagKey: { StringEquals: own, Null: untagged },
  });
});

test("target groups whose names begin alike are distinguished by their tags", () => {
  const changing = statementsOf("apply").filter(({ Resource }) =>
    [Resource].flat().some((one) => one?.includes(":targetgroup/")),
  );
  expect(changing.map(({ Sid }) => Sid)).toEqual(["ChangeTargetGroups", "TagTargetGroups"]);
  expect(changing[0]?.Condition).toEqual({
    StringEquals: {
      "aws:ResourceTag/application": "shop",
      "aws:ResourceTag/environment": "dev",
    },
  });
});

test("composite alarms are read and made by permissions on all alarms: narrower ones AWS does not take", () => {
  const on = (role: string, action: string) =>
    statementsOf(role, monitoredEnvironment())
      .filter(({ Action }) => [Action].flat().includes(action))
      .map(({ Resource }) => Resource);
  expect(on("plan", "cloudwatch:DescribeAlarms")).toContain("*");
  expect(on("apply", "cloudwatch:DescribeAlarms")).toContain("*");
  expect(on("apply", "cloudwatch:PutCompositeAlarm")).toEqual(["*"]);
  expect(statementsOf("apply").flatMap(({ Action }) => Action)).not.toContain(
    "cloudwatch:PutCompositeAlarm",
  );
});

/** The statements of a role that name the firewall, its log, or what logging takes, as `Sid: actions on resources`. */
const ofFirewall = (role: string, environment: Environment) =>
  statementsOf(role, environment).flatMap(({ Sid, Action, Resource }) => {
    const actions = [Action]
      .flat()
      .filter((action) => /^wafv2:|WebACL|^logs:.*(ResourcePolic|LogDelivery)/.test(action));
    const on = [Resource ?? []].flat().map((one) => one.split(":").slice(5).join(":") || one);
    return actions.length > 0 ? [`${Sid}: ${actions.join(" ")} on ${on.join(" ")}`] : [];
  });

test("a firewall of the environment's own is changed by its name, and put before its load balancer alone", () => {
  const balancer = "loadbalancer/app/shop-dev/*";
  const acl = "regional/webacl/shop-dev-firewall/*";
  expect(ofFirewall("plan", guardedEnvironment())).toEqual([
    "ReadLists: logs:DescribeResourcePolicies on *",
    `ReadFirewall: wafv2:GetLoggingConfiguration wafv2:GetWebACL wafv2:ListTagsForResource on ${acl}`,
    `ReadFirewallInFront: wafv2:GetWebACLForResource on ${balancer} ${acl}`,
  ]);
  expect(
    ofFirewall("apply", guardedEnvironment()).filter((one) => !one.startsWith("Read")),
  ).toEqual([
    `ChangeFirewall: wafv2:CreateWebACL wafv2:DeleteLoggingConfiguration wafv2:DeleteWebACL wafv2:PutLoggingConfiguration wafv2:TagResource wafv2:UntagResource wafv2:UpdateWebACL on ${acl}`,
    "ChangeRulesOfTheFirewall: wafv2:CreateWebACL wafv2:UpdateWebACL on regional/managedruleset/*/*",
    `ChangeFirewallInFront: wafv2:AssociateWebACL wafv2:DisassociateWebACL on ${balancer} ${acl}`,
    "ChangeWhatHasNoName: elasticloadbalancing:SetWebACL logs:CreateLogDelivery logs:DeleteLogDelivery logs:DeleteResourcePolicy logs:PutResourcePolicy on *",
  ]);
});

test("a firewall of others is put before the load balancer, and never changed", () => {
  const environment = guardedEnvironment({
    "loadBalancer.firewall": { mode: "existing", webAclArn: sharedAclArn },
  });
  expect(ofFirewall("apply", environment).filter((one) => !one.startsWith("Read"))).toEqual([
    "ChangeFirewallInFront: wafv2:AssociateWebACL wafv2:DisassociateWebACL on loadbalancer/app/shop-dev/* regional/webacl/shared/00000000-0000-0000-0000-000000000000",
    "ChangeWhatHasNoName: elasticloadbalancing:SetWebACL on *",
  ]);
});

test("the apply role reads for which alarm a rollout was rolled back, where alarms do that, and the plan role nothing of it", () => {
  const ofRollouts = (environment: Environment, role: string) =>
    statementsOf(role, environment)
      .filter(({ Sid }) => /Roll/.test(Sid))
      .map(({ Action, Resource }) => [Action, Resource]);
  const of = (kind: string) => `arn:aws:ecs:us-east-1:111111111111:${kind}/shop-dev/shop-dev`;
  expect(ofRollouts(monitoredEnvironment(), "apply")).toEqual([
    ["ecs:ListServiceDeployments", of("service")],
    ["ecs:DescribeServiceDeployments", `${of("service-deployment")}/*`],
    ["ecs:DescribeServiceRevisions", `${of("service-revision")}/*`],
  ]);
  expect(ofRollouts(monitoredEnvironment(), "plan")).toEqual([]);
  const without = monitoredEnvironment({ "monitoring.requests.rollBack": false });
  expect(ofRollouts(without, "apply")).toEqual([]);
});
