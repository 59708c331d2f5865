"""CloudWatch: DescribeAlarms answers all that PutMetricAlarm and PutCompositeAlarm said, metric math and suppressors included.

The provider speaks the Query protocol, so what it said is kept as it came and given back as XML.

@see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
@see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_CompositeAlarm.html
"""

import re
from xml.sax.saxutils import escape

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import cloudwatch

from . import fixtures

_said = AccountRegionScopedDict()  # name of an alarm -> parameters of the request, as a tree
_ALARM = re.compile("<member>(<AlarmName>.*?</StateReason>)</member>", re.S)
_OWN = re.compile(r"<(AlarmName|AlarmArn|StateValue|StateReason)>.*?</\1>", re.S)


def fill():
    describe = cloudwatch._describe_alarms

    def kept(put):
        def put_alarm(params, cbor_data, is_cbor, is_json=False):
            if not is_cbor and not is_json:
                _said[cloudwatch._p(params, "AlarmName")] = _tree(params)
            return put(params, cbor_data, is_cbor, is_json)

        return put_alarm

    def describe_alarms(params, cbor_data, is_cbor, is_json=False):
        status, headers, body = describe(params, cbor_data, is_cbor, is_json)
        if is_cbor or is_json:
            return status, headers, body
        return status, headers, _ALARM.sub(_as_said, body.decode()).encode()

    cloudwatch._put_metric_alarm = kept(cloudwatch._put_metric_alarm)
    cloudwatch._put_composite_alarm = kept(cloudwatch._put_composite_alarm)
    cloudwatch._describe_alarms = describe_alarms
    fixtures.on_reset(_said.clear)


def _as_said(match):
    said = _said.get(re.search("<AlarmName>(.*?)</AlarmName>", match[1])[1])
    if said is None:
        return match[0]
    own = "".join(found[0] for found in _OWN.finditer(match[1]))
    left_out = ("Action", "Version", "AlarmName", "Tags")
    fields = {"ActionsEnabled": "true", **{k: v for k, v in said.items() if k not in left_out}}
    return "<member>" + own + "".join(_xml(k, v) for k, v in fields.items()) + "</member>"


def _tree(params):
    tree = {}
    for path, value in params.items():
        node, *names = tree, *path.split(".")
        for name in names[:-1]:
            node = node.setdefault(name, {})
        node[names[-1]] = value[0] if isinstance(value, list) else value
    return tree


def _xml(name, value):
    if not isinstance(value, dict):
        inner = escape(value)
    elif set(value) == {"member"}:
        in_order = sorted(value["member"].items(), key=lambda item: int(item[0]))
        inner = "".join(_xml("member", item) for _, item in in_order)
    else:
        inner = "".join(_xml(key, item) for key, item in value.items())
    return f"<{name}>{inner}</{name}>"
