import { describePipeline } from "@asimov-gw/testkit";
import { test } from "vitest";

import { help } from "./fake.ts";

const labels = ["a", "b", "c"];

describePipeline(
  new URL("..", import.meta.url),
  {
    settings: {
      cosmology: "Planck15",
      multiprocess: 2,
    },
    files: Object.fromEntries(labels.map((label) => [`made/${label}.json`, label])),
    analyses: labels.map((name) => ({ name, pipeline: "bilby", assets: { samples: `made/${name}.json` }, settings: {} })),
    programs: { summarypages: ({ args }) => ({ stdout: args.includes("--help") ? help : "" }), summarymodify: () => undefined },
    products: {
      "pages/samples/posterior_samples.h5": new URL("fixtures/posterior_samples.h5", import.meta.url),
      ...Object.fromEntries(labels.map((label) => [`pages/samples/${label}_pesummary.dat`, `chirp_mass\n${"30\n".repeat(120)}`])),
    },
    others: { "pages/home.html": "<!DOCTYPE html>\n<html><body>pages</body></html>\n" },
    logs: { "pesummary.out": "done\n" },
  },
  test,
);
