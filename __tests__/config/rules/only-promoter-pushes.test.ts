import { expect, test } from "vitest";
import { onlyPromoterPushes } from "../../../src/config/repository";
import { fromShopDev } from "../../support/example-with";
import { judged } from "../../support/judged";

const promoted = {
  "promotion.source": fromShopDev,
};
const promoter = {
  "access.promoter": { mode: "role", trustedArns: ["arn:aws:iam::111111111111:role/jenkins"] },
};
const nobodyElse = {
  "repository.pushers": [],
  "access.developers": { mode: "none" },
  "access.github": { mode: "none" },
};

test("an environment that is pushed to has no promoter, and one that is promoted into has nobody else", () => {
  expect(judged(onlyPromoterPushes, {})).toBe("");
  expect(judged(onlyPromoterPushes, { ...promoted, ...promoter, ...nobodyElse })).toBe("");
});

test("refuses a promoter where nothing is promoted", () => {
  expect(judged(onlyPromoterPushes, promoter)).toBe(
    `access.promoter.mode: must be none where promotion.source.mode is none, got role
    name the environment from which images are promoted, or make no promoter
`,
  );
});

test("refuses everybody else where images are promoted, and that there is no promoter", () => {
  const comes = "where images are promoted from shop-dev";
  expect(judged(onlyPromoterPushes, promoted)).toBe(
    `access.promoter.mode: must be role ${comes}, got none
    name who promotes under trustedArns; without a promoter nobody could push here
repository.pushers: must be empty ${comes}, got 1
    only the promoter pushes here; let the others push to the environment it promotes from
access.developers.mode: must be none ${comes}, got push
    let developers push to shop-dev
access.github.deploy.mode: must be none ${comes}, got role
    let the workflow deploy to shop-dev
`,
  );
});
