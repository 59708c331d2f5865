import { CreatePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { expect, test } from "vitest";
import { linkedRolesOf } from "../../../src/config/linked-roles";
import type { Environment } from "../../../src/config/schema";
import { looks } from "../../../src/operate/preflight/run-preflight";
import { vpnEnvironment } from "../../support/client-vpn";
import { describeWithEmulator } from "../../support/emulator";
import { exampleEnvironment } from "../../support/example-environment";
import { exampleWith } from "../../support/example-with";
import { fourthEnvironment } from "../../support/fourth-environment";
import { frontendEnvironment } from "../../support/frontend";
import { accountWithAnswers } from "./account-with-answers";

const allowed = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const boundary = "arn:aws:iam::111111111111:policy/boundary";

test("AWS's own roles are those that what the file makes needs", () => {
  const needed = (environment: Environment) =>
    linkedRolesOf(environment).flatMap((role) => (role.needed ? role.name : []));
  const own = ["ECS", "ApplicationAutoScaling_ECSService", "ElasticLoadBalancing", "RDS"].map(
    (name) => `AWSServiceRoleFor${name}`,
  );
  expect(needed(exampleEnvironment())).toEqual(own);
  expect(needed(fourthEnvironment())).toEqual([own[1]]);
  expect(needed(vpnEnvironment())).toEqual(["AWSServiceRoleForClientVPN", ...own]);
  expect(needed(frontendEnvironment())).toEqual(["AWSServiceRoleForCloudFrontVPCOrigin", ...own]);
});

describeWithEmulator("IAM, before the first plan", (aws) => {
  const iam = () => new IAMClient(aws().clientConfig);
  const role = (RoleName: string, more: object = {}) =>
    iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: allowed, ...more }));

  async function said(subject: string, environment: Environment) {
    const { account, stop } = await accountWithAnswers(aws(), environment, {});
    try {
      const found = await looks.find((look) => look.subject === subject)?.run(account);
      return found?.map(({ verdict, finding, fix }) =>
        [verdict, finding, ...(fix ? [fix] : [])].join(": "),
      );
    } finally {
      stop();
    }
  }

  test("roles that AWS makes for itself: what is there, and a note of what the first apply makes", async () => {
    const note =
      "whoever applies first needs iam:CreateServiceLinkedRole, as the environment's apply role has it; if that apply breaks off because a role is not ready, apply again";
    expect(await said("Roles", exampleEnvironment())).toEqual([
      `note: AWS makes at its first use: AWSServiceRoleForECS, AWSServiceRoleForApplicationAutoScaling_ECSService, AWSServiceRoleForElasticLoadBalancing, AWSServiceRoleForRDS: ${note}`,
    ]);
    await role("AWSServiceRoleForECS", { Path: "/aws-service-role/ecs.amazonaws.com/" });
    await role("AWSServiceRoleForElasticLoadBalancing");
    await role("AWSServiceRoleForApplicationAutoScaling_ECSService");
    expect(await said("Roles", exampleEnvironment())).toEqual([
      "fine: AWS's own for ecs, ecs.application-autoscaling, elasticloadbalancing",
      `note: AWS makes at its first use: AWSServiceRoleForRDS: ${note}`,
    ]);
  });

  test("a boundary: that it exists, and that roles of developers have it", async () => {
    const push = exampleEnvironment().access.developers;
    const environment = exampleWith({
      "access.permissionsBoundaryArn": boundary,
      "access.developers": { ...push, roles: ["bounded", "free", "absent"] },
    });
    expect(await said("Boundary", exampleEnvironment())).toEqual([]);
    expect(await said("Boundary", environment)).toEqual([
      `wrong: ${boundary} does not exist: correct access.permissionsBoundaryArn: aws iam list-policies --scope Local`,
    ]);
    await iam().send(new CreatePolicyCommand({ PolicyName: "boundary", PolicyDocument: allowed }));
    await role("bounded", { PermissionsBoundary: boundary });
    await role("free");
    const owner =
      "have its owner put the boundary on it, or name a group in access.developers.groups";
    expect(await said("Boundary", environment)).toEqual([
      `wrong: free has no boundary, so the apply role may not give it the developers' policy: ${owner}`,
      "wrong: absent does not exist: correct access.developers.roles: aws iam list-roles",
    ]);
    const { developers } = environment.access;
    if (developers.mode === "push") developers.roles.splice(1);
    expect(await said("Boundary", environment)).toEqual([`fine: ${boundary}`]);
  });
});
