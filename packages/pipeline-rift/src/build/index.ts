export { bootstrapOf, gridOf } from "./bootstrap.ts";
export { build } from "./build.ts";
export { bilbyConfigOf, reweights } from "./calibration.ts";
export { checkCoinc, givenCoinc } from "./coinc.ts";
export { inputsOf } from "./inputs.ts";
export { spectra } from "./psds.ts";
export { cachesOf, strainFiles, strainOf } from "./strain.ts";
