import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** The one list of what checkov finds and we accept. */
export const acceptedFile = "policy/accepted-findings.yaml";

const acceptedSchema = z.array(
  z.strictObject({
    check: z.string().regex(/^CKV2?_[A-Z]+_\d+$/),
    resource: z.string().min(3),
    reason: z.string().min(20),
  }),
);

/** One entry of the list. */
export type Accepted = z.infer<typeof acceptedSchema>[number];

/** One finding of checkov in one stack. */
export interface Finding {
  readonly stack: string;
  readonly check: string;
  readonly resource: string;
}

/** The committed list. */
export function acceptedFindings(): Accepted[] {
  return acceptedSchema.parse(parse(readFileSync(acceptedFile, "utf8")));
}

/** What is wrong with these findings, given this list; empty when each is listed and each entry finds something. */
export function judgeFindings(
  findings: readonly Finding[],
  accepted: readonly Accepted[],
): string[] {
  const covers = (entry: Accepted, { check, resource }: Finding) =>
    entry.check === check && pattern(entry.resource).test(resource);
  return [
    ...findings
      .filter((finding) => !accepted.some((entry) => covers(entry, finding)))
      .map(
        ({ stack, check, resource }) =>
          `${stack}: ${check} at ${resource}: correct it, or accept it in ${acceptedFile}`,
      ),
    ...accepted
      .filter((entry) => !findings.some((finding) => covers(entry, finding)))
      .map(
        ({ check, resource }) =>
          `${acceptedFile}: ${check} at ${resource} is not found any more: remove it`,
      ),
  ];
}

function pattern(resource: string): RegExp {
  const escaped = resource.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`);
}
