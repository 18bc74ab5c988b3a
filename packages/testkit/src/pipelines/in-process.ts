import type { PipelineClass } from "@asimov-gw/core/pipeline";
import { located, perform, type PipelineDoors, type RemotePipeline } from "@asimov-gw/core/pipeline/remote";
import { AsimovError } from "@asimov-gw/core/system";

/**
 * A pipeline class as core calls one, without the process of its own in which plugins run: fast, and isolated from nothing. What goes in and out
 * is plain JSON as it is there. Its package is called `version` as the history names it.
 */
export function inProcess(pipelineClass: PipelineClass, version = "1.0.0"): RemotePipeline {
  const { name } = pipelineClass;
  const plugin = { name: `testkit-${name}`, version, directory: "/nowhere", foundAt: "/nowhere" };
  const work = async (operation: string, payload: object, doors: Partial<PipelineDoors>, at: string): Promise<never> => {
    const { signal } = new AbortController();
    const ask = async (door: string, argument?: unknown): Promise<unknown> => {
      const open: unknown = Object.hasOwn(doors, door) ? doors[door as keyof PipelineDoors] : undefined;
      if (typeof open !== "function") throw new AsimovError("PLUGIN_NO_SUCH_DOOR", { message: `"${door}" can't be asked for here` });
      return plain(await (open as (argument: unknown, signal: AbortSignal) => unknown)(plain(argument), signal));
    };
    try {
      return plain(await perform(pipelineClass, operation, payload, ask)) as never;
    } catch (error) {
      throw located(error, operation, `${plugin.name} ${version}`, at);
    }
  };
  return {
    entry: { group: "pipelines", name, package: plugin, module: import.meta.url },
    call: (operation, context, doors) => work(operation, { context: plain(context) as object }, doors, context.analysis.address),
    ask: (operation, argument, _timeout, at) => work(operation, { argument }, {}, at),
  };
}

// As on its way to another process and back.
function plain(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as unknown);
}
