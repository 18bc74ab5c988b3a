import type { Settings } from "@asimov-gw/core/pipeline";

/** The settings of the GW150914 example, as they are resolved. */
export const gw150914: Settings = {
  "event time": 1126259462.4,
  interferometers: ["H1", "L1"],
  data: {
    format: "gwf",
    "segment length": 4,
    "data files": { H1: "../data/H-H1_GWOSC_4KHZ_R1-1126259447-32.gwf", L1: "../data/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf" },
    channels: { H1: "H1:GWOSC-4KHZ_R1_STRAIN", L1: "L1:GWOSC-4KHZ_R1_STRAIN" },
  },
  quality: { "minimum frequency": { H1: 20, L1: 20 }, "maximum frequency": { H1: 400, L1: 400 } },
  likelihood: { "sample rate": 1024, "post trigger time": 2, marginalization: { distance: false, phase: true, time: false } },
  waveform: { approximant: "IMRPhenomD", "reference frequency": 20 },
  scheduler: { "transfer files": false, "request memory": 2, "request disk": 1, "request cpus": 1 },
  priors: {
    "chirp mass": { minimum: 25, maximum: 36 },
    "mass ratio": { minimum: 0.25, maximum: 1 },
    "chi 1": 0,
    "chi 2": 0,
    "luminosity distance": { type: "PowerLaw", alpha: 2, minimum: 50, maximum: 1500 },
    "theta jn": { type: "Sine" },
    ra: 1.375,
    dec: -1.2108,
    psi: 2.659,
    phase: { type: "Uniform", minimum: 0, maximum: "2 * np.pi", boundary: "periodic" },
    "geocentric time": { minimum: 1126259462.39, maximum: 1126259462.43 },
  },
  sampler: {
    sampler: "dynesty",
    seed: 150914,
    "parallel jobs": 1,
    "result format": "json",
    "sampler kwargs": {
      nlive: 150,
      sample: "rwalk",
      naccept: 5,
      dlogz: 1,
      check_point_plot: false,
      check_point_delta_t: 10,
      print_method: "interval-5",
    },
  },
};

/** `settings` with other ones laid over them, section by section. */
export function withSettings(over: Settings): Settings {
  const merged = Object.entries(over).map(([section, value]) => {
    const under = gw150914[section];
    return [section, isMap(value) && isMap(under) ? { ...under, ...value } : value] as const;
  });
  return { ...gw150914, ...Object.fromEntries(merged) };
}

function isMap(value: unknown): value is Settings {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
