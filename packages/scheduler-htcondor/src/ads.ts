import { AsimovError, isRecord } from "@asimov-gw/core/system";

/** The attributes of a job that were asked for and are set; one that is set to UNDEFINED is null. */
export type Ad = Readonly<Record<string, unknown>>;

/**
 * The ads in what `condor_q -json` or `condor_history -json` printed: nothing at all where no job matches, else one list, or one list after the
 * other where several schedds were asked. Throws `SCHEDULER_NONSENSE` for anything else, such as output that was cut off.
 */
export function parseAds(text: string, command: string): readonly Ad[] {
  const ads: Ad[] = [];
  let rest = text.trim();
  while (rest !== "") {
    const end = rest.startsWith("[") ? endOfList(rest) : undefined;
    if (end === undefined) throw nonsense(command, rest);
    for (const ad of listIn(rest.slice(0, end), command)) ads.push(ad);
    rest = rest.slice(end).trim();
  }
  return ads;
}

/** An attribute that is text. */
export function textIn(ad: Ad, name: string): string | undefined {
  const value = ad[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** An attribute that is a number. */
export function numberIn(ad: Ad, name: string): number | undefined {
  const value = ad[name];
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** An attribute that is a time, in seconds since 1970, as ISO 8601. 0 means that it has not come. */
export function timeIn(ad: Ad, name: string): string | undefined {
  const seconds = numberIn(ad, name);
  return seconds === undefined || seconds <= 0 ? undefined : new Date(seconds * 1000).toISOString();
}

// One list is the common case, and scanning megabytes for its end would take longer than reading them.
function endOfList(text: string): number | undefined {
  if (!/\]\s*\[/.test(text)) return text.endsWith("]") ? text.length : undefined;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]]/g)) {
    if (token === "[") depth++;
    else if (token === "]" && --depth === 0) return index + 1;
  }
  return undefined;
}

function listIn(text: string, command: string): readonly Ad[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch (cause) {
    throw nonsense(command, text, cause);
  }
  if (Array.isArray(list) && list.every(isRecord)) return list;
  throw nonsense(command, text);
}

function nonsense(command: string, text: string, cause?: unknown): AsimovError {
  const shown = text.length <= 60 ? text : `...${text.slice(-60)}`;
  return new AsimovError("SCHEDULER_NONSENSE", {
    message: `what ${command} printed is no whole list of jobs: ${JSON.stringify(shown)}`,
    remedy: "It is asked again at the next pass. If that does not help, run the command by hand.",
    exitCode: 4,
    cause,
  });
}
