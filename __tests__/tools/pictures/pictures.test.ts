import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { trafficOf } from "../../../src/check/traffic";
import { loadOrExplain } from "../../../src/config/environments-folder";
import { peerName } from "../../../src/stack/constructs/network/network";
import { environmentEdges } from "../../../src/stack/environment-edges";
import { terraformJson } from "../../../src/stack/terraform-json";
import { dot, svg } from "../../../tools/pictures/picture";
import { road } from "../../../tools/pictures/road";
import { fixtureEnvironment, fixtureEnvironments } from "../../support/fixture-environments";

const committed = loadOrExplain();
const environments = fixtureEnvironments();

test.each(committed)(
  "the picture of $name is fresh: run `npm run generate` when it is not",
  async (loaded) => {
    const picture = readFileSync(`docs/environments/${loaded.name}.svg`, "utf8");
    expect(picture).toBe(await svg(loaded.name, terraformJson(loaded.environment)));
  },
);

test("the picture of the road is fresh, and names what stops an image", () => {
  const picture = readFileSync("docs/road.svg", "utf8");
  expect(picture).toBe(road());
  const red = [...picture.matchAll(/fill="#b91c1c">([^<]*)</g)].map(([, text]) => text);
  expect(red).toEqual([
    "findings over the allowance,",
    "no scan, no answer: refused",
    "not healthy in time:",
    "back to what ran before",
    "no evidence, a lost setting,",
    "another digest: refused",
  ]);
});

test.each(environments)(
  "the arrows of $name are the edges that its file permits, no more and no fewer",
  (loaded) => {
    const drawn = trafficOf(terraformJson(loaded.environment)).map(
      (t) => `${t.from} > ${t.to} ${t.port}`,
    );
    const permitted = environmentEdges(loaded.environment).map(
      ({ from, to, port, protocol }) =>
        `${peerName(from)} > ${peerName(to)} ${port}${protocol === "tcp" ? "" : `/${protocol}`}`,
    );
    expect(drawn.sort()).toEqual(permitted.sort());
  },
);

test("what the whole internet reaches is red, and a private range is not", () => {
  const picture = (name: string) => {
    return dot(name, terraformJson(fixtureEnvironment(name)));
  };
  expect(picture("eec-prod")).toContain(
    '"0.0.0.0/0" -> "load balancer" [label="443, 80", color="#b91c1c"',
  );
  expect(picture("eec-dev")).toContain('"10.20.0.0/16" -> "load balancer" [label="443, 80"]');
});
