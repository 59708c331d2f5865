import { environmentName } from "../contract/names";
import type { Draft } from "./draft";
import type { Wanted } from "./wanted";

const hostName = "domain.hostName";
const zone = "domain.hostedZone";
const proof = "domain.certificate.validationZone";

/** Host name, its zone, and the zone that proves it: what is given decides what is not. */
export function settleZones(draft: Draft, wanted: Wanted): void {
  const { domain } = wanted.like;
  const known = (setting: string) => wanted.answers.has(setting);
  const copy = (to: string, from: string) => {
    if (known(from)) draft.put(to, draft.text(from));
    else draft.suggest(to, draft.text(from));
  };

  if (!known(`${zone}.name`)) draft.suggest(`${zone}.name`, zoneOf(draft, known(hostName)));
  if (!known(`${zone}.id`)) draft.suggest(`${zone}.id`);
  if (!known(hostName)) {
    const name = `${environmentName(wanted)}.${draft.text(`${zone}.name`)}`;
    if (known(`${zone}.name`)) draft.put(hostName, name);
    else draft.suggest(hostName, name);
  }

  if (domain.certificate.mode !== "managed") return;
  const isOneZone = domain.certificate.validationZone.id === domain.hostedZone.id;
  for (const key of ["id", "name"]) {
    if (known(`${proof}.${key}`)) continue;
    if (isOneZone) copy(`${proof}.${key}`, `${zone}.${key}`);
    else draft.suggest(`${proof}.${key}`);
  }
  const isProven = isInside(draft.text(hostName), draft.text(`${proof}.name`));
  if (!isProven && !known(`${proof}.name`)) {
    draft.suggest(`${proof}.name`, draft.text(`${zone}.name`));
  }
}

/** The copied zone where the host name is in it, else the one right above the host name. */
function zoneOf(draft: Draft, hasHostName: boolean): string {
  const copied = draft.text(`${zone}.name`);
  const given = draft.text(hostName);
  if (!hasHostName || isInside(given, copied)) return copied;
  const labels = given.split(".");
  return labels.length > 2 ? labels.slice(1).join(".") : given;
}

function isInside(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}
