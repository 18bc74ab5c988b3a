import { importPlugin, serveHost } from "../../plugins/index.ts";
import type { PipelineCall } from "./protocol.ts";
import { pipelineFrom } from "../define.ts";
import { perform } from "./perform.ts";

// The program of a pipeline's plugin host.
serveHost(async (operation, payload, ask) => {
  const { module } = payload as PipelineCall;
  return perform(pipelineFrom(await importPlugin(module), module), operation, payload as PipelineCall, ask);
});
