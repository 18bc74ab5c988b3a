import { test } from "vitest";

import { describePipeline } from "@asimov-gw/testkit";

const rows = (step: number, count: number): string => Array.from({ length: count }, (_, i) => `${i * step} 1e-46\n`).join("");

describePipeline(
  new URL("..", import.meta.url),
  {
    settings: {
      interferometers: ["H1", "L1"],
      data: { "data files": { H1: "data/H1.gwf", L1: "data/L1.gwf" }, channels: { H1: "H1:STRAIN", L1: "L1:STRAIN" }, "segment length": 4 },
      likelihood: { "sample rate": 1024 },
    },
    files: { "data/H1.gwf": "strain", "data/L1.gwf": "strain" },
    programs: { python3: () => undefined },
    products: { "H1-psd.dat": rows(0.25, 2049), "L1-psd.dat": rows(0.25, 2049) },
    logs: { "psd-H1.out": "done\n", "psd-H1.err": "" },
  },
  test,
);
