import { textOf } from "../../read/plain-value";
import { planned, prior, UNKNOWN } from "../../read/planned-value";
import { isWritten } from "../../read/resource-change";
import { type Observation, type Rule, refuse } from "../rule";
import { inWords } from "../words";

/** A listener that accepts older TLS than it did, or, when new, older than 1.2; or no longer asks clients for a certificate. */
export const tlsWeakened: Rule = {
  name: "tls-weakened",
  class: "exposure",
  why: "Whoever is between them can talk both sides into the weakest version that both accept.",
  advice:
    "Use a policy of the family ELBSecurityPolicy-TLS13-1-2. Unset, AWS's old default accepts TLS 1.0.",
  kinds: new Set(["aws_lb_listener"]),
  check(change): readonly Observation[] {
    if (!isWritten(change)) return [];
    const protocol = planned(change, "protocol");
    if (protocol !== "HTTPS" && protocol !== "TLS" && protocol !== UNKNOWN) return [];
    const [was, becomes] = [prior(change, "ssl_policy"), planned(change, "ssl_policy")];
    const served = ["HTTPS", "TLS"].includes(textOf(prior(change, "protocol")));
    const found: Observation[] = [];
    if (served && strength(becomes) < strength(was)) {
      found.push(
        refuse(`the TLS policy goes from ${inWords(was)} to ${inWords(becomes)}, which is weaker`),
      );
    } else if (served && isFips(was) && !isFips(becomes)) {
      found.push(
        refuse(
          `the TLS policy goes from ${inWords(was)} to ${inWords(becomes)}, which does not keep to the FIPS module`,
        ),
      );
    } else if (!served && strength(becomes) < 12) {
      found.push(refuse(`accepts TLS older than 1.2: its policy is ${inWords(becomes)}`));
    }
    const asked = asks(prior(change, "mutual_authentication", 0, "mode"));
    const will = asks(planned(change, "mutual_authentication", 0, "mode"));
    if (will < asked)
      found.push(
        refuse(
          will > 0
            ? "passes on certificates of clients that it no longer verifies"
            : "no longer asks clients for a certificate",
        ),
      );
    return found;
  },
};

/** The lowest version the policy accepts, as 10 to 13, and a bit for how picky it is about ciphers. */
function strength(policy: unknown): number {
  if (typeof policy !== "string") return 0;
  const minor = /-(?:TLS13|TLS|FS)-1-(\d)/.exec(policy)?.[1];
  if (minor === undefined) return 10; // ELBSecurityPolicy-2016-08 and its like
  return 10 + Number(minor) + (/-Res\b/.test(policy) ? 0.2 : /-Ext/.test(policy) ? 0 : 0.1);
}

function isFips(policy: unknown): boolean {
  return /-FIPS-/.test(textOf(policy));
}

/** How much it asks of clients: with `passthrough` a certificate, and whether it is any good is the application's to find out. */
function asks(mode: unknown): number {
  return ["passthrough", "verify"].indexOf(textOf(mode)) + 1;
}
