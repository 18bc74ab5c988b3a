# What a metafile of PESummary holds, as JSON: of each label what it was told besides the samples.
import json
import sys

import h5py


def first(node):
    value = node[()]
    return value[0].decode() if hasattr(value[0], "decode") else value[0].tolist()


def inside(group):
    config = group["config_file"] if "config_file" in group else {}
    raw = group["priors/calibration_raw"] if "priors/calibration_raw" in group else {}
    corrected = group["priors/calibration"] if "priors/calibration" in group else {}
    return {
        "approximant": first(group["approximant"]),
        "samples": len(group["posterior_samples"]),
        "psds": {ifo: data[0].tolist() for ifo, data in group["psds"].items()},
        "config": {key: first(config["config"][key]) for key in config["config"]} if "config" in config else {},
        "calibration": {ifo: data[0].tolist() for ifo, data in raw.items()},
        "corrected": {ifo: data[0].tolist() for ifo, data in corrected.items()},
    }


with h5py.File(sys.argv[1]) as file:
    print(json.dumps({label: inside(file[label]) for label in file if "posterior_samples" in file[label]}))
