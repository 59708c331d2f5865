import { expect, test } from "vitest";
import { mirroredEnvironment } from "../../../src/config/identity";
import { exampleWith } from "../../support/example-with";
import { written } from "../../support/judged";

const prod = exampleWith({ environment: "prod" });
const following = exampleWith({ environment: "follower", mirrors: "shop-prod" });
const foreign = exampleWith({ application: "loans", environment: "prod" });

const mirroring = (mirrors: string | null) => {
  const environment = exampleWith({ mirrors });
  const all = {
    "shop-dev": environment,
    "shop-prod": prod,
    "shop-follower": following,
    "loans-prod": foreign,
  };
  return written(mirroredEnvironment(environment, new Map(Object.entries(all)), Object.keys(all)));
};

test("an environment of the same application, or none, may be mirrored", () => {
  expect(mirroring("shop-prod") + mirroring(null)).toBe("");
});

test("refuses itself, which is always equal", () => {
  expect(mirroring("shop-dev")).toBe(
    "mirrors: must be another environment, got shop-dev\n    write null, or the name of production\n",
  );
});

test("refuses what has no file", () => {
  expect(mirroring("shop-prd")).toBe(
    "mirrors: must be an environment with a file here, got shop-prd\n    did you mean shop-prod?\n",
  );
  expect(mirroring("zzz")).toBe(
    `mirrors: must be an environment with a file here, got zzz
    there are shop-dev, shop-prod, shop-follower, loans-prod
`,
  );
});

test("refuses an environment of another application", () => {
  expect(mirroring("loans-prod")).toBe(
    `mirrors: must be an environment of the same application, loans-prod is of loans
    name an environment of shop, or null
`,
  );
});

test("refuses an environment that itself mirrors another, so that there is no circle", () => {
  expect(mirroring("shop-follower")).toBe(
    `mirrors: must not be an environment that mirrors another, shop-follower mirrors shop-prod
    mirror shop-prod here too, or write mirrors: null in shop-follower
`,
  );
});
