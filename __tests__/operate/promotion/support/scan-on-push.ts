import { BatchGetImageCommand, DescribeImagesCommand } from "@aws-sdk/client-ecr";
import { clean, pause, type Scan, type World } from "../../../deployer/support/world";

/** A registry that scans what arrives, as ECR does. */
export interface Scanner {
  /** What the scan of this image will find; nothing where it is not said. */
  finds(digest: string, scan: Scan): void;
  /** Stops scanning, and waits for what it is about. */
  stop(): Promise<void>;
}

/** How fast it is, in milliseconds. */
export interface ScannerTimes {
  readonly lookEvery: number;
  /** How long a scan takes. */
  readonly scan: number;
  /** How often the schedule looks for what no event reported. */
  readonly reconcileEvery: number;
}

const usualTimes: ScannerTimes = { lookEvery: 100, scan: 1_000, reconcileEvery: 5_000 };

/**
 * Scans every image that arrives in an environment's repository and sends the event of each scan, which starts the deployer.
 * An index is not scanned, only its images: that is how ECR does it.
 */
export function scanOnPush(world: World, times = usualTimes): Scanner {
  const found = new Map<string, Scan>();
  const arrived = new Set<string>();
  const scans: Promise<unknown>[] = [];
  let stopped = false;

  const scan = async (digest: string) => {
    await pause(times.scan);
    if (stopped || (await isAttestation(world, digest))) return;
    await world.scanned(digest, found.get(digest) ?? clean);
    await world.start(world.scanEvent(digest, await world.tagsOf(digest)));
  };
  const look = async () => {
    const { imageDetails = [] } = await world.clients.ecr.send(
      new DescribeImagesCommand({ repositoryName: world.names.repository }),
    );
    for (const { imageDigest = "", imageManifestMediaType = "" } of imageDetails) {
      if (arrived.has(imageDigest) || /index|list/.test(imageManifestMediaType)) continue;
      arrived.add(imageDigest);
      scans.push(scan(imageDigest));
    }
  };
  const looking = (async () => {
    for (let waited = 0; !stopped; waited += times.lookEvery) {
      await look();
      if (waited > 0 && waited % times.reconcileEvery === 0) {
        await world.start({ schedule: "reconcile" });
      }
      await pause(times.lookEvery);
    }
  })();
  return {
    finds: (digest, scan) => void found.set(digest, scan),
    stop: async () => {
      stopped = true;
      await looking;
      await Promise.all(scans);
    },
  };
}

/** What `docker push` adds to an image: no scanner knows it, and no event reports it. */
async function isAttestation({ clients, names }: World, digest: string): Promise<boolean> {
  const { images = [] } = await clients.ecr.send(
    new BatchGetImageCommand({
      repositoryName: names.repository,
      imageIds: [{ imageDigest: digest }],
    }),
  );
  return images[0]?.imageManifest?.includes("application/vnd.in-toto+json") === true;
}
