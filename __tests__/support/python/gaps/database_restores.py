"""RDS: what is restored gets what was asked for, after a while; a database takes another name; one that is being made cannot be deleted.

    restores   {"pending": 2, "status": "failed"}: how often it is described before it is available, and what it then is

By itself the emulator gives it its own defaults at once, as AWS gives the VPC's default group and the engine's default parameters where none are named.

@see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
@see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html
"""

from ministack.services import rds

from . import fixtures

_FLAGS = {
    "DeletionProtection": "DeletionProtection",
    "CopyTagsToSnapshot": "CopyTagsToSnapshot",
    "AutoMinorVersionUpgrade": "AutoMinorVersionUpgrade",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
}


def fill():
    restore, describe, modify, delete = rds._restore_from_snapshot, rds._describe_db_instances, rds._modify_db_instance, rds._delete_db_instance

    def restored(params):
        answer = restore(params)
        instance = rds._instances.get(rds._p(params, "DBInstanceIdentifier"))
        if answer[0] != 200:
            return answer
        snapshot = rds._snapshots[rds._p(params, "DBSnapshotIdentifier")]
        instance["StorageEncrypted"] = snapshot.get("Encrypted", False) in (True, "true")
        instance["DBInstanceStatus"] = "creating"
        instance["_pending"] = fixtures.of("restores").get("pending", 0)
        instance["KmsKeyId"] = snapshot.get("KmsKeyId", "")
        if rds._p(params, "EngineLifecycleSupport"):
            instance["EngineLifecycleSupport"] = rds._p(params, "EngineLifecycleSupport")
        groups = rds._parse_member_list(params, "VpcSecurityGroupIds")
        instance["VpcSecurityGroups"] = [{"VpcSecurityGroupId": group, "Status": "active"} for group in groups]
        if rds._p(params, "DBParameterGroupName"):
            instance["DBParameterGroups"][0]["DBParameterGroupName"] = rds._p(params, "DBParameterGroupName")
        if rds._p(params, "Port"):
            instance["Endpoint"]["Port"] = int(rds._p(params, "Port"))
        for asked, kept in _FLAGS.items():
            if rds._p(params, asked):
                instance[kept] = rds._p(params, asked) == "true"
        instance["TagList"] = rds._parse_tags(params)
        rds._tags[instance["DBInstanceArn"]] = instance["TagList"]
        return answer

    def described(params):
        for instance in rds._instances.values():
            if "_pending" not in instance:
                continue
            instance["_pending"] = min(instance["_pending"], fixtures.of("restores").get("pending", 0)) - 1
            if instance["_pending"] < 0:
                del instance["_pending"]
                instance["DBInstanceStatus"] = fixtures.of("restores").get("status", "available")
        return describe(params)

    def deleted(params):
        instance = rds._instances.get(rds._p(params, "DBInstanceIdentifier"))
        if instance and "_pending" in instance:
            described({})
            if "_pending" in instance:
                return rds._error("InvalidDBInstanceState", "Instance is currently creating - it can not be deleted.", 400)
        return delete(params)

    def modified(params):
        name, renamed = rds._p(params, "DBInstanceIdentifier"), rds._p(params, "NewDBInstanceIdentifier")
        answer = modify(params)
        if answer[0] == 200 and renamed:
            instance = rds._instances.pop(name)
            arn = instance["DBInstanceArn"].rsplit(":", 1)[0] + f":{renamed}"
            rds._tags[arn] = rds._tags.pop(instance["DBInstanceArn"], [])
            instance.update(DBInstanceIdentifier=renamed, DBInstanceArn=arn)
            rds._instances[renamed] = instance
        return answer

    ours = {restore: restored, describe: described, modify: modified, delete: deleted}
    for handlers in [value for value in vars(rds).values() if isinstance(value, dict)]:
        for name, handler in list(handlers.items()):
            if callable(handler) and handler in ours:
                handlers[name] = ours[handler]
    rds._restore_from_snapshot, rds._describe_db_instances, rds._modify_db_instance = restored, described, modified
    rds._delete_db_instance = deleted
