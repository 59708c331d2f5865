import { parse } from "yaml";
import { certificateVpnExample, vpnExample, vpnOfOthersExample } from "./client-vpn";
import { connectingText } from "./connecting";
import { exampleText } from "./example-environment";
import {
  frontendExample,
  frontendOfOthersExample,
  publishingExample,
  unguardedFrontendExample,
  withoutFrontendExample,
} from "./frontend";
import { guardedText } from "./guarded";
import { monitoringText } from "./monitored";
import { otherModesText } from "./other-modes";
import { openNetworkExample, ownNetworkExample } from "./own-network";

/** The example with the one form that neither of the others has. */
export const withIds = exampleText.replace(
  "subject: {form: names}\n      environment:",
  'subject: {form: ids, ownerId: "1", repositoryId: "2"}\n      environment:',
);
/** The other modes with owners who do not say what becomes of shells, and what stands before the load balancer. */
export const withoutRecords = otherModesText
  .replace(/mode: logs\n.*\n.*kmsKeyArn: null/, "mode: none\n    reason: Its owner does not say.")
  .replace(/mode: existing\n.*webAclArn: .*/, "mode: none\n    reason: Its owner has none.");
/** The example with alarms. */
export const withMonitoring = `${exampleText}${monitoringText}`;
/** The example with roles below a boundary and a path. */
export const bounded = exampleText.replace(
  /\naccess:\n/,
  `$&  permissionsBoundaryArn: arn:aws:iam::111111111111:policy/boundary\n  iamPath: /slipway/\n`,
);
/** The example that takes no snapshot, and says why. */
const withoutSnapshots = exampleText.replace(
  / {2}migration:\n.*\n.*\n/,
  "$&    snapshot:\n      mode: never\n      reason: The nightly dump is enough.\n",
);
/** The example whose database was restored. */
export const restoredExample = exampleText.replace(
  /\ndatabase:\n/,
  "$&  restored: {identifier: shop-dev-monday, insteadOf: [shop-dev]}\n",
);
/** The example whose account's Fargate mode is said. */
const withFargateMode = exampleText.replace(/\nstate:\n/, "$&  fargateFips: false\n");
/** Examples that have every leaf of the schema between them. */
export const bases = [
  exampleText,
  guardedText,
  bounded,
  otherModesText,
  withIds,
  withoutRecords,
  withMonitoring,
  withoutSnapshots,
  withFargateMode,
  restoredExample,
  connectingText,
  openNetworkExample,
  ownNetworkExample,
  vpnExample,
  certificateVpnExample,
  vpnOfOthersExample,
  frontendExample,
  frontendOfOthersExample,
  publishingExample,
  unguardedFrontendExample,
  withoutFrontendExample,
];

/** What each example says, read once. */
const contents = bases.map((base) => ({ base, content: parse(base) }));

/** Where in one of the examples a leaf is: `network.resolverCidrs[]` is an entry, made if the list is empty. */
export function placeOf(leaf: string): { base: string; path: (string | number)[] } {
  for (const { base, content } of contents) {
    const path = find(content, leaf.replaceAll("[]", ".[]").split("."));
    if (path) return { base, path };
  }
  throw new Error(`no example has the setting ${leaf}`);
}

function find(value: unknown, [step, ...rest]: string[]): (string | number)[] | undefined {
  if (step === undefined) return [];
  if (step === "[]" && rest.length === 0) return [0];
  if (step === "<key>") return ["<key>"];
  if (typeof value !== "object" || value === null) return undefined;
  const names =
    step === "[]"
      ? Object.keys(value).map(Number)
      : step === "<name>"
        ? Object.keys(value)
        : [step];
  for (const name of names) {
    if (!Object.hasOwn(value, name)) continue;
    const below = find(Reflect.get(value, name), rest);
    if (below) return [name, ...below];
  }
  return undefined;
}

/** An example with one value in the place of a leaf: what it says, and where that is. */
export function withSetting(leaf: string, given: unknown, from?: Record<string, unknown>) {
  const { base, path } = placeOf(leaf);
  const content = from ?? structuredClone(contents.find((one) => one.base === base)?.content);
  const parent = path.slice(0, -1).reduce((here, step) => here[step], content);
  const last = path.at(-1) ?? "";
  const isKey = last === "<key>";
  if (isKey)
    parent[String(given)] = leaf.startsWith("secrets") ? { source: "generated", length: 40 } : "x";
  else parent[last] = given;
  return { base, content, path, isKey };
}
