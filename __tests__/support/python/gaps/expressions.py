"""JSONata: the same values in half the time, since expressions are most of what the emulator does for the deployer's tests.

A second of the emulator's port is no limit of AWS's. Without a limit nothing is to be called at each step of an expression.
"""

from ministack.services import stepfunctions as sfn

_CALLED_AT_EACH_STEP = ("__evaluate_entry", "__evaluate_exit")


def fill():
    engine = sfn.jsonata.Jsonata
    engine.jsonata = staticmethod(_without_limit(engine.jsonata))
    engine.Frame.lookup = _lookup
    sfn.jsonata.parser.Parser.parse = _once(sfn.jsonata.parser.Parser.parse)
    _begin_lists_without_flags(sfn.jsonata.utils.Utils.JList)


def _without_limit(compile):
    def compile_without_limit(expression, *args, **options):
        return compile(expression, *args, **{**options, "timeout": None})

    return compile_without_limit


def _lookup(frame, name):
    """The value of a name, from the inmost frame outwards."""
    if name in _CALLED_AT_EACH_STEP:
        return None
    nothing = sfn.jsonata.utils.Utils.NONE
    while frame is not None:
        value = frame.bindings.get(name, nothing)
        if value is not nothing:
            return value
        frame = frame.parent
    return None


def _once(parse):
    """Parsing took seven tenths of an evaluation's time; a parsed expression is never changed by one."""
    known = {}

    def parse_once(self, expression, *args):
        if expression not in known:
            known[expression] = parse(self, expression, *args)
        return known[expression]

    return parse_once


def _begin_lists_without_flags(kind):
    """A list's five flags are false until they are set, without being written into each new one."""
    for flag in ("sequence", "outer_wrapper", "tuple_stream", "keep_singleton", "cons"):
        setattr(kind, flag, False)
    del kind.__init__
