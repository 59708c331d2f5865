import { list, principalArn, section, text, wholeNumber } from "../fields";

/** Name of an ECR repository. */
export const repositoryName = () =>
  text(
    /^(?=.{2,256}$)[a-z0-9]+([._-][a-z0-9]+)*(\/[a-z0-9]+([._-][a-z0-9]+)*)*$/,
    "a repository name of 2 to 256 characters, such as shop/api",
  );

/** The registry that the environment's images are pushed to. */
export const repository = section({
  name: repositoryName().describe("ECR repository, 2 to 256 characters, such as `shop/api`."),
  keepImages: wholeNumber(1, 1000, "images").describe(
    "Newest images that stay, 1 to 1000; older ones expire, but never one that was released.",
  ),
  pushers: list(principalArn()).describe(
    "IAM roles or users that may push; empty leaves it to IAM policies.",
  ),
  pullers: list(principalArn()).describe(
    "Further IAM roles or users that may pull, such as another account's.",
  ),
}).describe("The ECR repository.");
