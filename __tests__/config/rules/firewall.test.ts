import { expect, test } from "vitest";
import { arnPlaces } from "../../../src/config/arn-places";
import { bodyLimit } from "../../../src/config/firewall";
import { firewallSection } from "../../support/guarded";
import { judged } from "../../support/judged";

const body = (more: object) =>
  judged(bodyLimit, { "loadBalancer.firewall": { ...firewallSection(), ...more } });

test("long bodies are blocked where the common rules block", () => {
  expect(body({ common: "block", maxBodyKiB: 8 })).toBe("");
  expect(body({ common: "count", maxBodyKiB: null })).toBe("");
});

test("refuses to block long bodies by rules that only count", () => {
  expect(body({ common: "count", maxBodyKiB: 8 })).toBe(
    `loadBalancer.firewall.maxBodyKiB: must be null where common is count, got 8
    write null, or common: block: the limit is one of the common rules
`,
  );
});

test("refuses a web ACL of another region or account", () => {
  const webAclArn =
    "arn:aws:wafv2:us-west-2:222222222222:regional/webacl/shared/00000000-0000-0000-0000-000000000000";
  expect(judged(arnPlaces, { "loadBalancer.firewall": { mode: "existing", webAclArn } })).toBe(
    `loadBalancer.firewall.webAclArn: must be in this environment's region us-east-1, got us-west-2
    give the ARN of one in us-east-1
loadBalancer.firewall.webAclArn: must be in this environment's account 111111111111, got 222222222222
    give the ARN of one in 111111111111, or correct account
`,
  );
});
