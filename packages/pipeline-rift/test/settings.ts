import type { Settings } from "@asimov-gw/core/pipeline";

/** Settings of an analysis of GW150914, as they are resolved. */
export const gw150914: Settings = {
  "event time": 1126259462.416,
  interferometers: ["H1", "L1"],
  data: {
    "segment length": 4,
    channels: { H1: "H1:GWOSC-4KHZ_R1_STRAIN", L1: "L1:GWOSC-4KHZ_R1_STRAIN" },
    "data files": { H1: "data/H-H1_GWOSC_4KHZ_R1-1126259447-32.gwf", L1: "data/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf" },
  },
  quality: { "minimum frequency": { H1: 20, L1: 20 }, "maximum frequency": { H1: 400, L1: 400 } },
  likelihood: { "sample rate": 1024, "start frequency": 20, marginalization: { distance: false } },
  waveform: { approximant: "IMRPhenomD", "reference frequency": 20, "maximum mode": 2 },
  priors: {
    "chirp mass": { minimum: 28, maximum: 34 },
    "mass ratio": { minimum: 0.25, maximum: 1 },
    "spin 1": { minimum: 0, maximum: 0.9 },
    "spin 2": { minimum: 0, maximum: 0.8 },
    "luminosity distance": { type: "PowerLaw", alpha: 2, minimum: 10, maximum: 1500 },
  },
  coinc: { "mass 1": 38.5, "mass 2": 33, snr: 17 },
  sampler: { ile: { gpu: false }, cip: { "explode jobs": 2, "explode jobs auto": false } },
};

/** `settings` with other ones laid over them, map by map; null takes away. */
export function withSettings(over: Settings, under: Settings = gw150914): Settings {
  const merged: Record<string, Settings[string]> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = under[key];
    if (value === null) delete merged[key];
    else merged[key] = isMap(value) && isMap(below) ? withSettings(value, below) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
