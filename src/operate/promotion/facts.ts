/** The scan of one image, judged by the target environment's allowance. */
export interface ScanVerdict {
  readonly digest: string;
  /** `clean` is within the allowance; everything else is not, or is unknown. */
  readonly status: "clean" | "findings" | "pending" | "missing" | "unsupported" | "failed";
  /** Why, such as `CRITICAL 1 (allowed 0)`. */
  readonly said: string;
  /** What the scan found, such as `HIGH 3, LOW 12`. */
  readonly found: string;
}

/** What a run of the automated tests said about one digest. */
export interface Evidence {
  readonly digest: string;
  readonly result: "passed" | "failed";
  /** When it was recorded, ISO 8601. */
  readonly at: string;
  /** Who recorded it. */
  readonly by: string;
  /** Where the report is: a URL, or any text; may be empty. */
  readonly report: string;
}

/** What the deployer of an environment decided about a digest. */
export interface Decision {
  readonly outcome: string;
  /** When it was first released there, ISO 8601; empty when it never was. */
  readonly releasedAt: string;
  readonly at: string;
}

/** Everything that decides whether a digest may go from one environment to another, as read from AWS just now. */
export interface PromotionFacts {
  /** When it was read, ISO 8601. */
  readonly now: string;
  /** Environment that the image comes from, such as `eec-dev`. */
  readonly from: string;
  /** Environment that it is to go to, such as `eec-prod`. */
  readonly to: string;
  readonly digest: string;
  /** Hours up to which evidence counts. */
  readonly evidenceMaxAgeHours: number;
  /** Somebody asked to go back to an older image. */
  readonly allowOlder: boolean;

  /** The image in the source's repository; undefined when it is not there. */
  readonly image: { readonly pushedAt: string; readonly tags: readonly string[] } | undefined;
  /** One verdict for each image that must be clean; the text says why there are none. */
  readonly scans: readonly ScanVerdict[] | string;
  readonly decision: Decision | undefined;
  /** The newest evidence for this digest. */
  readonly evidence: Evidence | undefined;

  /** The image in the target's repository; undefined when it is not there. */
  readonly there: { readonly tags: readonly string[] } | undefined;
  /** Tag that says in the target's repository that an image was promoted whole. */
  readonly promotedTag: string;
  /** Tags that make an image a candidate in the target; undefined where only an explicit start deploys. */
  readonly countedTags: readonly string[] | undefined;
  /** What the target runs; undefined before its first release. */
  readonly targetRuns:
    | {
        readonly digest: string;
        /** When it was pushed to the source's repository; undefined when it is not there. */
        readonly pushedAt: string | undefined;
      }
    | undefined;
}
