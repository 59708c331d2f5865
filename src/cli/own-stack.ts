import { CommandError } from "../base/errors";
import type { LoadedEnvironment } from "../config/load";
import type { Identity } from "../review/state/another-state";
import type { StateObject } from "../review/state/read-state";
import { stackOfState } from "./stack-addresses";
import type { StateSource } from "./state-source";
import { strangerText } from "./state-words";

/** Properties of {@link ownStack}. */
export interface OwnStackProps extends StateSource {
  readonly environment: LoadedEnvironment;
  /** The state's file as it was typed, or `-`. */
  readonly file: string;
  readonly objects: readonly StateObject[];
}

/** The stack that a state is compared with; refuses another environment's state, where every object would be an orphan. */
export async function ownStack(props: OwnStackProps) {
  const { anotherState } = await import("../review/state/another-state");
  const stack = await stackOfState(props.environment);
  const stranger = anotherState({
    objects: props.objects,
    identity: identityOf(props.environment),
    stackAddresses: stack.stackAddresses,
    moves: stack.moves,
    identities: props.environments.map(identityOf),
  });
  if (stranger) throw new CommandError(2, strangerText(props, props.file, stranger));
  return stack;
}

/** Who an environment is, as its objects in AWS say it. */
export function identityOf({ name, environment }: LoadedEnvironment): Identity {
  const { account, application } = environment;
  return { name, account, application, environment: environment.environment };
}
