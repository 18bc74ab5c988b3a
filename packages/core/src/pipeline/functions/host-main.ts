import { importPlugin, serveHost, type Ask } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { FunctionCall } from "./types.ts";

// The program of the host of packages whose entry points are functions: each call calls one of them.
serveHost(async (operation, payload, ask) => {
  const { module, args, tools } = payload as FunctionCall;
  const called: unknown = (await importPlugin(module))["default"];
  if (isFunction(called)) return await called(...args, ...(tools.length === 0 ? [] : [toolsOf(tools, ask)]));
  throw new AsimovError("PLUGIN_NOT_A_FUNCTION", {
    message: "the module's default export is no function",
    at: module,
    remedy: `Its author writes a function as the default export, for: ${operation}`,
  });
});

function toolsOf(names: readonly string[], ask: Ask): Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>> {
  return Object.fromEntries(names.map((name) => [name, (...args: readonly unknown[]) => ask(name, args)]));
}

function isFunction(value: unknown): value is (...args: readonly unknown[]) => unknown {
  return typeof value === "function";
}
