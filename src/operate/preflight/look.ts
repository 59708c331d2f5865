import type { ClientConfig } from "../../aws/session";
import type { Check } from "../../base/checklist";
import type { Environment } from "../../config/schema";

/** What every look has at hand. */
export interface Account {
  readonly environment: Environment;
  /** What the clients of the SDK are made with. */
  readonly config: ClientConfig;
  /** The name servers that the public DNS gives for a zone; rejects where there are none, or no DNS. */
  readonly nameServersOf: (zone: string) => Promise<readonly string[]>;
}

/** One question to the account, with its answers. */
export interface Look {
  /** What is looked at, such as `Subnets`; also the subject of what it finds. */
  readonly subject: string;
  /** What IAM must allow for it. */
  readonly actions: readonly string[];
  /** Answers a line each; empty where the file asks for nothing of the kind. Rejects where AWS refuses or cannot be reached. */
  readonly run: (account: Account) => Promise<readonly Answer[]>;
}

/** A line without its subject. */
export type Answer = Omit<Check, "subject">;

/** Good news. */
export function fine(finding: string): Answer {
  return { verdict: "fine", finding };
}

/** What will fail, and what to do. */
export function wrong(finding: string, fix: string): Answer {
  return { verdict: "wrong", finding, fix };
}

/** What nobody can know from here, and how to find out. */
export function unknown(finding: string, fix: string): Answer {
  return { verdict: "unknown", finding, fix };
}

/** A quota to which AWS gives no value. */
export function withoutQuota(what: string): Answer {
  return unknown(`the quota of ${what} has no value`, "look in the console, Service Quotas");
}

/** What stops nobody, and somebody should decide about. */
export function note(finding: string, fix: string): Answer {
  return { verdict: "note", finding, fix };
}

/** Whether AWS says that the thing is not there: by the error's name alone, since a message may hold any text, an account's digits too. */
export function isMissing(error: unknown): boolean {
  return /NotFound|NoSuch/.test((error as Partial<Error>).name ?? "");
}
