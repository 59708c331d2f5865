import type { PairRule } from "./rule";
import { taken } from "./taken";

/** An account has one identity provider for GitHub; a second environment there uses the first one's. */
export const identityProviderOnce: PairRule = (environment, earlier) => {
  const makes = ({ access }: typeof environment) =>
    access.github.mode === "oidc" && access.github.provider === "create";
  if (environment.account !== earlier.account || !makes(environment) || !makes(earlier)) return [];
  const [problem] = taken(["access", "github", "provider"], "create", earlier);
  return problem
    ? [{ ...problem, fix: "write existing; the account has one provider at most" }]
    : [];
};
