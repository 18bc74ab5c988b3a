export { assumed, type Assumed } from "./assumed.ts";
export { channelsOf } from "./channels.ts";
export { extraArguments } from "./extra-arguments.ts";
export { settingsFromConfig } from "./from-config.ts";
export { lowestFrequency, maximumFrequency, minimumFrequency, sampleRate, tellOneMaximum } from "./frequencies.ts";
export { boundOf, distancePriorOf, priorsPassedOver, rangeOf } from "./priors.ts";
