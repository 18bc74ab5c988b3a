import { join } from "node:path";
import { onTestFinished } from "vitest";

import { World, type WorldOptions } from "../../src/index.ts";
import { directoryWith } from "./tree.ts";

/** An event whose one analysis needs another. */
export const blueprints: readonly object[] = [
  { kind: "event", name: "GW1", interferometers: ["H1", "L1"] },
  { kind: "analysis", name: "psd", event: "GW1", pipeline: "psd" },
  { kind: "analysis", name: "pe", event: "GW1", pipeline: "sampler", needs: ["psd"] },
];

/** A world in a temporary directory that ends with the test. */
export async function worldWith(options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await World.create({ directory: join(directoryWith(), "project"), blueprints, ...options });
  onTestFinished(() => world.close());
  return world;
}
