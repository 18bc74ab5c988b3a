import { AsimovError } from "../system/index.ts";
import type { HostCall } from "./host.ts";

/** The error of a call that took too long; `plugin` names the package, `output` is what its process printed. */
export function timedOut(plugin: string, { operation, hooks = operation, timeout }: HostCall, output: string): AsimovError {
  return new AsimovError("PLUGIN_TIMEOUT", {
    message: `${plugin}: ${hooks} took longer than ${timeout} s and was ended${lastLines(output)}`,
    remedy: 'If it needs longer, raise "hook timeout" of section monitor in .asimov/config.yaml; else tell the plugin\'s author.',
  });
}

/** The error of a call whose process ended; `how` says what became of it. */
export function crashed(plugin: string, { operation, hooks = operation }: HostCall, how: string, output: string): AsimovError {
  // What V8 prints then ends with addresses that tell nobody anything.
  const what = output.includes("heap out of memory") ? "ran out of memory" : how;
  return new AsimovError("PLUGIN_CRASHED", {
    message: `${plugin}: its process ${what} in ${hooks}${what === how ? lastLines(output) : ""}`,
    remedy: !what.includes("memory")
      ? "Tell the plugin's author; asimov plugins shows where it comes from."
      : 'If it needs more, raise "hook memory" of section monitor in .asimov/config.yaml; else tell the plugin\'s author.',
  });
}

function lastLines(output: string): string {
  const lines = output.trim().split("\n").slice(-5).join("\n    ");
  return lines === "" ? "" : `; its last output:\n    ${lines}`;
}
