import type { DeliveryNames } from "../../../src/contract/delivery-names";
import type { DeliverySettings, MigrationSnapshot } from "../../../src/contract/delivery-settings";

/** An environment called shop-dev. */
export function exampleNames(account = "111111111111"): DeliveryNames {
  return {
    region: "us-east-1",
    account,
    environment: "shop-dev",
    cluster: "shop-dev",
    service: "shop-dev",
    taskFamily: "shop-dev",
    container: "app",
    repository: "shop/dev",
    imagePointer: "/shop/dev/image",
    delivery: "shop-dev-delivery",
    taskRole: "shop-dev-task",
    executionRole: "shop-dev-execution",
  };
}

/** A snapshot of the environment's own database before each migration. */
export const exampleSnapshot: MigrationSnapshot = {
  databaseIdentifier: "shop-dev",
  limitSeconds: 30,
  pollSeconds: 1,
  keep: 2,
  acceptsUnencrypted: false,
};

/** Alarms by which ECS rolls a release back. */
export const exampleAlarms = ["shop-dev-errors-measured", "shop-dev-slow-measured"] as const;

/** Settings under which a clean image is released, and nothing is waited for long. */
export const exampleSettings: DeliverySettings = {
  trigger: "scan",
  scanning: "basic",
  allowedFindings: {
    CRITICAL: 0,
    HIGH: 0,
    MEDIUM: 5,
    LOW: "any",
    INFORMATIONAL: "any",
    UNDEFINED: 0,
  },
  waivers: [],
  tolerate: { known: false, unfixable: false, graceDays: 0 },
  holds: false,
  windows: [],
  countedTags: ["main-*", "v*"],
  migrationCommand: ["alembic", "upgrade", "head"],
  tasksMin: 1,
  tasksMax: 3,
  tasksStart: 2,
  scan: { limitSeconds: 30, pollSeconds: 1 },
  migration: { limitSeconds: 30, pollSeconds: 1 },
  rollout: { limitSeconds: 30, pollSeconds: 1 },
};
