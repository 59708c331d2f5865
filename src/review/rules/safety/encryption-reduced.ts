import { tlsLosses } from "../../resources/database-tls";
import { goesAway, type Observation, type Rule, refuse } from "../rule";

/** Something is no longer encrypted, at rest or on the way, or by a weaker key. */
export const encryptionReduced: Rule = {
  name: "encryption-reduced",
  class: "safety",
  why: "Encryption with a key of one's own is what makes a copied disk or snapshot worthless, and access to it auditable.",
  advice:
    "Keep the encryption. Most of these cannot be switched back without making the object again.",
  check(change, plan): readonly Observation[] {
    const found = tlsLosses(change, plan).map((what) => refuse(what));
    if (change.type === "aws_s3_bucket_server_side_encryption_configuration" && goesAway(change)) {
      found.push(refuse("the bucket falls back to AWS's own key"));
    }
    return found;
  },
};
