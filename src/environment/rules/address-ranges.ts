import ipaddr from "ipaddr.js";

/** True for a range that no known group of clients has: wider than /8, or than /16 for IPv6. */
export function isWide(cidr: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  return bits < (address.kind() === "ipv4" ? 8 : 16);
}

/** True for a range of IPv6 addresses. */
export function isIpv6(cidr: string): boolean {
  return ipaddr.parseCIDR(cidr)[0].kind() === "ipv6";
}
