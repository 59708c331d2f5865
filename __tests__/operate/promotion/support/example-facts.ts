import { promotedTag } from "../../../../src/contract/images";
import type { PromotionFacts } from "../../../../src/operate/promotion/facts";

/** A digest of one digit, repeated. */
export const digestOf = (digit: string) => `sha256:${digit.repeat(64)}`;

export const digest = digestOf("a");

/** What the image was given in the tests. */
export const imageNeeds = {
  variables: ["LOG_LEVEL", "REGION"],
  secrets: ["DATABASE_URL"],
  ports: [8080],
  architecture: "X86_64",
  healthCheckPath: "/health/ready",
  migrationCommand: ["migrate", "up"],
};

/** Facts under which `shop-prod` may have the image; changed where a test says so. */
export function exampleFacts(changes: Partial<PromotionFacts> = {}): PromotionFacts {
  return {
    now: "2026-03-02T12:00:00.000Z",
    from: "shop-dev",
    to: "shop-prod",
    digest,
    evidenceMaxAgeHours: 24,
    allowOlder: false,
    image: { pushedAt: "2026-03-02T09:00:00.000Z", tags: ["main-7"] },
    scans: [{ digest, status: "clean", said: "within the allowance", found: "LOW 2" }],
    tolerated: "",
    decision: {
      outcome: "released",
      releasedAt: "2026-03-02T09:10:00.000Z",
      at: "2026-03-02T09:10:00.000Z",
    },
    evidence: {
      digest,
      result: "passed",
      at: "2026-03-02T11:00:00.000Z",
      by: "arn:aws:sts::111111111111:assumed-role/shop-dev-tester/jenkins",
      report: "https://jenkins.example.gov/job/shop/7",
      needs: imageNeeds,
      valueHashes: undefined,
    },
    hold: undefined,
    opens: undefined,
    targetGives: { needs: imageNeeds, valueHashes: {} },
    declared: [],
    there: undefined,
    promotedTag: promotedTag(digest),
    countedTags: ["promoted-*"],
    targetRuns: { digest: digestOf("b"), pushedAt: "2026-03-01T09:00:00.000Z" },
    ...changes,
  };
}
