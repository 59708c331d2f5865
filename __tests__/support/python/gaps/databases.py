"""RDS: an instance keeps the backup window, log exports, life-cycle support and insights that were asked for; every class is offered.

@see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
"""

from ministack.services import rds

from . import fixtures

_KEPT = (
    "PreferredBackupWindow",
    "EngineLifecycleSupport",
    "PerformanceInsightsKMSKeyId",
    "DatabaseInsightsMode",
)
_ONLY_HERE = _KEPT[1:]  # what the emulator's own answer leaves out
_VERSIONS = ("14.20", "15.15", "16.11", "17.7", "18.1")
_EXPORTS = "EnabledCloudwatchLogsExports"


def fill():
    create, modify, instance_xml = rds._create_db_instance, rds._modify_db_instance, rds._instance_xml

    def create_instance(params):
        answer = create(params)
        _keep(params)
        return answer

    def modify_instance(params):
        _keep(params)
        return modify(params)

    def whole_xml(instance):
        xml = instance_xml(instance)
        exports = "".join(f"<member>{log}</member>" for log in instance.get(_EXPORTS, []))
        more = "".join(f"<{key}>{instance[key]}</{key}>" for key in _ONLY_HERE if instance.get(key))
        return xml.replace(f"<{_EXPORTS}/>", f"<{_EXPORTS}>{exports}</{_EXPORTS}>{more}")

    ours_by_name = {
        "CreateDBInstance": create_instance,
        "ModifyDBInstance": modify_instance,
        "DescribeOrderableDBInstanceOptions": _orderable,
    }
    for handlers in [value for value in vars(rds).values() if isinstance(value, dict)]:
        for name, ours in ours_by_name.items():
            if name in handlers:
                handlers[name] = ours
    rds._create_db_instance, rds._modify_db_instance = create_instance, modify_instance
    rds._instance_xml = whole_xml
    fixtures.answers("/_passwords", _passwords)


def _orderable(params):
    """The class that is asked for, with each of these versions: which of them a region really sells nobody here knows."""
    known, version = "db.m5.large", "0.0"
    one = {**params, "DBInstanceClass": known, "EngineVersion": version}
    status, headers, body = rds._describe_orderable_options(one)
    text = body.decode().replace(known, rds._p(params, "DBInstanceClass") or known)
    begin, end = text.index("<OrderableDBInstanceOption>"), text.index("</OrderableDBInstanceOptions>")
    versions = [rds._p(params, "EngineVersion")] if rds._p(params, "EngineVersion") else _VERSIONS
    offers = "".join(text[begin:end].replace(version, offered) for offered in versions)
    return status, headers, f"{text[:begin]}{offers}{text[end:]}".encode()


def _keep(params):
    instance = rds._resolve_instance(rds._p(params, "DBInstanceIdentifier"))
    if not instance:
        return
    instance.update({key: rds._p(params, key) for key in _KEPT if rds._p(params, key)})
    insights = rds._p(params, "EnablePerformanceInsights")
    if insights:
        instance["PerformanceInsightsEnabled"] = insights == "true"
    change = "CloudwatchLogsExportConfiguration"
    on = rds._parse_member_list(params, "EnableCloudwatchLogsExports")
    on += rds._parse_member_list(params, f"{change}.EnableLogTypes")
    off = rds._parse_member_list(params, f"{change}.DisableLogTypes")
    if on or off:
        instance[_EXPORTS] = sorted({*instance.get(_EXPORTS, []), *on} - {*off})


def _passwords(_body):
    """The master password of each database, which AWS never gives: a test compares it with the secrets."""
    return {name: instance.get("_MasterUserPassword") for name, instance in rds._instances.items()}
