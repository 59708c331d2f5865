import { choice, type States } from "../asl";
import { code } from "../jsonata";
import { isThrottled } from "../shortage";
import { steps, tell } from "../transitions";

/** An error that came back after all retries, while the service was untouched. */
export function nameError(): States {
  const about = code`$merge([$digest = '' ? {} : {'digest': $digest}, $failure])`;
  return {
    [steps.awsFailed]: choice(
      [
        {
          when: isThrottled(code`($failure.error & ' ' & $failure.cause)`),
          ...tell("throttled", about),
        },
      ],
      tell("aws-error", about),
    ),
  };
}
