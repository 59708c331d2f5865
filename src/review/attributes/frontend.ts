import {
  by,
  byRank,
  changed,
  fixed,
  gone,
  harmless,
  type Kinds,
  kept,
  unlessTrue,
  weakened,
  whenTrue,
} from "./judgement";

const words = harmless("a remark for people");
const replaced = by("entry-replaced");
const gap = by("gap-while-replaced");
const hardened = "edge-hardening-reduced";
const rerouted = (what: string) => changed("traffic-rerouted", what);
const notRecorded = gone("audit-reduced", "what it recorded is no longer recorded");

/** A distribution with what it is made of: it is the entry, and decides which requests go to the bucket and which to the load balancer. */
export const frontend: Kinds = {
  aws_cloudfront_distribution: {
    deleted: replaced,
    replaced,
    attributes: {
      aliases: rerouted("answers to other names: "),
      comment: words,
      default_root_object: rerouted("begins with another page: "),
      "default_cache_behavior.*": rerouted("treats pages and files otherwise: "),
      enabled: weakened("traffic-rerouted", whenTrue),
      http_version: harmless("browsers and CloudFront agree on what both speak"),
      is_ipv6_enabled: rerouted("is reached by addresses of another kind: "),
      "ordered_cache_behavior.*": rerouted("treats the backend's paths otherwise: "),
      "origin.*": rerouted("asks another origin, or otherwise: "),
      price_class: harmless("from which places it answers, and what that costs"),
      "restrictions.*": rerouted("answers other countries: "),
      retain_on_delete: harmless("read when it is deleted; there `entry-replaced` judges it"),
      staging: fixed,
      "viewer_certificate.acm_certificate_arn": changed(
        "certificate-swapped",
        "shows another certificate: ",
      ),
      "viewer_certificate.cloudfront_default_certificate": weakened("tls-weakened", unlessTrue),
      "viewer_certificate.minimum_protocol_version": weakened(
        "tls-weakened",
        byRank("TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.3_2025"),
      ),
      "viewer_certificate.ssl_support_method": rerouted("answers other clients: "),
      wait_for_deployment: harmless("how long an apply waits"),
      web_acl_id: kept(hardened, "the firewall before the distribution goes, or is another one: "),
    },
  },
  aws_cloudfront_function: {
    deleted: gone("traffic-rerouted", "paths of pages are no longer answered"),
    replaced: gap,
    attributes: {
      code: rerouted("every request for a page passes other code: "),
      comment: words,
      name: fixed,
      publish: weakened("traffic-rerouted", whenTrue),
      runtime: rerouted("its code runs in another language's version: "),
    },
  },
  aws_cloudfront_origin_access_control: {
    deleted: gone("traffic-rerouted", "the distribution can no longer read pages"),
    replaced: gap,
    attributes: {
      description: words,
      name: harmless("a name for people"),
      origin_access_control_origin_type: rerouted("signs for another kind of origin: "),
      signing_behavior: rerouted("signs other requests: "),
      signing_protocol: rerouted("signs otherwise: "),
    },
  },
  aws_cloudfront_response_headers_policy: {
    deleted: gone(hardened, "pages come without the headers that protect them"),
    replaced: gap,
    attributes: {
      comment: words,
      name: harmless("a name for people"),
      "security_headers_config.*": changed(hardened, "browsers get other instructions: "),
    },
  },
  aws_cloudfront_vpc_origin: {
    deleted: replaced,
    replaced,
    attributes: {
      "vpc_origin_endpoint_config.*": rerouted("reaches the load balancer otherwise: "),
    },
  },
  aws_cloudwatch_log_delivery: {
    deleted: notRecorded,
    replaced: gap,
    attributes: {
      delivery_destination_arn: fixed,
      delivery_source_name: fixed,
      field_delimiter: harmless("how a record is written"),
      record_fields: changed("audit-reduced", "other things are recorded: "),
      "s3_delivery_configuration.*": changed("audit-reduced", "its record goes elsewhere: "),
    },
  },
  aws_cloudwatch_log_delivery_destination: {
    deleted: notRecorded,
    replaced: gap,
    attributes: {
      "delivery_destination_configuration.*": changed(
        "audit-reduced",
        "its record goes elsewhere: ",
      ),
      delivery_destination_type: harmless("AWS derives it from the destination"),
      name: fixed,
      output_format: fixed,
    },
  },
  aws_cloudwatch_log_delivery_source: {
    deleted: notRecorded,
    replaced: gap,
    attributes: { log_type: fixed, name: fixed, resource_arn: fixed },
  },
};
