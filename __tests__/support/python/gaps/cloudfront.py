"""CloudFront: a response headers policy has no list of headers that nobody gave.

The emulator answers empty ones, which the provider would take away in every plan.

@see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html
"""

from ministack.services import cloudfront


def fill():
    build = cloudfront._build_rhp_config_xml

    def build_config(parent, config):
        build(parent, config)
        for name in ("CustomHeadersConfig", "RemoveHeadersConfig"):
            found = parent.find(name)
            if found is not None and found.findtext("Quantity") == "0":
                parent.remove(found)

    cloudfront._build_rhp_config_xml = build_config
    cloudfront._RHP_SPEC["build_config"] = build_config
