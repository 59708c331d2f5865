"""What the emulator lacks, added to it in the shape that AWS gives.

Scans, scaling and the ends of containers come from fixtures that a test sends; the rest is how AWS
behaves. Everything here leans on the emulator's inner names, which is why its version is pinned.
"""

from . import ecr, ecs, fixtures, identity, scaling, step_functions


def fill(app):
    """The emulator's application with the gaps filled."""
    ecr.fill()
    ecs.fill()
    identity.fill()
    scaling.fill()
    step_functions.fill()
    return fixtures.serve(app)
