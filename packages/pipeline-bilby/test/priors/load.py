"""Reads prior dictionaries as bilby_pipe and bilby do: load.py CASES.json OUT.json. A case is a config file and a prior file."""

import inspect
import json
import sys

import bilby
import numpy as np
from bilby.core.prior import BaseJointPriorDist, JointPrior, Prior
from bilby.core.utils import infer_args_from_method
from bilby.gw.prior import BBHPriorDict, HealPixMapPriorDist
from bilby_pipe.input import Input
from bilby_pipe.parser import create_parser
from bilby_pipe.utils import parse_args

try:
    import healpy
except ImportError:
    # Without healpy no sky map is read, but the arguments and the priors that name the distribution still are.
    def without_map(self, hp_file, names=None, bounds=None, distance=False):
        BaseJointPriorDist.__init__(self, names or ["ra", "dec"], bounds or [[0, 2 * np.pi], [-np.pi / 2, np.pi / 2]])
        self.hp_file, self.distance = hp_file, distance

    HealPixMapPriorDist.__init__ = without_map


def plain(value):
    if isinstance(value, (Prior, BaseJointPriorDist)):
        return described(value)
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if callable(value):
        return f"{value.__module__}.{value.__name__}"
    if isinstance(value, (float, np.floating)) and not np.isfinite(value):
        return str(value)
    if isinstance(value, np.generic):
        return value.item()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def described(prior):
    if isinstance(prior, BaseJointPriorDist):
        arguments = {key: getattr(prior, key) for key in infer_args_from_method(type(prior).__init__) if hasattr(prior, key)}
        arguments["bounds"] = list(prior.bounds.values())
    else:
        arguments = prior.get_instantiation_dict()
        arguments.update(getattr(prior, "_reference_params", {}))
    return {"type": type(prior).__name__, **{key: plain(value) for key, value in arguments.items()}}


def read(case):
    arguments, unknown = parse_args([case["config"]], create_parser())
    reader = Input([], [])
    reader.prior_dict = arguments.prior_dict
    from_config = BBHPriorDict(dictionary=dict(reader.prior_dict))
    from_file = BBHPriorDict(filename=case["file"])
    return {
        "unknown": unknown,
        "fromConfig": {key: described(prior) for key, prior in from_config.items()},
        "fromFile": {key: described(prior) for key, prior in from_file.items()},
    }


def signatures():
    found = {}
    for module in (bilby.core.prior, bilby.gw.prior):
        for name, one in vars(module).items():
            if not inspect.isclass(one) or not issubclass(one, (Prior, BaseJointPriorDist)) or not one.__module__.startswith("bilby."):
                continue
            parameters = list(inspect.signature(one.__init__).parameters.values())[1:]
            named = [parameter for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD]
            found[name] = {
                "module": module.__name__ if name not in found else found[name]["module"],
                "required": [parameter.name for parameter in named if parameter.default is parameter.empty],
                "optional": [parameter.name for parameter in named if parameter.default is not parameter.empty],
            }
    return found


def outcome(case):
    try:
        return read(case)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


with open(sys.argv[1]) as file:
    cases = json.load(file)
with open(sys.argv[2], "w") as file:
    json.dump({"signatures": signatures(), "cases": {name: outcome(case) for name, case in cases.items()}}, file)
