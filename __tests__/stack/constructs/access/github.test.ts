import { expect, test } from "vitest";
import {
  githubSubjects,
  trustInGithub,
} from "../../../../src/stack/constructs/access/github-provider";

const job = { repository: "example-gov/shop", environment: "shop-prod" };
const ids = { ownerId: "123", repositoryId: "456" };
const byNames = "repo:example-gov/shop:environment:shop-prod";
const byIds = "repo:example-gov@123/shop@456:environment:shop-prod";

test("a job is known by the names of its repository, by its numbers, or by both while it changes", () => {
  expect(githubSubjects({ ...job, subject: { form: "names" } })).toEqual([byNames]);
  expect(githubSubjects({ ...job, subject: { form: "ids", ...ids } })).toEqual([byIds]);
  expect(githubSubjects({ ...job, subject: { form: "both", ...ids } })).toEqual([byNames, byIds]);
});

test("exactly that job is trusted: audience and subject are compared whole", () => {
  const provider = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
  expect(trustInGithub(provider, { ...job, subject: { form: "names" } })).toEqual([
    {
      Sid: "ExactlyThisJob",
      Effect: "Allow",
      Principal: { Federated: provider },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": [byNames],
        },
      },
    },
  ]);
});
