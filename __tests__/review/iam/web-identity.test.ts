import { describe, expect, test } from "vitest";
import { namesIdentity } from "../../../src/review/iam/web-identity";

const github = "token.actions.githubusercontent.com";
const gitlab = "gitlab.com";
const circle = "oidc.circleci.com/org/00000000-0000-0000-0000-000000000000";
const bitbucket = "api.bitbucket.org/2.0/workspaces/example/pipelines-config/identity/oidc";
const terraform = "app.terraform.io";
const buildkite = "agent.buildkite.com";
const eks = "oidc.eks.us-east-1.amazonaws.com/id/0123456789abcdef";
const repository = "{00000000-0000-0000-0000-000000000001}";

const names = (provider: string, subject: string | string[], operator = "StringLike") =>
  namesIdentity({ operator, key: `${provider}:sub`, values: [subject].flat() });

/** One identity of each provider, and the same as it may vary in its last part. */
const closed: [string, string][] = [
  [github, "repo:example-gov/app:ref:refs/heads/main"],
  [github, "repo:example-gov/app:environment:prod"],
  [github, "repo:example-gov/app:ref:refs/heads/release-*"],
  [github, "repo:example-gov/app:*"],
  [github, "repository_id:12345:environment:prod"],
  [gitlab, "project_path:group/app:ref_type:branch:ref:main"],
  [gitlab, "project_path:group/sub/app:ref_type:branch:ref:*"],
  ["gitlab.example.gov", "project_path:group/app:ref_type:tag:ref:v?"],
  [circle, "org/1/project/2/user/3"],
  [circle, "org/1/project/2/user/*"],
  [bitbucket, `${repository}:{00000000-0000-0000-0000-000000000002}`],
  [bitbucket, `${repository}:*`],
  [terraform, "organization:o:project:p:workspace:w:run_phase:*"],
  ["app.eu.terraform.io", "organization:o:project:p:workspace:w:run_phase:*"],
  [buildkite, "organization:o:pipeline:p:ref:refs/heads/main:commit:c:step:*"],
  [eks, "system:serviceaccount:web:api"],
  ["accounts.google.com", "112233445566778899"],
];

/** What lets in somebody who was not meant. */
const open: [string, string][] = [
  [github, "*"],
  [github, "repo:*"],
  [github, "repo:example-gov/*"],
  [github, "repo:example-gov/app*"],
  [github, "repo:example-gov/ap?:ref:refs/heads/main"],
  [github, "repo:*/app:ref:refs/heads/main"],
  [github, "repo:example-gov/app:ref:*:workflow:deploy"],
  [github, "repo:example-???/app:environment:prod"],
  [github, "environment:prod"],
  [github, "ref:refs/heads/main"],
  [github, "job_workflow_ref:example-gov/app/.github/workflows/deploy.yml@refs/heads/main"],
  [github, "environment:repo:example-gov/app:ref:refs/heads/main"],
  [github, "repository_owner:example-gov:environment:prod"],
  [github, "repository_owner_id:1:environment:prod"],
  [github, "${var.subject}"],
  [gitlab, "project_path:*:ref_type:branch:ref:*"],
  [gitlab, "project_path:group/*:ref_type:branch:ref:main"],
  [gitlab, "project_path:group:ref_type:branch:ref:main"],
  [gitlab, "project_path:group/app:ref_type:*:ref:main"],
  [gitlab, "ref_type:branch:ref:main"],
  [circle, "org/1/project/*/user/*"],
  [circle, "org/*/project/2/user/3"],
  [circle, "org/1/*"],
  [bitbucket, "*:{00000000-0000-0000-0000-000000000002}"],
  [bitbucket, `${repository}*`],
  [bitbucket, "{*}:{00000000-0000-0000-0000-000000000002}"],
  [terraform, "organization:*:project:*:workspace:*:run_phase:*"],
  [terraform, "organization:o:project:*:workspace:w:run_phase:apply"],
  [terraform, "organization:o:project:p:workspace:*"],
  [terraform, "run_phase:apply"],
  [buildkite, "organization:o:pipeline:*"],
  [eks, "system:serviceaccount:web:*"],
  [eks, "system:serviceaccount:*:api"],
  ["issuer.example.gov", "client-*"],
  ["issuer.example.gov", "environment:prod"],
  ["issuer.example.gov", ""],
];

describe("a subject", () => {
  test.each(closed)("of %s: %s names one identity", (provider, subject) => {
    expect(names(provider, subject)).toBe(true);
  });

  test.each(open)("of %s: %s does not", (provider, subject) => {
    expect(names(provider, subject)).toBe(false);
  });

  test("among several counts as the widest", () => {
    const one = "repo:example-gov/app:environment:prod";
    expect(names(github, [one, "repo:example-gov/app:environment:dev"])).toBe(true);
    expect(names(github, [one, "repo:*"])).toBe(false);
    expect(names(github, [])).toBe(false);
  });
});

test("only a positive comparison of the subject counts", () => {
  const subject = "repo:example-gov/app:environment:prod";
  for (const operator of ["StringEquals", "StringLike", "ForAnyValue:StringLike"]) {
    expect(names(github, subject, operator), operator).toBe(true);
  }
  for (const operator of [
    ...["StringNotEquals", "StringNotLike", "StringLikeIfExists", "ForAllValues:StringLike"],
    ...["Null", "ArnLike", "Bool"],
  ]) {
    expect(names(github, subject, operator), operator).toBe(false);
  }
  const aud = { operator: "StringEquals", key: `${github}:aud`, values: ["sts.amazonaws.com"] };
  expect(namesIdentity(aud)).toBe(false);
});
