import { tlsPolicies } from "../../contract/tls-policies";
import { fine, isMissing, type Look, wrong } from "./look";

/** The region's load balancers know the TLS policy that the file asks for. */
export const tlsLook: Look = {
  subject: "TLS",
  actions: ["elasticloadbalancing:DescribeSSLPolicies"],
  async run({ environment, config }) {
    const { loadBalancer, region } = environment;
    if (loadBalancer.mode !== "create" || loadBalancer.tlsPolicy === undefined) return [];
    const policy = tlsPolicies[loadBalancer.tlsPolicy];
    const { DescribeSSLPoliciesCommand, ElasticLoadBalancingV2Client } = await import(
      "@aws-sdk/client-elastic-load-balancing-v2"
    );
    const missing = wrong(
      `load balancers of ${region} do not know ${policy}`,
      "choose another loadBalancer.tlsPolicy, or leave it out",
    );
    try {
      const { SslPolicies = [] } = await new ElasticLoadBalancingV2Client(config).send(
        new DescribeSSLPoliciesCommand({ Names: [policy] }),
      );
      return [SslPolicies.some(({ Name }) => Name === policy) ? fine(policy) : missing];
    } catch (error) {
      if (!isMissing(error)) throw error;
      return [missing];
    }
  },
};
