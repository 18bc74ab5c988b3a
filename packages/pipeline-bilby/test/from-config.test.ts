import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { findAnalysis } from "@asimov-gw/core/analysis";
import { apply, parseBlueprint } from "@asimov-gw/core/blueprint";
import { draftFromConfig, writeDraft, type Draft } from "@asimov-gw/core/lifecycle/draft";
import { previewConfig, Session } from "@asimov-gw/core/lifecycle";
import { discoverPlugins, type Discovery } from "@asimov-gw/core/plugins";
import { initProject, openProject } from "@asimov-gw/core/project";
import { expect, onTestFinished, test } from "vitest";

import { Bilby } from "../src/bilby.ts";
import { draftPriors } from "../src/from-config/priors.ts";
import { settingsFromConfig } from "../src/from-config/settings.ts";
import { splitAt } from "../src/from-config/split.ts";
import { configOf } from "./fake.ts";
import { gw150914 } from "./settings.ts";

const packages = fileURLToPath(new URL("../..", import.meta.url));

function newProject(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "asimov-bilby-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  initProject(directory, "test");
  return directory;
}

function plugins(directory: string): Discovery {
  return discoverPlugins({ projectDirectory: directory, env: { ASIMOV_PLUGIN_PATH: packages } });
}

function drafted(directory: string, file: string, event?: string): Promise<Draft> {
  return draftFromConfig(plugins(directory), { file, pipeline: "bilby", event, directory });
}

/** The options of the config file that a draft makes, once it is applied. */
async function rendered(directory: string, draft: Draft): Promise<Readonly<Record<string, string>>> {
  const project = await openProject(directory, { command: "asimov test" });
  const before = process.env["ASIMOV_PLUGIN_PATH"];
  process.env["ASIMOV_PLUGIN_PATH"] = packages;
  const session = new Session(project);
  try {
    apply(project.ledger, parseBlueprint(await writeDraft(draft, { withEvent: true }), "draft.yaml"), { installed: session.installed });
    const lines = await previewConfig(session, findAnalysis(project.ledger, `${draft.subject}/${draft.name}`));
    return await read(directory, lines.map(({ text }) => text).join("\n"));
  } finally {
    session.close();
    if (before === undefined) delete process.env["ASIMOV_PLUGIN_PATH"];
    else process.env["ASIMOV_PLUGIN_PATH"] = before;
  }
}

async function read(directory: string, text: string): Promise<Readonly<Record<string, string>>> {
  const file = join(directory, "read.ini");
  writeFileSync(file, text);
  return Bilby.readIni(file);
}

test("the config file of the GW150914 example is drafted, and made again key by key", async () => {
  const directory = newProject();
  const psds = { H1: join(directory, "psd/H1.dat"), L1: join(directory, "psd/L1.dat") };
  const { text } = await configOf({ analysis: { settings: gw150914, psds } });
  const file = join(directory, "pe.ini");
  writeFileSync(file, text.replaceAll("/project/", `${directory}/`));
  const draft = await drafted(directory, file, "GW150914");
  expect(draft.left).toEqual([]);
  expect(await rendered(directory, draft)).toEqual(await Bilby.readIni(file));
  expect((await writeDraft(draft, { withEvent: true })).replaceAll(directory, "/project")).toMatchInlineSnapshot(`
    "# Drafted from pe.ini, a config file of bilby.
    kind: event
    name: GW150914
    event time: 1126259462.4
    interferometers:
      - H1
      - L1
    data:
      segment length: 4
      data files:
        H1: /data/H-H1_GWOSC_4KHZ_R1-1126259447-32.gwf
        L1: /data/L-L1_GWOSC_4KHZ_R1-1126259447-32.gwf
      channels:
        H1: GWOSC-4KHZ_R1_STRAIN
        L1: GWOSC-4KHZ_R1_STRAIN
    quality:
      minimum frequency:
        H1: 20
        L1: 20
      maximum frequency:
        H1: 400
        L1: 400
    psds:
      H1: /project/psd/H1.dat
      L1: /project/psd/L1.dat
    ---
    kind: analysis
    name: pe
    pipeline: bilby
    event: GW150914
    likelihood:
      sample rate: 1024
      marginalization:
        distance: false
        phase: true
    waveform:
      approximant: IMRPhenomD
      reference frequency: 20
    priors:
      chirp mass:
        type: UniformInComponentsChirpMass
        minimum: 25
        maximum: 36
      mass ratio:
        type: UniformInComponentsMassRatio
        minimum: 0.25
        maximum: 1
      chi 1: 0
      chi 2: 0
      luminosity distance:
        type: PowerLaw
        alpha: 2
        minimum: 50
        maximum: 1500
      theta jn:
        type: Sine
      ra: 1.375
      dec: -1.2108
      psi: 2.659
      phase:
        type: Uniform
        minimum: 0
        maximum: 2 * np.pi
        boundary: periodic
      geocentric time:
        type: Uniform
        minimum: 1126259462.39
        maximum: 1126259462.43
    sampler:
      seed: 150914
      parallel jobs: 1
      sampler kwargs:
        nlive: 150
        sample: rwalk
        naccept: 5
        dlogz: 1
        check_point_plot: false
        check_point_delta_t: 10
        print_method: interval-5
      result format: json
    scheduler:
      request memory: 2
      transfer files: false
    "
  `);
});

