import type { Environment } from "../config/schema";

/** Answers by setting, such as `network.vpcId`. */
export type Answers = ReadonlyMap<string, string | readonly string[]>;

/** What is known of the environment that a new file is for. */
export interface Wanted {
  readonly application: string;
  readonly environment: string;
  readonly answers: Answers;
  /** The environment that it is like. */
  readonly like: Environment;
  /** All that have a file already. */
  readonly others: readonly Environment[];
}

/** The environments in the account that the new one is in. */
export function inAccount({ others }: Wanted, account: string): readonly Environment[] {
  return others.filter((other) => other.account === account);
}
