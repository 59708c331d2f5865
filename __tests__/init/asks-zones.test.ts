import { expect, test } from "vitest";
import { useInitFolder } from "../support/init-folder";

const { init, text, made } = useInitFolder();
const newZone = "--zone-id Z0123456789NEW --zone-name example.com";

async function domainOf(words: string) {
  await init(`shop test ${words}`);
  return made("shop-test").environment.domain;
}

test("where one zone serves both, the certificate is proved in the zone that was given", async () => {
  const domain = await domainOf(`--like loan-engine-test --host-name a.example.com ${newZone}`);
  const zone = { id: "Z0123456789NEW", name: "example.com", visibility: "public" };
  expect(domain.hostedZone).toEqual(zone);
  expect(domain.certificate).toMatchObject({ validationZone: zone });
  expect(text("shop-test").match(/.*Z0123456789NEW.*/g)).toEqual([
    "    id: Z0123456789NEW",
    "      id: Z0123456789NEW",
  ]);
});

test("a new id of a zone with the same name is the id of both", async () => {
  const domain = await domainOf(
    "--like eec-prod --zone-id Z0123456789NEW --zone-name example.gov --account 444444444444",
  );
  expect(domain.certificate).toMatchObject({ validationZone: { id: "Z0123456789NEW" } });
});

test("beside a private zone the public one has flags of its own", async () => {
  const domain = await domainOf(
    `--like eec-dev ${newZone} --validation-zone-id Z0123456789PUBLIC --validation-zone-name example.com`,
  );
  expect(domain.hostedZone).toMatchObject({ id: "Z0123456789NEW", visibility: "private" });
  expect(domain.certificate).toMatchObject({
    validationZone: { id: "Z0123456789PUBLIC", name: "example.com" },
  });
  expect(text("shop-test")).toContain("      id: Z0123456789PUBLIC\n      name: example.com\n");
});

test("without them the public zone has the private one's name, and its id is still to be filled in", async () => {
  await domainOf(`--like eec-dev ${newZone}`);
  expect(text("shop-test")).toMatch(
    / {6}id: Z0123456789EECPROD # placeholder.*\n {6}name: example\.com # placeholder\n/,
  );
});

test("the host name is that of the environment within its zone", async () => {
  const domain = await domainOf(`--like eec-prod ${newZone}`);
  expect(domain.hostName).toBe("shop-test.example.com");
  expect(text("shop-test")).toContain("  hostName: shop-test.example.com\n");
});

test("a host name outside of the copied zone brings the zone right above it, for its owner to look at", async () => {
  const domain = await domainOf("--like eec-prod --host-name shop.example.com");
  expect(domain.hostedZone.name).toBe("example.com");
  expect(text("shop-test")).toContain("    name: example.com # placeholder\n");
});

test("a host name inside of the copied zone leaves it", async () => {
  const domain = await domainOf("--like loan-engine-test --host-name a.b.test.example.gov");
  expect(domain.hostedZone.name).toBe("test.example.gov");
});

test("refuses a host name outside of the zone that is given", async () => {
  await expect(domainOf(`--like eec-prod --host-name shop.example.gov ${newZone}`)).rejects.toThrow(
    "must be a zone that shop.example.gov is inside, got example.com",
  );
});
