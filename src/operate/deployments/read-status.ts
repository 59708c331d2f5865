import type { TextItem } from "../../aws/text-item";
import { placeholderDigest } from "../../contract/images";
import { type LockHolder, readLock } from "../apply/deployment-lock";
import type { Party } from "../promotion/party";
import { whatRuns } from "../promotion/what-runs";
import { readHistory, readReleases } from "./read-records";
import type { Release } from "./release-history";

/** Decisions that are shown. */
const lastDecisions = 10;

/** What an environment runs and how it came to it. */
export interface Status {
  readonly environment: string;
  /** The digest that its service runs; undefined before the first release and for an image of somebody else's. */
  readonly digest: string | undefined;
  /** The image as the task definition has it. */
  readonly image: string;
  readonly first: boolean;
  /** Whether the service has come to rest. */
  readonly steady: boolean;
  readonly tasks: { readonly running: number; readonly desired: number };
  /** The released digest; undefined before the first release. */
  readonly pointer: string | undefined;
  /** When what runs was released for the first time, and by whom; undefined when it never was. */
  readonly release: Release | undefined;
  /** Who may change the service now. */
  readonly lock: LockHolder | undefined;
  /** Newest first. */
  readonly history: readonly TextItem[];
}

/** Reads all of it; a `CommandError` when the environment is not applied yet. */
export async function readStatus(party: Party): Promise<Status> {
  const { delivery, clients, environment } = party;
  const { names } = delivery;
  const { DescribeServicesCommand } = await import("@aws-sdk/client-ecs");
  const { GetParameterCommand } = await import("@aws-sdk/client-ssm");
  const runs = await whatRuns(delivery, party.call);
  const [{ services }, { Parameter }, releases, history, lock] = await Promise.all([
    clients.ecs.send(
      new DescribeServicesCommand({ cluster: names.cluster, services: [names.service] }),
    ),
    clients.ssm.send(new GetParameterCommand({ Name: names.imagePointer })),
    readReleases(party),
    readHistory(party, lastDecisions),
    readLock(clients.dynamodb, names.delivery),
  ]);
  const { runningCount: running = 0, desiredCount: desired = 0 } = services?.[0] ?? {};
  return {
    environment,
    digest: runs.digest,
    image: runs.image,
    first: runs.first,
    steady: runs.steady,
    tasks: { running, desired },
    pointer: Parameter?.Value === placeholderDigest ? undefined : Parameter?.Value,
    release: releases.find(({ digest }) => digest === runs.digest),
    lock,
    history,
  };
}
