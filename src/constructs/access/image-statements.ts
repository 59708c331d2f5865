import type { Statement } from "../../base/policy";
import type { DeliverySettings } from "../../delivery/settings";
import { pullActions, pushActions } from "../image-repository/repository-policy";
import type { AccessPlaces } from "./access-places";

/** A login to the registry, without which nothing can be pushed or pulled; it opens nothing by itself and knows no resource. */
export const logInToTheRegistry: Statement = {
  Sid: "LogInToTheRegistry",
  Effect: "Allow",
  Action: "ecr:GetAuthorizationToken",
  Resource: "*",
};

/** Push to the repository, and read what is there. */
export function pushImages({ repositoryArn }: AccessPlaces): Statement {
  return {
    Sid: "PushImages",
    Effect: "Allow",
    Action: [...new Set([...pushActions, ...pullActions, "ecr:DescribeImages"])].sort(),
    Resource: repositoryArn,
  };
}

/** Pull from the repository. */
export function pullImages({ repositoryArn }: AccessPlaces): Statement {
  return { Sid: "PullImages", Effect: "Allow", Action: [...pullActions], Resource: repositoryArn };
}

/** See which images there are and what their scans found. */
export function readScans(
  { repositoryArn }: AccessPlaces,
  scanning: DeliverySettings["scanning"],
): Statement[] {
  return [
    {
      Sid: "ReadScans",
      Effect: "Allow",
      Action: ["ecr:BatchGetImage", "ecr:DescribeImageScanFindings", "ecr:DescribeImages"],
      Resource: repositoryArn,
    },
    // Inspector's findings have no ARN that could be named beforehand.
    ...(scanning === "enhanced"
      ? [
          {
            Sid: "ReadInspectorFindings",
            Effect: "Allow" as const,
            Action: ["inspector2:ListCoverage", "inspector2:ListFindings"],
            Resource: "*",
          },
        ]
      : []),
  ];
}
