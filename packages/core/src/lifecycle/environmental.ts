import type { Analysis } from "../analysis/index.ts";
import type { AsimovError } from "../system/index.ts";

const codes =
  /^(ASSET_(?:GONE|CHANGED)|PROGRAM|COMMAND|SCHEDULER|PIPELINE_NOT|PLUGIN_LOAD|PLUGIN_TIMEOUT|PLUGIN_CRASHED|POSTPROCESSOR_NOT|SUBMISSION|CREDENTIALS|CONFIG_EDITED|DISK_LOW|GIT|REPOSITORY|RUN_DIRECTORY|LEDGER|STORE_SOURCE$|SITE_UNKNOWN|SITE_PROFILE|SYSTEM)/;

/** Whether an error is trouble of the machine rather than of the attempt: once it is mended, the same command goes on where it was. */
export function isEnvironmental(error: AsimovError): boolean {
  return codes.test(error.code);
}

/** Whether a hook took too long, or its process died, for the second time in a row: once may be the machine, and nothing is tried for ever. */
export function isRepeated({ code }: AsimovError, analysis: Analysis): boolean {
  return dying.test(`${code}: `) && dying.test(analysis.reason);
}

const dying = /^PLUGIN_(?:TIMEOUT|CRASHED): /;
