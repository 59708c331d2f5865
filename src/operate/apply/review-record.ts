import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { CommandError } from "../../base/errors";
import { sha256Form } from "../../contract/images";
import { reviewRecordPath } from "../../contract/written-stacks";
import type { PlanBasis } from "./plan-basis";

const recordSchema = z.strictObject({
  environment: z.string(),
  planSha256: z.string().regex(sha256Form),
  refused: z.boolean(),
  approvals: z.array(z.string()),
  basis: z.strictObject({
    pointer: z.string().optional(),
    revision: z.string().optional(),
    tableExists: z.boolean(),
    operatorExists: z.boolean(),
  }),
});

/** What the review of a saved plan came to; kept beside the plan, and binds an apply to exactly that plan. */
export type ReviewRecord = z.infer<typeof recordSchema>;

/** Properties of {@link writeReviewRecord}. */
interface ReviewRecordProps {
  readonly environment: string;
  /** Path of the saved plan. */
  readonly plan: string;
  readonly refused: boolean;
  /** What was approved by name, as given. */
  readonly approvals: readonly string[];
  readonly basis: PlanBasis;
}

/** Writes the record beside the plan. */
export function writeReviewRecord(props: ReviewRecordProps): void {
  const { environment, plan, refused, approvals, basis } = props;
  const record = { environment, planSha256: sha256(plan), refused, approvals, basis };
  writeFileSync(reviewRecordPath(plan), `${JSON.stringify(record, null, 2)}\n`);
}

/** The record of a plan that may be applied; a {@link CommandError} says why it may not. */
export function readReviewRecord(environment: string, plan: string): ReviewRecord {
  const again = `next: npm run plan ${environment}`;
  if (!existsSync(plan)) {
    throw new CommandError(
      2,
      `${environment} has no saved plan: ${plan} does not exist.\n${again}`,
    );
  }
  if (!existsSync(reviewRecordPath(plan))) {
    throw new CommandError(
      1,
      `The plan of ${environment} was not reviewed: ${reviewRecordPath(plan)} does not exist.\n${again}`,
    );
  }
  const record = parsed(plan);
  if (!record || record.environment !== environment) {
    throw new CommandError(
      1,
      `${reviewRecordPath(plan)} is not the review of a plan of ${environment}.\n${again}`,
    );
  }
  if (record.planSha256 !== sha256(plan)) {
    throw new CommandError(
      1,
      `The plan of ${environment} changed after its review: its checksum is another.\n${again}`,
    );
  }
  if (record.refused) {
    throw new CommandError(
      1,
      `The review refused the plan of ${environment}. Fix what it names, or approve it by name when you plan:\n` +
        `next: npm run plan ${environment} -- --allow "<address>:<action>" --because "…"`,
    );
  }
  return record;
}

function parsed(plan: string): ReviewRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(reviewRecordPath(plan), "utf8")));
  } catch {
    return undefined; // the caller refuses: a record that cannot be read is none
  }
}

function sha256(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}
