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

/** Blocks that no network of others on the Internet has. @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
export const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/** True for a range that no network of others on the Internet has. */
export function isPrivate(range: string): boolean {
  return privateRanges.some((block) => isWithin(range, block));
}

/** True when every address of the first range is one of the second. */
export function isWithin(inner: string, outer: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(inner);
  const [network, length] = ipaddr.parseCIDR(outer);
  return address.kind() === network.kind() && bits >= length && address.match(network, length);
}

/** True when two ranges have an address in common. */
export function overlap(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}
