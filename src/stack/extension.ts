import type { Construct } from "constructs";
import type { Environment } from "../config/schema";
import { EnvironmentStack } from "./environment-stack";

/** What a project makes beside the module in the stack of each environment. */
export type Extension = (stack: EnvironmentStack, environment: Environment) => void;

let extension: Extension | undefined;

/** Lets every stack that is made from now on have what the project adds; undefined for nothing. */
export function extendStacks(next: Extension | undefined): void {
  extension = next;
}

/** An environment's stack with what the project adds. */
export function environmentStack(scope: Construct, environment: Environment): EnvironmentStack {
  const stack = new EnvironmentStack(scope, environment);
  extension?.(stack, environment);
  return stack;
}
