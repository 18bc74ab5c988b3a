export { configuredPostprocessors, postprocessorMissing, type ConfiguredPostprocessor } from "./configured.ts";
export { currentJobs, isJobOf, jobName, processingJobs, supersede, supersedeUnsuccessful } from "./jobs.ts";
