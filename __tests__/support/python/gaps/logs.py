"""CloudWatch Logs: FilterLogEvents reads only the streams whose names begin with `logStreamNamePrefix`.

@see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
"""

from ministack.core.responses import json_response
from ministack.services import cloudwatch_logs as logs


def fill():
    filtered = logs._filter_log_events

    def filter_log_events(data):
        group = logs._log_groups.get(logs._resolve_log_group_name(data))
        if group is None or "logStreamNamePrefix" not in data:
            return filtered(data)
        names = [name for name in group["streams"] if name.startswith(data["logStreamNamePrefix"])]
        if not names:
            return json_response({"events": [], "searchedLogStreams": []})
        return filtered({**data, "logStreamNames": names})

    for handlers in [value for value in vars(logs).values() if isinstance(value, dict)]:
        if handlers.get("FilterLogEvents") is filtered:
            handlers["FilterLogEvents"] = filter_log_events
    logs._filter_log_events = filter_log_events
