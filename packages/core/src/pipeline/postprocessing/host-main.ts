import { importPlugin, serveHost } from "../../plugins/index.ts";
import { AsimovError } from "../../system/index.ts";
import { createContext } from "../remote/context.ts";
import { named } from "../remote/named.ts";
import type { PipelineCall } from "../remote/protocol.ts";
import { postprocessorFrom } from "./define.ts";
import type { PostprocessorOperation } from "./types.ts";

// The program of a post-processor's plugin host: it makes the object for each call and calls one member.
serveHost(async (operation, payload, ask) => {
  const { module, context } = payload as PipelineCall;
  const postprocessorClass = postprocessorFrom(await importPlugin(module), module);
  const { settings = {}, directory = context.analysis.runDirectory } = context.postprocessing ?? {};
  const postprocessor = new postprocessorClass({ ...createContext(context, ask, noConfig), settings, directory, assets: context.assets });
  const member = (postprocessor as Partial<Record<PostprocessorOperation, () => Promise<unknown>>>)[operation as PostprocessorOperation];
  // A plugin's own copy of the base class may be older than this member of it.
  return named(operation, async () => member?.call(postprocessor));
});

function noConfig(): never {
  throw new AsimovError("POSTPROCESSOR_NO_CONFIG", {
    message: "a post-processor renders no config file of the analysis",
    remedy: "Its author reads this.analysis.configFile.",
  });
}