test.each(["gw150914.ini", "tiny_config_complete.ini"])("what is drafted of %s is made again, and the rest is listed", async (name) => {
  const directory = newProject();
  const file = fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  const draft = await drafted(directory, file);
  expect(draft.left.map(({ option, value, rendered: made }) => `${option}: ${value} / ${made}`.replaceAll(directory, "/project"))).toMatchSnapshot();
  const [original, again] = [await Bilby.readIni(file), await rendered(directory, draft)];
  const left = new Set(draft.left.map(({ option }) => option));
  const meanings = (options: Readonly<Record<string, string>>): readonly unknown[] =>
    Object.keys(original)
      .filter((option) => !left.has(option) && original[option] !== "None")
      .map((option) => [option, plain(options, option).replaceAll(`${directory}/`, "")]);
  expect(meanings(again)).toEqual(meanings(original));
});

// Numbers, quotes and blanks can be written in several ways; these three options have a meaning of bilby's own, which is compared.
function plain(options: Readonly<Record<string, string>>, option: string): string {
  if (["prior-dict", "minimum-frequency", "maximum-frequency"].includes(option)) return JSON.stringify(settingsFromConfig(options).settings);
  return (options[option] ?? "").replaceAll(/["'\s]/g, "").replaceAll(/\d+\.\d+/g, (number) => String(Number(number)));
}

test("frequencies are for all detectors or for each, and for the waveform", () => {
  const detectors = "[H1, 'L1']";
  expect(settingsFromConfig({ detectors, "minimum-frequency": "{H1: 20, L1: 30.5, waveform: 10}", "maximum-frequency": "1024" })).toEqual({
    settings: {
      quality: { "minimum frequency": { H1: 20, L1: 30.5 }, "maximum frequency": { H1: 1024, L1: 1024 } },
      likelihood: { "start frequency": 10 },
    },
    understood: ["minimum-frequency", "maximum-frequency"],
    name: undefined,
  });
  expect(settingsFromConfig({ detectors, "minimum-frequency": "None", "maximum-frequency": "{H1: many}" })).toEqual({
    settings: {},
    understood: [],
    name: undefined,
  });
});

test("priors that the settings can't say are left", () => {
  const text = `{
a_1 = Uniform(name='a_1', minimum=0, maximum=0.99),
tilt_1 = bilby.core.prior.analytical.Sine(name='tilt_1', latex_label='$t$', unit=None),
mass_1 = Constraint(minimum=1, maximum=1000),
chi_1 = my.package.Prior(minimum=0, maximum=1),
chi_2 = Uniform(0, 1),
luminosity_distance = PowerLaw(alpha=2, name='luminosity_distance', minimum=50, maximum=1500, unit='Gpc'),
phase: 0.5,
psi = some_function,
}`;
  expect(draftPriors(text)).toMatchInlineSnapshot(`
    {
      "complete": false,
      "settings": {
        "mass 1": {
          "maximum": 1000,
          "minimum": 1,
          "type": "Constraint",
        },
        "phase": 0.5,
        "spin 1": {
          "maximum": 0.99,
          "minimum": 0,
          "type": "Uniform",
        },
        "tilt 1": {
          "latex_label": "$t$",
          "type": "Sine",
        },
      },
    }
  `);
  expect(draftPriors("a.prior")).toEqual({ settings: {}, complete: false });
});

test("parts are those outside of brackets and quotes", () => {
  expect(splitAt("a(1, 2), 'b, c', [d, {e, f}], , g", ",")).toEqual(["a(1, 2)", " 'b, c'", " [d, {e, f}]", " g"]);
});
