import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { bilbyIn, refusal } from "./fake.ts";
import { withSettings } from "./settings.ts";

test("every file that is missing is named, with its setting, before anything is built", async () => {
  const directory = mkdtempSync(join(tmpdir(), "bilby-files-"));
  try {
    mkdirSync(join(directory, "data"));
    writeFileSync(join(directory, "data", "H1.gwf"), "");
    const data = {
      "data files": { H1: "data/H1.gwf", L1: "data/L1.gwf", V1: "data/V1.gwf" },
      calibration: { H1: "/nowhere/H1.dat", "correction type": "data" },
    };
    const priors = { psi: { type: "FromFile", "file name": "psi.txt", minimum: 0, maximum: 1 }, ra: 1 };
    const settings = withSettings({ data, priors, waveform: { file: "osdf:///elsewhere/nr.h5" }, scheduler: { "additional files": ["*.dat"] } });
    const bilby = bilbyIn({ analysis: { settings, projectDirectory: directory, psds: { H1: "/nowhere/psd.dat" } } });
    expect(await refusal(() => bilby.beforeConfig())).toEqual({
      code: "DATA_FILE_MISSING",
      message: [
        `"data.data files.L1" names a file that does not exist: ${directory}/data/L1.gwf`,
        `"data.calibration.H1" names a file that does not exist: /nowhere/H1.dat`,
        `"priors.psi.file name" names a file that does not exist: ${directory}/psi.txt`,
        `"psds.H1" names a file that does not exist: /nowhere/psd.dat`,
      ].join("\n"),
    });
    writeFileSync(join(directory, "data", "L1.gwf"), "");
    const whole = withSettings({ data: { "data files": { H1: "data/H1.gwf", L1: join(directory, "data", "L1.gwf") } } });
    await expect(bilbyIn({ analysis: { settings: whole, projectDirectory: directory } }).beforeConfig()).resolves.toBeUndefined();
  } finally {
    rmSync(directory, { recursive: true });
  }
});
