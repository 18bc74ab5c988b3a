"""Says what a result file of bilby holds, as one line of JSON: read_result.py FILE. Exit code 3: the file is not whole."""

import json
import sys

import numpy as np
from bilby.core.result import read_in_result

try:
    result = read_in_result(sys.argv[1])
    posterior = result.posterior
    sampled = list(result.search_parameter_keys)
except MemoryError:
    raise
except Exception as error:
    print(f"{type(error).__name__}: {error}", file=sys.stderr)
    sys.exit(3)


def finite(name):
    values = np.asarray(posterior[name])
    return values.dtype.kind not in "fiu" or bool(np.isfinite(values).all())


names = ("log_evidence", "log_evidence_err", "log_noise_evidence", "log_bayes_factor")
evidence = {name: float(getattr(result, name)) for name in names if np.isfinite(getattr(result, name))}
print(
    json.dumps(
        {
            "samples": len(posterior),
            "columns": list(posterior),
            "sampled": sampled,
            "notFinite": [name for name in sampled if name in posterior and not finite(name)],
            "evidence": evidence,
        }
    )
)
