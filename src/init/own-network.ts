import type { Environment } from "../config/schema";
import { unreachablePrefixes } from "../config/task-endpoints";
import type { Draft, NewEnvironment } from "./draft";

type OwnNetwork = Extract<Environment["network"], { readonly mode: "create" }>;

/** The environment with a network of its own in place of others', as far as that can be said before anybody is asked. */
export function inOwnNetwork(like: Environment): Environment {
  if (like.network.mode === "create") return like;
  const isEnclosed =
    like.network.egress.mode === "listed" && unreachablePrefixes(like).length === 0;
  // Two tasks are to survive the loss of a zone; with one gateway they would not.
  const gateways = like.service.tasksMin > 1 ? "perZone" : "one";
  const network: OwnNetwork = {
    mode: "create",
    cidr: "10.40.0.0/20",
    availabilityZones: [`${like.region}a`, `${like.region}b`],
    nat: isEnclosed ? "none" : gateways,
    flowLogRetentionDays: like.service.logRetentionDays,
    egress: onlyEndpoints,
    resolverCidrs: [],
  };
  return { ...like, network };
}

const onlyEndpoints: OwnNetwork["egress"] = {
  mode: "listed",
  endpointSecurityGroupIds: [],
  prefixListIds: [],
  cidrs: [],
};

const setting = "network.mode";
const [range, zones, nat, egress] = [
  "network.cidr",
  "network.availabilityZones",
  "network.nat",
  "network.egress",
];

/** The network of the environment's own, where it is copied or asked for. Where the tasks may go goes with the NAT gateways. */
export function fillNetwork(draft: Draft, { answers, like, others }: NewEnvironment): void {
  const { network } = inOwnNetwork(like);
  const isCopied = like.network.mode === "create";
  if (network.mode !== "create" || !(isCopied || answers.get(setting) === "create")) return;
  if (!isCopied) {
    draft.put("network", network);
    if (draft.has("loadBalancer.ipAddressType")) draft.put("loadBalancer.ipAddressType", "ipv4");
  }

  const length = network.cidr.split("/")[1];
  const free = `${freeStart(others)}0.0/${length}`;
  draft.suggest(range, free, "no network may have it to which this one may be joined");
  const region = answers.get("region") ?? like.region;
  const here = network.availabilityZones.map((zone) => `${region}${zone.slice(-1)}`);
  draft.put(zones, here);
  draft.suggest([...zones.split("."), "0"], undefined, "preflight says which the account has");

  if (isCopied && !answers.has(nat)) return;
  const gateways = answers.get(nat) ?? network.nat;
  if (gateways === "none") draft.put(egress, onlyEndpoints);
  else if (!isCopied || draft.text(`${egress}.mode`) === "listed") {
    const why = "Say here what the tasks must reach on the Internet.";
    draft.put(egress, { mode: "anywhere", reason: why });
    draft.suggest(`${egress}.reason`, why, "why");
  }
}

/** The first half of a private range that no file has: networks are of /16 or smaller. */
function freeStart(others: readonly Environment[]): string {
  const taken = others.flatMap(({ network }) => (network.mode === "create" ? [network.cidr] : []));
  let second = 40;
  while (second < 255 && taken.some((one) => one.startsWith(`10.${second}.`))) second += 1;
  return `10.${second}.`;
}
