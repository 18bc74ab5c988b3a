import { expect, test } from "vitest";

import { parseIni } from "../../../core/src/pipeline/parse-ini.ts";
import { Rift } from "../../src/rift.ts";
import { configOf } from "../fake.ts";
import { withSettings } from "../settings.ts";

const psds = { H1: "/psds/H1.txt", L1: "/psds/L1.txt" };
const drafted = async (over: Parameters<typeof withSettings>[0]) =>
  Rift.settingsFromConfig(parseIni((await configOf({ analysis: { settings: withSettings(over), psds } })).text));

test("what a config file was made from is found again, where the vocabulary can't say it", async () => {
  const priors = {
    "mass 1": { minimum: 5, maximum: 100 },
    "lambda 1": { minimum: 0, maximum: 3000 },
    "luminosity distance": { type: "UniformSourceFrame", alpha: null },
  };
  const { settings, understood } = await drafted({ likelihood: { assume: ["matter", "high q", "nonprecessing"] }, priors });
  expect(settings).toEqual({
    psds,
    likelihood: { assume: ["nonprecessing", "matter", "high q"] },
    priors: {
      "chirp mass": { minimum: 28, maximum: 34 },
      "mass ratio": { minimum: 0.25, maximum: 1 },
      "mass 1": { minimum: 5, maximum: 100 },
      "spin 1": { maximum: 0.9 },
      "spin 2": { maximum: 0.8 },
      "lambda 1": { maximum: 3000 },
      "luminosity distance": { minimum: 10, maximum: 1500, type: "UniformSourceFrame" },
    },
    sampler: { ile: { gpu: false } },
  });
  expect(understood).toEqual(expect.arrayContaining(["engine.H1-psd", "rift-pseudo-pipe.assume-nospin", "rift-pseudo-pipe.ile-no-gpu"]));
});

test("options without a setting of their own stand by their names", async () => {
  const options = { "force-eta-range": "[0.2,0.2499]", "cip-sigma-cut": 0.4, "use-gwsignal": true, "manual-extra-cip-args": "--a 5%" };
  expect((await drafted({ "pipeline options": options })).settings).toMatchObject({ "pipeline options": options });
  const { settings, understood } = await Rift.settingsFromConfig({
    "rift-pseudo-pipe.use_gwsignal": "",
    "rift-pseudo-pipe.force-mc-range": "'[1,2]'",
    "rift-pseudo-pipe.use-rundir": "'/run'",
    "rift-pseudo-pipe.cip-sigma-cut": "1 + 1",
  });
  expect({ settings, understood }).toEqual({
    settings: { "pipeline options": { "use-gwsignal": true } },
    understood: ["rift-pseudo-pipe.use_gwsignal"],
  });
});

test("RIFT's own prior of the distance, and GPUs", async () => {
  const { settings } = await drafted({ sampler: { ile: { gpu: true, "manual extra args": ["--seed 1"] } }, priors: null });
  expect(settings).toEqual({ psds, sampler: { ile: { gpu: true, "manual extra args": ["--seed 1"] } } });
  expect((await drafted({})).settings).toMatchObject({ priors: { "luminosity distance": { minimum: 10, maximum: 1500, type: "PowerLaw" } } });
  const other = await drafted({ priors: { "luminosity distance": { type: null, alpha: null } } });
  expect(other.settings).toMatchObject({ priors: { "luminosity distance": { minimum: 10, maximum: 1500 } } });
});
