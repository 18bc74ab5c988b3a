"""Writes points of the parameter space as RIFT reads them: grid.py REQUEST.json OUT.xml.gz, in RIFT's own environment.

A request has the GPS "time", and either one "point" {"m1", "m2", "s1z", "s2z"} (solar masses, in the detector's frame), or files with posterior
"samples" of which at most "size" are taken, evenly, with the "spins" none, aligned or all.
"""

import json
import sys

import numpy


def columns_of_json(path):
    with open(path) as file:
        content = json.load(file)
    if "posterior" not in content:
        raise SystemExit(f"{path} has no posterior")
    posterior = content["posterior"]
    return {name: numpy.asarray(values) for name, values in posterior.get("content", posterior).items() if is_numeric(values)}


def is_numeric(values):
    return len(values) > 0 and all(isinstance(value, (int, float)) for value in values)


def columns_of_hdf5(path):
    import h5py

    with h5py.File(path, "r") as file:
        if "posterior" in file:
            return columns_of_group(file["posterior"])
        labels = [name for name in file if isinstance(file[name], h5py.Group) and "posterior_samples" in file[name]]
        if len(labels) != 1:
            raise SystemExit(f"{path} has the posteriors of {len(labels)} analyses ({', '.join(labels)}), not of one")
        return columns_of_group(file[labels[0]]["posterior_samples"])


def columns_of_group(group):
    if hasattr(group, "dtype"):
        return {name: group[name] for name in group.dtype.names}
    return {name: group[name][()] for name in group if hasattr(group[name], "dtype") and group[name].dtype.kind in "fiu"}


def columns_of_text(path):
    # RIFT sorts the lines of its last file, which brings the names to its end.
    with open(path) as file:
        lines = [line.strip() for line in file if line.strip()]
    headers = [line for line in lines if line.startswith("#")]
    rows = [line.split() for line in lines if not line.startswith("#")]
    names = (headers[0].replace("#", " ") if headers else " ".join(rows.pop(0))).split()
    table = numpy.array([[float(value) for value in row] for row in rows])
    if table.ndim != 2 or table.shape[1] != len(names):
        raise SystemExit(f"{path} is not a table of samples with one name for each column")
    return {name: table[:, index] for index, name in enumerate(names)}


readers = {"json": columns_of_json, "h5": columns_of_hdf5, "hdf5": columns_of_hdf5}


def columns_of(path):
    return readers.get(path.rsplit(".", 1)[-1], columns_of_text)(path)


def first(columns, *names):
    return next((columns[name] for name in names if name in columns), None)


def masses(columns, path):
    m1, m2 = first(columns, "mass_1", "m1"), first(columns, "mass_2", "m2")
    if m1 is not None and m2 is not None:
        return m1, m2
    mc, q = first(columns, "chirp_mass", "mc"), first(columns, "mass_ratio", "q")
    if mc is None or q is None:
        raise SystemExit(f"{path} has neither both masses nor chirp mass and mass ratio; it has {', '.join(columns)}")
    m1 = mc * (1 + q) ** 0.2 / q**0.6
    return m1, q * m1


def spins(columns, index, kind, zero):
    """The three components of a spin: in the plane only the angle between both spins is kept."""
    if kind == "none":
        return zero, zero, zero
    x, y = (first(columns, f"spin_{index}{axis}", f"a{index}{axis}") for axis in "xy")
    z = first(columns, f"spin_{index}z", f"a{index}z", f"chi_{index}")
    if z is None:
        size, tilt = first(columns, f"a_{index}"), first(columns, f"tilt_{index}")
        if size is None:
            return zero, zero, zero
        tilt = zero if tilt is None else tilt
        angle = columns.get("phi_12", zero) if index == 2 else zero
        x, y, z = size * numpy.sin(tilt) * numpy.cos(angle), size * numpy.sin(tilt) * numpy.sin(angle), size * numpy.cos(tilt)
    if kind == "aligned" or x is None or y is None:
        return zero, zero, z
    return x, y, z


def points_of(path, request):
    columns = columns_of(path)
    m1, m2 = masses(columns, path)
    zero = numpy.zeros(len(m1))
    parts = [m1, m2, *spins(columns, 1, request["spins"], zero), *spins(columns, 2, request["spins"], zero)]
    parts += [first(columns, *names) if first(columns, *names) is not None else zero for names in (["lambda_1", "lambda1"], ["lambda_2", "lambda2"], ["eccentricity", "ecc"])]
    return numpy.stack([numpy.asarray(part, dtype=float) for part in parts], axis=1)


def main(request, out):
    import lal
    from RIFT import lalsimutils

    if "point" in request:
        point = request["point"]
        rows = numpy.array([[point["m1"], point["m2"], 0, 0, point["s1z"], 0, 0, point["s2z"], 0, 0, 0]])
    else:
        rows = numpy.concatenate([points_of(path, request) for path in request["samples"]])
        rows = rows[numpy.unique(numpy.linspace(0, len(rows) - 1, min(request["size"], len(rows))).astype(int))]
    names = ["m1", "m2", "s1x", "s1y", "s1z", "s2x", "s2y", "s2z", "lambda1", "lambda2", "eccentricity"]
    grid = []
    for row in rows:
        values = dict(zip(names, (float(value) for value in row)))
        values["m1"] *= lal.MSUN_SI
        values["m2"] *= lal.MSUN_SI
        grid.append(lalsimutils.ChooseWaveformParams(tref=request["time"], **values))
    lalsimutils.ChooseWaveformParams_array_to_xml(grid, out)
    print(f"{len(grid)} points")


with open(sys.argv[1]) as asked:
    main(json.load(asked), sys.argv[2])
