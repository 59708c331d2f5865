import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  beyondRows,
  permissionsFile,
  permissionsPage,
} from "../../../../tools/generate-permissions-docs";
import { reasons, unrecorded, whyUnused } from "../../../../tools/permissions/unused";
import { waivingEnvironment } from "../../../support/example-with";
import { fixtureEnvironments } from "../../../support/fixture-environments";
import { frontendEnvironment } from "../../../support/frontend";
import { synthesizeEnvironment } from "../../../support/synth";
import { bearersOf } from "./support/identities";
import {
  allows,
  recordedEnvironment,
  recordedRequests,
  recordedRoles,
  uses,
} from "./support/recorded-requests";

// `npm run test:apply -- roles` records what the real provider asks AWS for, and tests of `npm test` what everybody else does; see docs/permissions.md.

/** Requests of which AWS asks more, and which the journey does not make. */
const unchecked = ["elasticloadbalancing:SetSubnets"];

/** What a role may do in the environment of a journey. */
const policyOf = (journey: string, role: string) =>
  rolesIn(journey).find((one) => one.role === role)?.statements ?? [];
const made = new Map<string, ReturnType<typeof bearersOf>>();
function rolesIn(journey: string) {
  if (!made.has(journey)) {
    made.set(journey, bearersOf(synthesizeEnvironment(recordedEnvironment(journey))));
  }
  return made.get(journey) ?? [];
}

/** What a role may do in a journey, statement by statement, and which of it a request of that journey used. */
const permissionsOf = (journey: string, role: string) => {
  const requests = recordedRequests(journey, role);
  return policyOf(journey, role).flatMap((statement) =>
    [statement.Action].flat().map((action) => ({
      role,
      statement: statement.Sid,
      action,
      isUsed: requests.some((request) => uses(statement, action, request)),
    })),
  );
};
const keyOf = ({ role, statement, action }: ReturnType<typeof permissionsOf>[number]) =>
  [role, statement, action].join(" ");
const used = new Set(
  recordedRoles()
    .flatMap(({ journey, role }) => permissionsOf(journey, role))
    .flatMap((permission) => (permission.isUsed ? [keyOf(permission)] : [])),
);

/** Permissions of a role that no request of any journey uses, by statement. */
const idleOf = (journey: string, role: string) =>
  permissionsOf(journey, role)
    .filter((permission) => !used.has(keyOf(permission)))
    .map(({ isUsed: _, ...permission }) => permission);

test("a reason is given once for each permission that a role has and does not use, and for no other", () => {
  const listed = reasons.flatMap(({ roles, actions }) =>
    actions.map((action) => ({ roles, action })),
  );
  const idle = recordedRoles().flatMap(({ journey, role }) => idleOf(journey, role));
  const isOf = (roles: readonly string[], action: string) => (one: (typeof idle)[number]) =>
    roles.includes(one.role) && one.action === action;
  expect(listed.filter(({ roles, action }) => !idle.some(isOf(roles, action)))).toEqual([]);
  const twice = listed.filter(
    ({ roles, action }, index) =>
      listed.findIndex((o) => o.action === action && o.roles.some((r) => roles.includes(r))) !==
      index,
  );
  expect(twice).toEqual([]);
});

test("every role that a stack makes has a list of its requests, or a reason why there is none", () => {
  const environments = [
    ...fixtureEnvironments().map(({ environment }) => environment),
    waivingEnvironment({
      "delivery.dailyLook": true,
      "access.operators": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/on-call"] },
      "access.databaseClients": {
        mode: "role",
        trustedArns: ["arn:aws:iam::111111111111:role/on-call"],
      },
      "service.execEnabled": true,
      "access.restorers": {
        mode: "role",
        trustedArns: ["arn:aws:iam::111111111111:role/on-call"],
      },
      "database.drill": {
        mode: "command",
        command: ["true"],
        variable: "RESTORED_URL",
        limitSeconds: 60,
      },
      "access.taskRunners": {
        mode: "role",
        trustedArns: ["arn:aws:iam::111111111111:role/on-call"],
      },
      "access.developers": { mode: "push", groups: [], roles: ["shop-sso"] },
    }),
    frontendEnvironment(
      {},
      {
        "access.publishers": {
          mode: "role",
          trustedArns: ["arn:aws:iam::111111111111:role/builder"],
        },
      },
    ),
  ];
  const made = environments.flatMap((environment) =>
    bearersOf(synthesizeEnvironment(environment)).map(({ role }) => role),
  );
  const recorded = recordedRoles().map(({ role }) => role);
  const explained = Object.keys(unrecorded);
  expect([...new Set(made)].sort()).toEqual([...new Set([...recorded, ...explained])].sort());
  expect(explained.filter((role) => recorded.includes(role))).toEqual([]);
});

test.each(beyondRows())(
  "what AWS checks beside $of ($action on $resource) was checked of a role",
  ({ of, action, resource }) => {
    const also = recordedRoles()
      .flatMap(({ journey, role }) => recordedRequests(journey, role))
      .filter((request) => request.of !== undefined && of.includes(request.of));
    const isThere = also.some((request) =>
      action === "itself" ? request.action === request.of : request.action === action,
    );
    expect(isThere).toBe(!unchecked.some((one) => of.includes(one)));
    expect(resource).not.toBe("");
  },
);

test("the page that lists them is made from them", () => {
  expect(readFileSync(permissionsFile, "utf8")).toBe(permissionsPage());
});

describe.each(recordedRoles())("$role in $journey", ({ journey, role }) => {
  const requests = recordedRequests(journey, role);
  const statements = policyOf(journey, role);

  test("is allowed every request that was recorded, and no other that was denied", () => {
    const wrong = requests.filter(
      (request) => allows(statements, request) === (request.denied ?? false),
    );
    expect(wrong).toEqual([]);
  });

  test("has no permission that no request used, but for those that are listed with their reason", () => {
    const unexplained = idleOf(journey, role).filter(
      ({ action }) => whyUnused(role, action) === undefined,
    );
    expect(unexplained).toEqual([]);
  });
});
