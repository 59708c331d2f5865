import type { Rule } from "../rule";

/** Every image must have a finished scan within the target's allowance, read again now. */
export const imageScanned: Rule = ({ scans, to }) => {
  const rule = "scan";
  if (typeof scans === "string" || scans.length === 0) {
    const why = typeof scans === "string" ? scans : "it holds no image that can be judged";
    return {
      rule,
      holds: false,
      says: `The scan could not be judged: ${why}.`,
      todo: "Push a single image, or an index of images, that the registry can scan.",
    };
  }
  const unclean = scans.filter(({ status }) => status !== "clean");
  if (unclean.length === 0) {
    return {
      rule,
      holds: true,
      says: `Scanned, and within what ${to} allows: ${scans.map(({ found }) => found).join("; ")}.`,
      todo: "",
    };
  }
  const ofWhich = (digest: string) => (scans.length > 1 ? ` of ${digest}` : "");
  return {
    rule,
    holds: false,
    says: `${unclean
      .map(({ digest, status, said }) => `${sentence[status]}${ofWhich(digest)}: ${said}`)
      .join("; ")}.`,
    todo: unclean.some(({ status }) => status === "findings")
      ? `Update the packages and push again, or waive a finding in ${to}'s file, with reason and expiry.`
      : "Wait for the scan, or look at it in ECR.",
  };
};

const sentence = {
  clean: "Clean",
  findings: "The scan found more than is allowed",
  pending: "The scan is not finished",
  missing: "There is no scan",
  unsupported: "The scanner cannot scan this image",
  failed: "The scan did not give a result that can be relied on",
} as const;
