import { AsimovError, type Settings } from "@asimov-gw/core/pipeline";

/** Channel names without the detector's prefix: bilby_pipe puts `H1:` before them itself. Throws `CHANNEL_OF_OTHER_DETECTOR`. */
export function channelsOf(channels: Settings): Settings {
  return Object.fromEntries(
    Object.entries(channels).map(([detector, channel]) => {
      if (typeof channel !== "string") return [detector, channel];
      const [, prefix, name = ""] = /^(?:([^:]*):)?(.*)$/.exec(channel) ?? [];
      if (prefix === undefined || prefix === detector) return [detector, name];
      throw new AsimovError("CHANNEL_OF_OTHER_DETECTOR", {
        message: `"data.channels.${detector}" is a channel of ${prefix}: ${channel}`,
        remedy: `Write "${detector}: ${detector}:${name}".`,
      });
    }),
  );
}
