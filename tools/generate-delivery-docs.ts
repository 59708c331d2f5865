import { deliveryNamesOf } from "../src/contract/delivery-names";
import type { Delivery } from "../src/contract/delivery-settings";
import { namesOf } from "../src/contract/names";
import { deliveryPage } from "./delivery-docs/delivery-page";
import { deliveryDiagram } from "./delivery-docs/diagram";
import { happyPathPicture } from "./delivery-docs/happy-path";
import { sideEffectsPage } from "./delivery-docs/side-effects-page";
import { writeGenerated } from "./generated-file";

const shop = {
  application: "shop",
  environment: "dev",
  account: "111111111111",
  region: "us-east-1",
};

/** An environment that has everything: the picture shows paths, not names. */
export const drawn: Delivery = {
  names: deliveryNamesOf(namesOf(shop), shop, { cluster: "shop-dev", repository: "shop/dev" }),
  settings: {
    trigger: "scan",
    scanning: "enhanced",
    allowedFindings: { CRITICAL: 0, HIGH: 0, MEDIUM: 0, LOW: 0, INFORMATIONAL: 0, UNDEFINED: 0 },
    waivers: [],
    tolerate: { known: true, unfixable: true, graceDays: 7 },
    runtimeWaivers: { maxDays: 30 },
    holds: true,
    windows: [{ days: ["mon"], from: "08:00", to: "16:00" }],
    figures: true,
    rolloutAlarms: ["shop-dev-errors-measured"],
    countedTags: ["*"],
    migrationCommand: ["migrate"],
    snapshot: {
      databaseIdentifier: "shop-dev",
      limitSeconds: 3600,
      pollSeconds: 15,
      keep: 10,
      acceptsUnencrypted: false,
    },
    tasksMin: 1,
    tasksMax: 2,
    tasksStart: 1,
    scan: { limitSeconds: 1800, pollSeconds: 15 },
    migration: { limitSeconds: 1800, pollSeconds: 15 },
    rollout: { limitSeconds: 1800, pollSeconds: 15 },
  },
};

/** What is made of the deployer's own data, by file. */
export async function deliveryDocs(): Promise<Readonly<Record<string, string>>> {
  const { instance } = await import("@viz-js/viz");
  const viz = await instance();
  return {
    "docs/delivery.md": deliveryPage(),
    "docs/side-effects.md": sideEffectsPage(),
    "docs/release.svg": happyPathPicture(drawn),
    "docs/delivery.svg": viz.renderString(deliveryDiagram(drawn), { format: "svg" }),
  };
}

/** Writes `docs/delivery.md`, `docs/side-effects.md` and the pictures. */
export async function generateDeliveryDocs(): Promise<void> {
  for (const [file, text] of Object.entries(await deliveryDocs())) writeGenerated(file, text);
}
