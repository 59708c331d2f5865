import ipaddr from "ipaddr.js";

/** Address ranges of the subnets of a network of our own, by tier, in the order of its zones. */
export interface SubnetRanges {
  readonly public: readonly string[];
  readonly service: readonly string[];
  readonly database: readonly string[];
}

/** Prefix lengths that a network of our own may have: with a longer one a load balancer's subnet would be smaller than the /27 that it takes. */
export const prefixLengths = { from: 16, to: 23 } as const;

/**
 * The ranges of the subnets. A quarter of the network is a zone's, the fourth stays free; of a zone's quarter half is for the tasks, and
 * a quarter each for what is public and for the database. So a third zone can be added without moving the others.
 */
export function subnetRanges(cidr: string, zones: number): SubnetRanges {
  const [address, bits] = ipaddr.IPv4.parseCIDR(cidr);
  const start = address.toByteArray().reduce((number, byte) => number * 256 + byte, 0);
  const sixteenth = 2 ** (32 - bits - 4);
  const ranges = (offset: number, length: number) =>
    Array.from({ length: zones }, (_, zone) => {
      const first = start + (zone * 4 + offset) * sixteenth;
      return `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join(".")}/${length}`;
    });
  return {
    service: ranges(0, bits + 3),
    public: ranges(2, bits + 4),
    database: ranges(3, bits + 4),
  };
}

/** Addresses of a subnet that can be used: AWS keeps five. @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export function usableAddresses(range: string): number {
  return 2 ** (32 - Number(range.split("/")[1])) - 5;
}
