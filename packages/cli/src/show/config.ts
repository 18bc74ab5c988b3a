import type { Analysis } from "@asimov-gw/core/analysis";
import { previewConfig, type Attempt, type ConfigLine, type Session } from "@asimov-gw/core/lifecycle";

import { formatTable } from "../table.ts";
import { shownPlace } from "./place.ts";

/** The config file of an attempt, or as a build would make it: plain, or each line with where it came from. */
export async function configText(
  session: Session,
  analysis: Analysis,
  attempt: Attempt | undefined,
  options: { readonly plain?: boolean; readonly json?: boolean },
  directory: string,
): Promise<string> {
  const lines = await previewConfig(session, analysis, attempt);
  if (options.json) return `${JSON.stringify({ address: analysis.address, attempt: attempt?.number ?? null, lines }, null, 2)}\n`;
  const shown = options.plain ? lines.map(({ text }) => text) : annotated(lines, directory);
  return shown.map((line) => `${line}\n`).join("");
}

function annotated(lines: readonly ConfigLine[], directory: string): readonly string[] {
  return formatTable(
    lines.map((line) => [line.text, sources(line, directory)]),
    Infinity,
  );
}

function sources({ from }: ConfigLine, directory: string): string {
  const words = from.map(({ key, origin }) => {
    const where = origin?.at ? ` ${shownPlace(origin.at, directory)}` : "";
    return `${key}: ${origin ? `${origin.layer}${where}` : "derived"}`;
  });
  return words.length === 0 ? "" : `<- ${words.join("; ")}`;
}
