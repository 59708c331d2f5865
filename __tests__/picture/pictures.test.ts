import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadOrExplain } from "../../src/cli/environments";
import { dot, svg } from "../../src/picture/picture";
import { trafficOf } from "../../src/picture/traffic";
import { peerName } from "../../src/stack/constructs/network/network";
import { environmentEdges } from "../../src/stack/environment-edges";
import { terraformJson } from "../../src/stack/terraform-json";

const environments = loadOrExplain();

test("there is one picture for each environment file, and no other", () => {
  const pictures = readdirSync("docs/environments").filter((file) => file.endsWith(".svg"));
  expect(pictures).toEqual(environments.map(({ name }) => `${name}.svg`));
});

test.each(environments)(
  "the picture of $name is fresh: run `npm run generate` when it is not",
  async (loaded) => {
    const committed = readFileSync(`docs/environments/${loaded.name}.svg`, "utf8");
    expect(committed).toBe(await svg(loaded.name, terraformJson(loaded.environment)));
  },
);

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
    const found = environments.find((environment) => environment.name === name);
    if (!found) throw new Error(`${name} is not committed`);
    return dot(name, terraformJson(found.environment));
  };
  expect(picture("eec-prod")).toContain(
    '"0.0.0.0/0" -> "load balancer" [label="443, 80", color="#b91c1c"',
  );
  expect(picture("eec-dev")).toContain('"10.20.0.0/16" -> "load balancer" [label="443, 80"]');
});
