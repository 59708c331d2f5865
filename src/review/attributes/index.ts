import { access } from "./access";
import { database } from "./database";
import { delivery } from "./delivery";
import { entry } from "./entry";
import { frontend } from "./frontend";
import { fixed, harmless, type Judgement, type KindOfObject, type Kinds } from "./judgement";
import { network } from "./network";
import { observability } from "./observability";
import { service } from "./service";
import { storage } from "./storage";

/** Every kind that the module can make, with who judges each of its attributes. What is not here is unfamiliar. */
export const kinds: Kinds = {
  ...network,
  ...entry,
  ...frontend,
  ...service,
  ...database,
  ...storage,
  ...access,
  ...delivery,
  ...observability,
};

/** What any object may have. */
const common: Readonly<Record<string, Judgement>> = {
  arn: harmless("AWS makes it"),
  id: harmless("AWS makes it"),
  name: fixed,
  name_prefix: fixed,
  "tags.*": harmless("whose it is; what policies ask of tags they ask of requests"),
  "tags_all.*": harmless("`tags`, and the provider's own"),
  "timeouts.*": harmless("how long Terraform waits"),
};

/** The kind; undefined when the module never makes one. */
export function kindOf(type: string): KindOfObject | undefined {
  return Object.hasOwn(kinds, type) ? kinds[type] : undefined;
}

/** Who judges the attribute; undefined when nobody does. */
export function judgementOf(type: string, path: string): Judgement | undefined {
  const ofType = known.get(type) ?? new Map<string, Judgement | undefined>();
  known.set(type, ofType);
  if (ofType.has(path)) return ofType.get(path);
  const attributes = kindOf(type)?.attributes;
  const judgement = (attributes && inTable(attributes, path)) ?? inTable(common, path);
  if (ofType.size < mostRemembered) ofType.set(path, judgement);
  return judgement;
}

// A plan asks the same over and over.
const known = new Map<string, Map<string, Judgement | undefined>>();
const mostRemembered = 1_000;

function inTable(table: Readonly<Record<string, Judgement>>, path: string): Judgement | undefined {
  if (Object.hasOwn(table, path)) return table[path];
  for (
    let above = path;
    above !== "";
    above = above.slice(0, Math.max(0, above.lastIndexOf(".")))
  ) {
    if (Object.hasOwn(table, `${above}.*`)) return table[`${above}.*`];
  }
  return undefined;
}
