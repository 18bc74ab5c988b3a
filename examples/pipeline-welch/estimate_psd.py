"""Estimate one detector's noise power spectral density: estimate_psd.py CONFIG DETECTOR

Writes two columns, Hz and 1/Hz, from 0 to half the sample rate of the analysis, in steps of 1 / segment length:
the frequencies at which the analysis needs them. It appears whole or not at all.
"""

import json
import os
import sys

from gwpy.timeseries import TimeSeries


def main(config_file, detector):
    with open(config_file) as stream:
        config = json.load(stream)
    strain = TimeSeries.read(config["data files"][detector], config["channels"][detector])
    length = config["segment length"]
    rate = config["sample rate"]
    if strain.duration.value < 2 * length:
        sys.exit(f"the strain of {detector} is {strain.duration}: a median needs at least two segments of {length} s")
    if strain.sample_rate.value < rate:
        sys.exit(f"the strain of {detector} has {strain.sample_rate}, less than the sample rate {rate} Hz of the analysis")

    psd = strain.psd(fftlength=length, overlap=config["overlap"] * length, method="median", window="hann")

    rows = round(length * rate / 2) + 1
    if not (psd.value[:rows] > 0).all():
        sys.exit(f"the spectral density of {detector} is not positive everywhere: are there gaps in the strain?")
    output = config["outputs"][detector]
    temporary = f"{output}.{os.getpid()}"
    with open(temporary, "w") as stream:
        for frequency, value in zip(psd.frequencies.value[:rows], psd.value[:rows]):
            stream.write(f"{frequency:.10g} {value:.10e}\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(temporary, output)
    print(f"{output}: {rows} rows from {strain.duration.value:g} s of {strain.name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
