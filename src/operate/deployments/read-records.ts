import type { TextItem } from "../../aws/text-item";
import type { Party } from "../promotion/party";
import { newestItems } from "../promotion/table";
import { type Release, releasesOf } from "./release-history";
import { notApplied } from "./start-deployment";

/** Releases that are looked through for the one before; nobody goes back further. */
const mostReleases = 500;

/** Every digest that was released in an environment, newest first. */
export async function readReleases(party: Party): Promise<readonly Release[]> {
  return releasesOf(await records(party, "release", mostReleases));
}

/** The newest runs that had something to tell, newest first. */
export async function readHistory(party: Party, limit: number): Promise<readonly TextItem[]> {
  return records(party, "history", limit);
}

async function records(party: Party, kind: string, limit: number): Promise<readonly TextItem[]> {
  try {
    return await newestItems(party, kind, { limit });
  } catch (error) {
    if ((error as Error).name === "ResourceNotFoundException") throw notApplied(party);
    throw error;
  }
}
