"""RDS: subscriptions to the events of a database are kept and answered; none is ever reported.

@see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateEventSubscription.html
"""

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region
from ministack.services import rds

from . import fixtures

_subscriptions = AccountRegionScopedDict()  # name -> subscription


def fill():
    for handlers in [value for value in vars(rds).values() if isinstance(value, dict)]:
        if "CreateDBInstance" in handlers:
            handlers.update(_ACTIONS)
    fixtures.on_reset(_subscriptions.clear)


def _create(params):
    name = rds._p(params, "SubscriptionName")
    if name in _subscriptions:
        return rds._error("SubscriptionAlreadyExist", f"Subscription {name} already exists.", 400)
    sources = _members(params, "SourceIds")
    for source in sources:
        if not rds._resolve_instance(source):
            return rds._error("SourceNotFound", f"Could not find source :{source}", 404)
    arn = f"arn:aws:rds:{get_region()}:{get_account_id()}:es:{name}"
    _subscriptions[name] = {"name": name, "arn": arn, "sources": sources, "enabled": "true"}
    _take(name, params)
    keys = sorted(key for key in params if key.startswith("Tags.") and key.endswith(".Key"))
    values = [key[: -len("Key")] + "Value" for key in keys]
    rds._tags[arn] = [
        {"Key": rds._p(params, key), "Value": rds._p(params, value)} for key, value in zip(keys, values)
    ]
    return _one("CreateEventSubscription", name)


def _take(name, params):
    found = _subscriptions[name]
    for key, ours in (("SnsTopicArn", "topic"), ("SourceType", "type"), ("Enabled", "enabled")):
        if rds._p(params, key):
            found[ours] = rds._p(params, key)
    categories = _members(params, "EventCategories")
    if categories or "categories" not in found:
        found["categories"] = categories


def _modify(params):
    return _known(params, lambda name: (_take(name, params), _one("ModifyEventSubscription", name))[1])


def _delete(params):
    def delete(name):
        answer = _one("DeleteEventSubscription", name)
        del _subscriptions[name]
        return answer

    return _known(params, delete)


def _add(params):
    def add(name):
        _subscriptions[name]["sources"].append(rds._p(params, "SourceIdentifier"))
        return _one("AddSourceIdentifierToSubscription", name)

    return _known(params, add)


def _remove(params):
    def remove(name):
        _subscriptions[name]["sources"].remove(rds._p(params, "SourceIdentifier"))
        return _one("RemoveSourceIdentifierFromSubscription", name)

    return _known(params, remove)


def _describe(params):
    name = rds._p(params, "SubscriptionName")
    if name and name not in _subscriptions:
        return _missing(name)
    names = [name] if name else list(_subscriptions.keys())
    inner = "".join(_xml(one) for one in names)
    return rds._xml(
        200,
        "DescribeEventSubscriptionsResponse",
        "<DescribeEventSubscriptionsResult><EventSubscriptionsList>"
        f"{inner}</EventSubscriptionsList></DescribeEventSubscriptionsResult>",
    )


def _known(params, answer):
    name = rds._p(params, "SubscriptionName")
    return answer(name) if name in _subscriptions else _missing(name)


def _missing(name):
    return rds._error("SubscriptionNotFound", f"Subscription {name} not found.", 404)


def _one(action, name):
    return rds._xml(200, f"{action}Response", f"<{action}Result>{_xml(name)}</{action}Result>")


def _xml(name):
    found = _subscriptions[name]
    sources = "".join(f"<SourceId>{one}</SourceId>" for one in found["sources"])
    categories = "".join(f"<EventCategory>{one}</EventCategory>" for one in found["categories"])
    return (
        f"<EventSubscription><CustomerAwsId>{get_account_id()}</CustomerAwsId>"
        f"<CustSubscriptionId>{name}</CustSubscriptionId><SnsTopicArn>{found['topic']}</SnsTopicArn>"
        f"<Status>active</Status><SourceType>{found.get('type', '')}</SourceType>"
        f"<SourceIdsList>{sources}</SourceIdsList><EventCategoriesList>{categories}</EventCategoriesList>"
        f"<Enabled>{found['enabled']}</Enabled><EventSubscriptionArn>{found['arn']}</EventSubscriptionArn>"
        "</EventSubscription>"
    )


def _members(params, prefix):
    keys = [key for key in params if key.startswith(f"{prefix}.")]
    return [rds._p(params, key) for key in sorted(keys, key=lambda key: int(key.rsplit(".", 1)[1]))]


_ACTIONS = {
    "AddSourceIdentifierToSubscription": _add,
    "CreateEventSubscription": _create,
    "DeleteEventSubscription": _delete,
    "DescribeEventSubscriptions": _describe,
    "ModifyEventSubscription": _modify,
    "RemoveSourceIdentifierFromSubscription": _remove,
}
