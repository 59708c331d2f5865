import { isEmpty, planned, prior } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { fromTo } from "../words";

/** A listener shows another certificate than it did. */
export const certificateSwapped: Rule = {
  name: "certificate-swapped",
  class: "outage",
  why: "Browsers turn away from a certificate that lacks one of the names, and people learn to click the warning away.",
  advice:
    "Let the new one be issued for every name first, add it beside the old one, then make it the listener's own.",
  kinds: new Set(["aws_lb_listener"]),
  check(change): readonly Observation[] {
    if (!isWritten(change)) return [];
    const was = prior(change, "certificate_arn");
    if (isEmpty(was) || was === planned(change, "certificate_arn")) return [];
    return [refuse(`shows another certificate: ${fromTo(change, "certificate_arn")}`)];
  },
};
