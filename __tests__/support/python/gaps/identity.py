"""IAM: of a role's session, aws:PrincipalArn is the role.

@see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
"""

import re

from ministack.core import iam_evaluator

_SESSION = re.compile(r"^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role/([^/]+)/.+$")


def fill():
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key, context):
        value = resolve(key, context)
        if key.lower() != "aws:principalarn":
            return value
        return _SESSION.sub(r"arn:\1:iam::\2:role/\3", value)

    iam_evaluator._resolve_condition_key = resolve_key
