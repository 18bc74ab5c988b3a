import { AsimovError, type Settings } from "@asimov-gw/core/pipeline";

/** Channel names with the detector's prefix, `H1:STRAIN`. Throws `CHANNEL_OF_OTHER_DETECTOR`. */
export function channelsOf(channels: Readonly<Record<string, string>>): Settings {
  return Object.fromEntries(
    Object.entries(channels).map(([detector, channel]) => {
      const [, prefix, name = ""] = /^(?:([^:]*):)?(.*)$/.exec(channel) ?? [];
      if (prefix === undefined || prefix === detector) return [detector, `${detector}:${name}`];
      throw new AsimovError("CHANNEL_OF_OTHER_DETECTOR", {
        message: `"data.channels.${detector}" is a channel of ${prefix}: ${channel}`,
        remedy: `Write "${detector}: ${detector}:${name}".`,
      });
    }),
  );
}
