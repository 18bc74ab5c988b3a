import { AsimovError, AsimovErrors, type ErrorDetails } from "../system/index.ts";

/** An error from a plugin host, with the name of the package where it says nothing of it, and with a place: `address` unless it names one. */
export function located(error: unknown, operation: string, plugin: string, address: string): unknown {
  if (!(error instanceof AsimovError) || error instanceof AsimovErrors) return error;
  const { code, message, at = address, remedy, exitCode } = error;
  const said: Readonly<Record<string, Pick<ErrorDetails, "message" | "at">>> = {
    PLUGIN_ERROR: { message: `${plugin}: ${/^\w+ failed: /.test(message) ? "" : `${operation} failed: `}${message}`, at },
    // Its module is no place that a user knows.
    PLUGIN_LOAD_FAILED: { message: `${plugin} can't be loaded: ${message}`, at: address },
    PLUGIN_NOT_A_FUNCTION: { message: `${plugin}: ${operation} failed: ${message}`, at: address },
    PLUGIN_NOT_A_PIPELINE: { message: `${plugin}: ${message}`, at: address },
    PLUGIN_NOT_A_POSTPROCESSOR: { message: `${plugin}: ${message}`, at: address },
  };
  // What the plugin says about places is better than what we know; an unexpected error needs the plugin's name.
  const result = new AsimovError(code, { ...(Object.hasOwn(said, code) ? said[code]! : { message, at }), remedy, exitCode, cause: error });
  if (error.stack !== undefined) result.stack = error.stack;
  return result;
}
