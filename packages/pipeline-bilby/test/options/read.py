"""Reads config files as bilby_pipe does: read.py CASES.json OUT.json. A case is a config file and the options that hold maps and lists."""

import json
import sys

from bilby_pipe.parser import create_parser
from bilby_pipe.utils import convert_string_to_dict, convert_string_to_list, parse_args


def names(action):
    return [option[2:] for option in action.option_strings if option.startswith("--")]


def read(case):
    parser = create_parser()
    arguments, unknown = parse_args([case["config"]], parser)
    values = {}
    for action in parser._actions:
        for name in names(action):
            value = getattr(arguments, action.dest, None)
            if name in case["maps"]:
                value = convert_string_to_dict(value)
            elif name in case["lists"]:
                value = [convert_string_to_list(one) for one in value]
            values[name] = value
    return {"values": values, "unknown": unknown}


with open(sys.argv[1]) as file:
    cases = json.load(file)
answer = {"options": [name for action in create_parser()._actions for name in names(action)], "cases": {name: read(case) for name, case in cases.items()}}
with open(sys.argv[2], "w") as file:
    json.dump(answer, file)
