import { environmentName } from "../names";
import type { PairRule } from "./rule";

/** The state stack makes one bucket for an account, and a bucket is in one account. */
export const stateBucket: PairRule = (environment, earlier) => {
  const { account, state } = environment;
  const name = environmentName(earlier);
  if (account !== earlier.account) {
    if (state.bucket !== earlier.state.bucket) return [];
    const message = `must be a bucket of account ${account}, got ${state.bucket}, which is of ${earlier.account} in ${name}`;
    return [{ path: ["state", "bucket"], message, fix: "give each account its own bucket" }];
  }
  const fix = "an account has one state bucket; write the same bucket and region in all its files";
  return (["bucket", "region"] as const).flatMap((key) => {
    if (state[key] === earlier.state[key]) return [];
    const message = `must be ${earlier.state[key]}, as in ${name} of the same account, got ${state[key]}`;
    return [{ path: ["state", key], message, fix }];
  });
};
