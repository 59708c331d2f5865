import { choice, type States } from "../asl";
import { code } from "../jsonata";
import { isThrottled } from "../shortage";
import { endWith, steps } from "../transitions";

/** An error that came back after all retries, while the service was untouched. */
export function nameError(): States {
  const about = code`$merge([$digest = '' ? {} : {'digest': $digest}, $failure])`;
  return {
    [steps.awsFailed]: choice(
      [
        {
          when: isThrottled(code`($failure.error & ' ' & $failure.cause)`),
          ...endWith("throttled", about),
        },
      ],
      endWith("aws-error", about),
    ),
  };
}
