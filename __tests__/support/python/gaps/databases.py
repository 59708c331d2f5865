"""RDS: an instance keeps the backup window, log exports, life-cycle support and insights that were asked for.

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

    for handlers in [value for value in vars(rds).values() if isinstance(value, dict)]:
        for name, ours in (("CreateDBInstance", create_instance), ("ModifyDBInstance", modify_instance)):
            if name in handlers:
                handlers[name] = ours
    rds._create_db_instance, rds._modify_db_instance = create_instance, modify_instance
    rds._instance_xml = whole_xml
    fixtures.answers("/_passwords", _passwords)


def _keep(params):
    instance = rds._resolve_instance(rds._p(params, "DBInstanceIdentifier"))
    if not instance:
        return
    instance.update({key: rds._p(params, key) for key in _KEPT if rds._p(params, key)})
    change = "CloudwatchLogsExportConfiguration"
    on = rds._parse_member_list(params, "EnableCloudwatchLogsExports")
    on += rds._parse_member_list(params, f"{change}.EnableLogTypes")
    off = rds._parse_member_list(params, f"{change}.DisableLogTypes")
    if on or off:
        instance[_EXPORTS] = sorted({*instance.get(_EXPORTS, []), *on} - {*off})


def _passwords(_body):
    """The master password of each database, which AWS never gives: a test compares it with the secrets."""
    return {name: instance.get("_MasterUserPassword") for name, instance in rds._instances.items()}
