"""CloudFront: a response headers policy has no list of headers that nobody gave; an invalidation takes its time.

    invalidations   {"pending": 2}: how often one is looked at before it is completed

The emulator answers empty ones, which the provider would take away in every plan.

@see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ResponseHeadersPolicyConfig.html
"""

from ministack.services import cloudfront

from . import fixtures


def fill():
    get_invalidation = cloudfront._get_invalidation

    def get(distribution, invalidation):
        found = next((one for one in cloudfront._invalidations.get(distribution, []) if one["Id"] == invalidation), None)
        if found is not None:
            found["_looks"] = found.get("_looks", -1) + 1
            found["Status"] = "InProgress" if found["_looks"] < fixtures.of("invalidations").get("pending", 0) else "Completed"
        return get_invalidation(distribution, invalidation)

    cloudfront._get_invalidation = get
    build = cloudfront._build_rhp_config_xml

    def build_config(parent, config):
        build(parent, config)
        for name in ("CustomHeadersConfig", "RemoveHeadersConfig"):
            found = parent.find(name)
            if found is not None and found.findtext("Quantity") == "0":
                parent.remove(found)

    cloudfront._build_rhp_config_xml = build_config
    cloudfront._RHP_SPEC["build_config"] = build_config
