"""Reads config files as RIFT's builder does: read.py CONFIG... prints, for each, what it makes of its own section and the texts of the others."""

import configparser
import json
import sys


def read(path):
    config = configparser.ConfigParser()
    config.optionxform = str
    config.read(path)
    own = {}
    for name, text in dict(config["rift-pseudo-pipe"]).items():
        value = text.strip()
        if "manual_extra" in name.replace("-", "_"):
            own[name] = value
        else:
            own[name] = eval(value) if value != "" else True
    others = {f"{section}.{name}": text for section in config.sections() if section != "rift-pseudo-pipe" for name, text in config.items(section)}
    evaluated = ["analysis.ifos", "datafind.types", "data.channels", "lalinference.flow", "lalinference.fhigh", "lalinference.fake-cache", "engine.fref", "engine.seglen", "engine.srate"]
    for name in evaluated:
        if name in others:
            others[name] = eval(others[name])
    return {"own": own, "others": others}


print(json.dumps({path: read(path) for path in sys.argv[1:]}))
