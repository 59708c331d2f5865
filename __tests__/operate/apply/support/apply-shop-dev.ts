import { type ApplyPlanProps, applyPlan } from "../../../../src/operate/apply/apply-plan";
import type { Emulator } from "../../../support/emulator";

/** Applies a plan of an environment called shop-dev in the emulator, and does not wait long for its rollout. */
export function applyShopDev(
  emulator: Emulator,
  props: Pick<ApplyPlanProps, "terminal" | "executable" | "folder" | "record"> &
    Partial<ApplyPlanProps>,
  config: object = {},
): Promise<void> {
  return applyPlan({
    holds: false,
    alarmsRollBack: false,
    ...props,
    session: {
      environment: "shop-dev",
      account: emulator.accountId,
      region: emulator.region,
      caller: "arn:aws:iam::111111111111:user/ada",
      config: { ...emulator.clientConfig, ...config } as never,
    },
    environment: "shop-dev",
    cluster: "shop-dev",
    service: "shop-dev",
    imagePointer: "/shop/dev/image",
    table: "shop-dev-delivery",
    now: "2026-01-01T00:00:00.000Z",
    pollSeconds: 0.05,
    limitSeconds: 1,
  });
}
