"""What the emulator lacks, added to it in the shape that AWS gives.

Scans, scaling and the ends of containers come from fixtures that a test sends; the rest is how AWS
behaves. Everything here leans on the emulator's inner names, which is why its version is pinned.
"""

from . import (
    alarms,
    authorization,
    certificates,
    cloudfront,
    client_vpn,
    database_events,
    database_restores,
    database_snapshots,
    databases,
    documents,
    ecr,
    ecs,
    existing,
    expressions,
    firewall,
    fixtures,
    identity,
    load_balancers,
    logs,
    registry,
    requests,
    rollout_alarms,
    scaling,
    schedules,
    security_groups,
    sessions,
    step_functions,
    vpc,
)


def fill(app):
    """The emulator's application with the gaps filled."""
    gaps = (
        alarms,
        authorization,
        certificates,
        cloudfront,
        client_vpn,
        database_events,
        database_snapshots,
        databases,
        database_restores,
        documents,
        ecr,
        ecs,
        existing,
        expressions,
        firewall,
        identity,
        load_balancers,
        logs,
        registry,
        requests,
        rollout_alarms,
        scaling,
        schedules,
        security_groups,
        sessions,
        step_functions,
        vpc,
    )
    for gap in gaps:
        gap.fill()
    return fixtures.serve(app)
