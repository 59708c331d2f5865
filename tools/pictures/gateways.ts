import type { TerraformJson } from "../../src/stack/terraform-json";

/** A gateway or the endpoints of an environment's own network. */
interface Gateway {
  readonly label: string;
  /** Whether it leads to the Internet. */
  readonly isPublic: boolean;
}

/** What leads out of a network that the environment makes; none where the network is others'. */
export function gatewaysOf({ resource }: TerraformJson): readonly Gateway[] {
  const all = (type: string) => Object.values(resource[type] ?? {});
  const zoneOf = (subnetId: unknown) => {
    const [, name = ""] = /^\$\{aws_subnet\.(\w+)\.id\}$/.exec(String(subnetId)) ?? [];
    return String(resource["aws_subnet"]?.[name]?.["availability_zone"]);
  };
  const services = (kind: string) =>
    all("aws_vpc_endpoint")
      .filter(({ vpc_endpoint_type }) => vpc_endpoint_type === kind)
      .map(({ service_name }) => String(service_name).split(".").slice(3).join("."));
  const endpoints = [
    ...services("Gateway").map((service) => `gateway endpoint: ${service}`),
    ...inFours(services("Interface")).map((some) => `interface endpoints: ${some.join(", ")}`),
  ];
  return [
    ...all("aws_internet_gateway").map(() => ({ label: "internet gateway", isPublic: true })),
    ...all("aws_nat_gateway").map(({ subnet_id }) => ({
      label: `NAT gateway: ${zoneOf(subnet_id)}`,
      isPublic: true,
    })),
    ...endpoints.map((label) => ({ label, isPublic: false })),
  ];
}

function inFours(services: readonly string[]): (readonly string[])[] {
  return services.flatMap((_, index) =>
    index % 4 === 0 ? [services.slice(index, index + 4)] : [],
  );
}
