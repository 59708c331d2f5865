import type { LiveEnvironment } from "../../aws/live-environment";

/** Findings that one of two images has and the other has not, by name, sorted; undefined where the scan of either cannot be read. */
export interface FindingChanges {
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

/** Pages of one image's findings that are read; with more the changes are not known. */
const mostPages = 200;

/** What becomes of the findings when the images `before` are replaced by those of `after`, all of one repository. */
export async function findingChanges(
  live: Pick<LiveEnvironment, "call" | "delivery">,
  before: readonly string[],
  after: readonly string[],
): Promise<FindingChanges | undefined> {
  const [was, will] = [await findingsOf(live, before), await findingsOf(live, after)];
  if (was === undefined || will === undefined) return undefined;
  return {
    gone: [...was].filter((name) => !will.has(name)).sort(),
    added: [...will].filter((name) => !was.has(name)).sort(),
  };
}

/** Names of the findings of some images; undefined where one has no finished scan. */
async function findingsOf(
  { call, delivery }: Pick<LiveEnvironment, "call" | "delivery">,
  images: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  const found = new Set<string>();
  for (const digest of images) {
    let page: string | undefined;
    for (let pages = 0; ; pages += 1) {
      if (pages === mostPages) return undefined;
      const answer = await call("ecr:describeImageScanFindings", {
        RepositoryName: delivery.names.repository,
        ImageId: { ImageDigest: digest },
        MaxResults: 100,
        ...(page !== undefined && { NextToken: page }),
      }).catch((error: Error) => {
        if (error.name === "ScanNotFoundException") return undefined;
        throw error;
      });
      const scan = answer as Scan | undefined;
      if (!finished.includes(scan?.ImageScanStatus?.Status ?? "")) return undefined;
      for (const name of namesIn(scan)) found.add(name);
      page = scan?.NextToken;
      if (!page) break;
    }
  }
  return found;
}

/** States in which an answer has the findings: ECR's own scan is complete, Inspector's goes on. */
const finished = ["COMPLETE", "ACTIVE"];

interface Scan {
  readonly ImageScanStatus?: { readonly Status?: string };
  readonly ImageScanFindings?: {
    readonly Findings?: readonly { readonly Name?: string }[];
    readonly EnhancedFindings?: readonly {
      readonly PackageVulnerabilityDetails?: { readonly VulnerabilityId?: string };
    }[];
  };
  readonly NextToken?: string;
}

function namesIn(scan: Scan | undefined): readonly string[] {
  const { Findings = [], EnhancedFindings = [] } = scan?.ImageScanFindings ?? {};
  return [
    ...Findings.map(({ Name }) => Name),
    ...EnhancedFindings.map((one) => one.PackageVulnerabilityDetails?.VulnerabilityId),
  ].filter((name) => name !== undefined);
}
