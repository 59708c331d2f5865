import {
  by,
  byNumber,
  byRank,
  changed,
  fixed,
  fixedTo,
  gone,
  harmless,
  type Kinds,
  kept,
  noted,
  unlessTrue,
  weakened,
  whenTrue,
} from "./judgement";

const words = harmless("a remark for people");
const replaced = by("entry-replaced");
const gap = by("gap-while-replaced");
const unguarded = gone(
  "edge-hardening-reduced",
  "the firewall no longer stands before the load balancer or the distribution",
);
const byTraffic = by("traffic-rerouted");
const answer = noted("traffic-rerouted", "answers requests that no rule takes otherwise: ");
const question = noted("health-check-changed", "asks running tasks another question: ");
/** Whom a rule of a group lets through and where: `opened` judges what it lets through besides. */
const rulesOfGroup = (opened: string) => {
  const traffic = by(opened, "connection-closed");
  return {
    cidr_ipv4: traffic,
    cidr_ipv6: traffic,
    description: words,
    from_port: traffic,
    ip_protocol: traffic,
    prefix_list_id: traffic,
    referenced_security_group_id: traffic,
    security_group_id: fixed,
    to_port: traffic,
  };
};

/** What a request passes before it reaches the service: names, certificates, load balancer, security groups. */
export const entry: Kinds = {
  aws_acm_certificate: {
    deleted: replaced,
    replaced,
    attributes: {
      domain_name: fixed,
      "domain_validation_options.*": harmless("what AWS asks for as proof"),
      key_algorithm: fixed,
      validation_method: fixedTo(/^DNS$/),
    },
  },
  aws_acm_certificate_validation: {
    deleted: harmless("it waits for a certificate and is nothing in AWS"),
    replaced: harmless("it waits for a certificate and is nothing in AWS"),
    attributes: { certificate_arn: fixed, validation_record_fqdns: fixed },
  },
  aws_route53_record: {
    deleted: replaced,
    replaced,
    attributes: {
      "alias.evaluate_target_health": by("name-moved"),
      "alias.name": by("name-moved"),
      "alias.zone_id": by("name-moved"),
      allow_overwrite: harmless("read when the record is made; there `name-moved` judges it"),
      records: by("name-moved"),
      ttl: by("name-moved"),
      type: fixed,
      zone_id: fixed,
    },
  },
  aws_lb: {
    deleted: replaced,
    replaced,
    attributes: {
      "access_logs.bucket": kept("audit-reduced", "its record goes elsewhere: ", { mayEnd: true }),
      "access_logs.enabled": weakened("audit-reduced", whenTrue),
      "connection_logs.bucket": kept("audit-reduced", "its record goes elsewhere: ", {
        mayEnd: true,
      }),
      "connection_logs.enabled": weakened("audit-reduced", whenTrue),
      desync_mitigation_mode: weakened(
        "edge-hardening-reduced",
        byRank("monitor", "defensive", "strictest"),
      ),
      drop_invalid_header_fields: weakened("edge-hardening-reduced", whenTrue, {
        notedOnCreate: true,
      }),
      enable_deletion_protection: weakened("deletion-protection-removed", whenTrue, {
        notedOnCreate: true,
      }),
      enable_waf_fail_open: weakened("edge-hardening-reduced", unlessTrue),
      idle_timeout: noted(
        "traffic-rerouted",
        "cuts connections that are silent for another time: ",
      ),
      internal: by("load-balancer-public"),
      ip_address_type: changed("load-balancer-public", "is reached by addresses of another kind: "),
      load_balancer_type: fixedTo(/^application$/),
      security_groups: by("security-group-attached"),
      subnets: by("subnets-moved", "redundancy-reduced"),
    },
  },
  aws_lb_listener: {
    deleted: replaced,
    replaced,
    attributes: {
      certificate_arn: kept("certificate-swapped", "shows another certificate: "),
      "default_action.fixed_response.content_type": answer,
      "default_action.fixed_response.message_body": answer,
      "default_action.fixed_response.status_code": answer,
      "default_action.forward.target_group.arn": by("traffic-rerouted"),
      "default_action.redirect.host": by("traffic-rerouted"),
      "default_action.redirect.path": by("traffic-rerouted"),
      "default_action.redirect.port": by("traffic-rerouted"),
      "default_action.redirect.protocol": by("traffic-rerouted"),
      "default_action.redirect.query": by("traffic-rerouted"),
      "default_action.redirect.status_code": by("traffic-rerouted"),
      "default_action.target_group_arn": by("traffic-rerouted"),
      "default_action.type": by("traffic-rerouted", "plain-http", "login-dropped"),
      load_balancer_arn: fixed,
      "mutual_authentication.mode": by("tls-weakened"),
      port: by("traffic-rerouted"),
      protocol: by("plain-http", "tls-weakened"),
      ssl_policy: by("tls-weakened"),
    },
  },
  aws_lb_listener_certificate: {
    deleted: replaced,
    replaced,
    attributes: { certificate_arn: fixed, listener_arn: fixed },
  },
  aws_lb_listener_rule: {
    deleted: replaced,
    replaced,
    attributes: {
      "action.fixed_response.content_type": byTraffic,
      "action.fixed_response.message_body": byTraffic,
      "action.fixed_response.status_code": byTraffic,
      "action.forward.target_group.arn": by("traffic-rerouted"),
      "action.target_group_arn": by("traffic-rerouted"),
      "action.type": by("traffic-rerouted", "plain-http", "login-dropped"),
      "condition.*": by("requests-diverted"),
      listener_arn: fixed,
      priority: by("requests-diverted"),
    },
  },
  aws_lb_target_group: {
    deleted: replaced,
    replaced,
    attributes: {
      deregistration_delay: weakened("rollout-stalled", byNumber, { verdict: "note" }),
      "health_check.healthy_threshold": noted("health-check-changed", ""),
      "health_check.interval": noted("health-check-changed", ""),
      "health_check.matcher": question,
      "health_check.path": question,
      "health_check.port": question,
      "health_check.protocol": question,
      "health_check.timeout": noted("health-check-changed", ""),
      "health_check.unhealthy_threshold": noted("health-check-changed", ""),
      load_balancing_algorithm_type: harmless("which of the healthy tasks gets a request"),
      port: fixed,
      protocol: fixed,
      target_type: fixedTo(/^ip$/),
      vpc_id: fixed,
    },
  },
  aws_wafv2_web_acl: {
    deleted: unguarded,
    replaced: gap,
    attributes: {
      "default_action.*": by("edge-hardening-reduced"),
      description: words,
      "rule.*": by("edge-hardening-reduced"),
      scope: fixedTo(/^(REGIONAL|CLOUDFRONT)$/),
      "visibility_config.cloudwatch_metrics_enabled": weakened("monitoring-reduced", whenTrue),
      "visibility_config.metric_name": harmless("what CloudWatch calls its figures"),
      "visibility_config.sampled_requests_enabled": weakened("secret-in-plain-text", unlessTrue),
    },
  },
  aws_wafv2_web_acl_association: {
    deleted: unguarded,
    replaced: gap,
    attributes: {
      resource_arn: by("edge-hardening-reduced"),
      web_acl_arn: by("edge-hardening-reduced"),
    },
  },
  aws_wafv2_web_acl_logging_configuration: {
    deleted: gone("audit-reduced", "what it recorded is no longer recorded"),
    replaced: gap,
    attributes: {
      log_destination_configs: changed("audit-reduced", "its record goes elsewhere: "),
      "logging_filter.*": changed("audit-reduced", "other requests are recorded: "),
      "redacted_fields.*": by("secret-in-plain-text"),
      resource_arn: fixed,
    },
  },
  aws_security_group: {
    deleted: replaced,
    replaced,
    attributes: {
      description: fixed,
      "egress.*": by("egress-opened", "connection-closed"),
      "ingress.*": by("ingress-opened", "connection-closed"),
      vpc_id: fixed,
    },
  },
  aws_vpc_security_group_egress_rule: {
    deleted: by("connection-closed"),
    replaced: by("connection-closed"),
    attributes: rulesOfGroup("egress-opened"),
  },
  aws_vpc_security_group_ingress_rule: {
    deleted: by("connection-closed"),
    replaced: by("connection-closed"),
    attributes: rulesOfGroup("ingress-opened"),
  },
};
