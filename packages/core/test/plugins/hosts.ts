import { onTestFinished } from "vitest";

import "../support/processes.ts";
import { PluginHost, type Doors, type HostCall } from "../../src/plugins/index.ts";

/** A plugin host of a test, which ends with it. */
export interface TestHost {
  readonly host: PluginHost;
  /** Runs one operation of `fixtures/host.ts`. */
  readonly call: (operation: string, payload?: unknown, doors?: Doors, timeout?: number) => Promise<unknown>;
}

/** A new {@link TestHost}; nothing is started before its first call. `memory` is how many MiB it may take. */
export function testHost(memory?: number): TestHost {
  const host = new PluginHost(new URL("fixtures/host.ts", import.meta.url), "welch 0.1.0", memory);
  onTestFinished(() => host.close());
  const call: TestHost["call"] = (operation, payload, doors = {}, timeout = 30) =>
    host.call({ operation, payload, doors, timeout } satisfies HostCall);
  return { host, call };
}
