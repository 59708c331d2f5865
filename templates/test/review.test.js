// What the installed version of slipway says of plans that this team cares about. A plan is what `terraform show -json` prints: put one that
// surprised you into plans/, and say here what must be said of it.
const assert = require("node:assert/strict");
const { spawnSync } = require("node:child_process");
const { readdirSync } = require("node:fs");
const { join } = require("node:path");
const test = require("node:test");

const expected = {
  "database-destroyed.json": "refused",
  "logs-kept-longer.json": "not refused",
};
const slipway = join(__dirname, "../node_modules/slipway/bin/slipway.js");

test("every plan is listed above, and every one above is there", () => {
  assert.deepEqual(readdirSync(join(__dirname, "plans")).sort(), Object.keys(expected).sort());
});

for (const [plan, verdict] of Object.entries(expected)) {
  test(`${plan} is ${verdict}`, () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [slipway, "review", join(__dirname, "plans", plan)],
      { encoding: "utf8" },
    );
    assert.equal(status, verdict === "refused" ? 1 : 0, stdout + stderr);
  });
}
