"""RDS: a snapshot takes its time, and the database takes none beside it; a fixture says how often it is still in progress, and how it ends.

    snapshots   {"pending": 2, "status": "failed"}: how often each is described before it is complete, and what it then is
    databases   identifier -> its status, such as "modifying", for as often as it is described or asked for a snapshot: {"status": ..., "times": 2}

@see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
"""

from ministack.services import rds

from . import fixtures


def fill():
    create, describe, snapshot_xml = rds._create_db_snapshot, rds._describe_db_snapshots, rds._snapshot_xml

    def create_snapshot(params):
        name = rds._p(params, "DBInstanceIdentifier")
        if rds._p(params, "DBSnapshotIdentifier") not in rds._snapshots and (_busy(name) or _unfinished(name)):
            return rds._error("InvalidDBInstanceState", "Instance is not in available state.", 400)
        answer = create(params)
        snapshot = rds._snapshots.get(rds._p(params, "DBSnapshotIdentifier"))
        if answer[0] == 200:
            snapshot["_pending"] = fixtures.of("snapshots").get("pending", 0)
            snapshot.update(Status="creating", PercentProgress=0)
        return answer

    def describe_snapshots(params):
        for snapshot in rds._snapshots.values():
            if snapshot["Status"] != "creating" or "_pending" not in snapshot:
                continue
            snapshot["_pending"] = min(snapshot["_pending"], fixtures.of("snapshots").get("pending", 0))
            if snapshot["_pending"] > 0:
                snapshot["_pending"] -= 1
            else:
                snapshot.update(Status=fixtures.of("snapshots").get("status", "available"), PercentProgress=100)
        return _paged(params, describe)

    def xml_in_progress(snapshot):
        xml = snapshot_xml(snapshot)
        if snapshot["Status"] != "creating":
            return xml
        # AWS says when it was taken once it is complete.
        time = snapshot["SnapshotCreateTime"]
        return xml.replace(f"<SnapshotCreateTime>{time}</SnapshotCreateTime>", "")

    for handlers in [value for value in vars(rds).values() if isinstance(value, dict)]:
        for name, ours in (("CreateDBSnapshot", create_snapshot), ("DescribeDBSnapshots", describe_snapshots)):
            if name in handlers:
                handlers[name] = ours
    rds._create_db_snapshot, rds._describe_db_snapshots = create_snapshot, describe_snapshots
    rds._snapshot_xml = xml_in_progress


def _busy(name):
    busy = fixtures.of("databases").get(name)
    if not busy or busy["times"] <= 0:
        return False
    busy["times"] -= 1
    return True


def _unfinished(name):
    return any(one["DBInstanceIdentifier"] == name and one["Status"] == "creating" for one in rds._snapshots.values())


def _paged(params, describe):
    """Pages of `MaxRecords`, which AWS takes from 20 to 100."""
    size = int(rds._p(params, "MaxRecords") or 100)
    start = int(rds._p(params, "Marker") or 0)
    known = dict(rds._snapshots)
    database = rds._p(params, "DBInstanceIdentifier")
    of_database = [name for name, one in known.items() if database in ("", None, one["DBInstanceIdentifier"])]
    status, headers, body = describe(params)
    page = of_database[start : start + size]
    if status != 200 or rds._p(params, "DBSnapshotIdentifier") or len(of_database) <= size:
        return status, headers, body
    members = "".join(f"<DBSnapshot>{rds._snapshot_xml(known[name])}</DBSnapshot>" for name in page)
    marker = f"<Marker>{start + size}</Marker>" if start + size < len(of_database) else ""
    return rds._xml(
        200,
        "DescribeDBSnapshotsResponse",
        f"<DescribeDBSnapshotsResult>{marker}<DBSnapshots>{members}</DBSnapshots></DescribeDBSnapshotsResult>",
    )
