import type { HostCall, PluginHost } from "./host.ts";

interface Place {
  readonly host: PluginHost;
  /** How many calls are at work in it or wait for it. */
  calls: number;
}

/**
 * The hosts of one plugin package: a process, started on first use, and further ones up to a limit while calls are at work at the same time. Each
 * process serves one call at a time, so that one that hangs holds none of the others up.
 */
export class HostPool {
  readonly #make: () => PluginHost;
  readonly #limit: number;
  readonly #places: Place[] = [];

  /** `make` makes a host of the package, `limit` is the greatest number of its processes. */
  constructor(make: () => PluginHost, limit: number) {
    this.#make = make;
    this.#limit = Math.max(1, Math.floor(limit));
  }

  /** Does a call in a host that is idle, else in the one with the fewest calls. Throws as {@link PluginHost.call}. */
  async call(call: HostCall): Promise<unknown> {
    const place = this.#place();
    place.calls++;
    try {
      return await place.host.call(call);
    } finally {
      place.calls--;
    }
  }

  /** Ends all processes. */
  close(): void {
    for (const { host } of this.#places) host.close();
    this.#places.length = 0;
  }

  #place(): Place {
    const idle = this.#places.find(({ calls }) => calls === 0);
    if (idle) return idle;
    if (this.#places.length >= this.#limit) return this.#places.toSorted((a, b) => a.calls - b.calls)[0]!;
    const place = { host: this.#make(), calls: 0 };
    this.#places.push(place);
    return place;
  }
}
