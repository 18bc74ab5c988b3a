import { blockers, candidatesFor, type Analysis } from "@asimov-gw/core/analysis";
import { previewConfig, type ConfigLine, type Session } from "@asimov-gw/core/lifecycle";
import type { Attempt } from "@asimov-gw/core/lifecycle/record";

import { shownLayer, shownWriting } from "./place.ts";

/** The config file of an attempt, or as a build would make it: plain, or each line with where it came from. */
export async function configText(
  session: Session,
  analysis: Analysis,
  attempt: Attempt | undefined,
  options: { readonly plain?: boolean; readonly json?: boolean },
  directory: string,
): Promise<string> {
  const lines = await previewConfig(session, analysis, attempt);
  const waitsFor = attempt ? [] : blockers(analysis, candidatesFor(session.project.ledger, analysis)).map(({ reason }) => reason);
  if (options.json) return `${JSON.stringify({ address: analysis.address, attempt: attempt?.number ?? null, waitsFor, lines }, null, 2)}\n`;
  if (waitsFor.length > 0) {
    session.notify({
      level: "warn",
      address: analysis.address,
      text: `waits for ${waitsFor.join("; for ")}: what comes from there is not in this config file yet`,
    });
  }
  const shown = options.plain ? lines.map(({ text }) => text) : annotated(lines, directory);
  return shown.map((line) => `${line}\n`).join("");
}

const widest = 60;

// One long line must not push what is said of all others out of sight.
function annotated(lines: readonly ConfigLine[], directory: string): readonly string[] {
  const width = Math.min(widest, Math.max(0, ...lines.map(({ text }) => text.length)));
  return lines.map((line) => `${line.text.padEnd(width)}${sources(line, directory)}`.trimEnd());
}

function sources({ from, products }: ConfigLine, directory: string): string {
  const settings = from.map(({ key, origin }) => {
    return `${key}: ${origin ? [shownLayer(origin), shownWriting(origin, directory)].join(" ").trimEnd() : "derived"}`;
  });
  const words = [...settings, ...products.map(({ product, address, attempt }) => `${product}: from ${address}, attempt ${attempt}`)];
  return words.length === 0 ? "" : `  <- ${words.join("; ")}`;
}
