export { bootstrapOf, gridOf } from "./bootstrap.ts";
export { build } from "./build.ts";
export { bilbyCopyOf, reweights } from "./calibration.ts";
export { checkCoinc } from "./coinc.ts";
export { inputsOf } from "./inputs.ts";
export { namedFiles } from "./named-files.ts";
export { spectra } from "./psds.ts";
export { cachesOf, strainOf } from "./strain.ts";
