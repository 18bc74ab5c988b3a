import type { AsimovError } from "../system/index.ts";

const codes =
  /^(ASSET_(?:GONE|CHANGED)|PROGRAM|COMMAND|SCHEDULER|PIPELINE_NOT|PLUGIN_LOAD|PLUGIN_TIMEOUT|PLUGIN_CRASHED|POSTPROCESSOR_NOT|SUBMISSION|CREDENTIALS|CONFIG_EDITED|DISK_LOW|GIT|REPOSITORY|RUN_DIRECTORY|LEDGER|STORE_SOURCE$|SYSTEM)/;

/** Whether an error is trouble of the machine rather than of the attempt: once it is mended, the same command goes on where it was. */
export function isEnvironmental(error: AsimovError): boolean {
  return codes.test(error.code);
}
