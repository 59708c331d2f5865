import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  beyondRows,
  permissionsFile,
  permissionsPage,
} from "../../../../scripts/generate-permissions-docs";
import { reasons, whyUnused } from "../../../../tools/permissions/unused";
import { synthesizeEnvironment } from "../../../support/synth";
import { statementsOf } from "./support/identities";
import {
  allows,
  recordedEnvironment,
  recordedRequests,
  recordedRoles,
  uses,
} from "./support/recorded-requests";

// `npm run test:apply -- roles` records what the real provider and our own commands ask AWS for; see docs/testing.md.

/** Requests of which AWS asks more, and which the journey does not make. */
const unchecked = ["elasticloadbalancing:SetSubnets"];

/** What a role may do in the environment of which requests were recorded. */
const policyOf = (environment: string, role: string) =>
  statementsOf(synthesizeEnvironment(recordedEnvironment(environment)), `access_${role}`);

test("the reasons for permissions that no request uses name each once, and none that nobody has", () => {
  const listed = reasons.flatMap(({ actions }) => actions);
  const granted = new Set(
    recordedRoles().flatMap(({ environment, role }) =>
      policyOf(environment, role).flatMap(({ Action }) => Action),
    ),
  );
  expect(listed.filter((action, index) => listed.indexOf(action) !== index)).toEqual([]);
  expect(listed.filter((action) => !granted.has(action))).toEqual([]);
});

test("a reason is given only for what some role has and does not use", () => {
  const idle = recordedRoles().flatMap(({ environment, role }) => {
    const requests = recordedRequests(environment, role);
    return policyOf(environment, role).flatMap((statement) =>
      [statement.Action]
        .flat()
        .filter((action) => !requests.some((request) => uses(statement, action, request))),
    );
  });
  expect(reasons.flatMap(({ actions }) => actions).filter((one) => !idle.includes(one))).toEqual(
    [],
  );
});

test.each(beyondRows())(
  "what AWS checks beside $of ($action on $resource) was checked of a role",
  ({ of, action, resource }) => {
    const also = recordedRoles()
      .flatMap(({ environment, role }) => recordedRequests(environment, role))
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

describe.each(recordedRoles())("$role of $environment", ({ environment, role }) => {
  const requests = recordedRequests(environment, role);
  const statements = policyOf(environment, role);

  test("is allowed every request that was recorded, and no other that was denied", () => {
    const wrong = requests.filter(
      (request) => allows(statements, request) === (request.denied ?? false),
    );
    expect(wrong).toEqual([]);
  });

  test("has no permission that no request used, but for those that are listed with their reason", () => {
    const idle = statements.flatMap((statement) =>
      [statement.Action]
        .flat()
        .filter((action) => !requests.some((request) => uses(statement, action, request)))
        .filter((action) => whyUnused(action) === undefined)
        .map((action) => `${statement.Sid} ${action}`),
    );
    expect(idle).toEqual([]);
  });
});
