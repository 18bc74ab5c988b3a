import { importPlugin, serveHost } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import type { LabelCall } from "./types.ts";

// The program of a labeller's plugin host: each call is one question to its function.
serveHost(async (_operation, payload) => {
  const { module, analysis } = payload as LabelCall;
  const labeller: unknown = (await importPlugin(module))["default"];
  if (typeof labeller === "function") return await (labeller as (view: LabelCall["analysis"]) => unknown)(analysis);
  throw new AsimovError("PLUGIN_NOT_A_LABELLER", {
    message: "the module's default export is no function",
    at: module,
    remedy: "Its author writes: export default (analysis) => ({ NAME: VALUE })",
  });
});
