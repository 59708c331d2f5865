import { environmentName } from "../names";
import type { PairRule } from "./rule";

/**
 * Roles reach what begins with their environment's name and a dash, so in one account no environment's name may begin with another's.
 * IAM knows no regions, so another region does not keep them apart.
 */
export const namePrefix: PairRule = (environment, earlier) => {
  if (environment.account !== earlier.account) return [];
  const names = [environmentName(environment), environmentName(earlier)] as const;
  const [short, long] = names[0].length < names[1].length ? names : [names[1], names[0]];
  if (!long.startsWith(`${short}-`)) return [];
  return [
    {
      path: ["environment"],
      message: `must not make a name that begins with another's in the same account: the roles of ${short} reach what begins with ${short}-, and so ${long}`,
      fix: `give one of the two another name, or an account of its own`,
    },
  ];
};
