/** The block that an address belongs to: `aws_subnet.private["a"]` is one of `aws_subnet.private`. */
export function withoutIndexes(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, "");
}
