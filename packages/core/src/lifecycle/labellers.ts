import { labelName, labelsOf, removeLabels, writeLabels, type Analysis } from "../analysis/index.ts";
import { labelsFrom, type LabelValues } from "../pipeline/labelling/index.ts";
import { entriesOf } from "../plugins/index.ts";
import { AsimovError } from "../system/index.ts";
import { recordedAssets } from "./assets.ts";
import type { Session } from "./session.ts";
import type { Attempt } from "./record/index.ts";

/** Asks every installed labeller about an analysis that is finished. One that fails is told of, and keeps nothing else from going on. */
export async function askLabellers(session: Session, analysis: Analysis, attempt: Attempt): Promise<void> {
  const { project, functions } = session;
  for (const entry of entriesOf(session.discovery, "labellers").values()) {
    const view = {
      name: analysis.name,
      subject: analysis.subject ?? "",
      pipeline: analysis.pipeline,
      attempt: attempt.number,
      settings: attempt.snapshot.settings,
      runDirectory: attempt.runDirectory,
      assets: recordedAssets(project.ledger, attempt.id),
    };
    const plugin = `${entry.package.name} ${entry.package.version}`;
    try {
      keepLabels(session, analysis, `labeller ${entry.name}`, await labelsFrom(functions, entry, view, project.config.monitor.hookTimeout));
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      const text = error.message.startsWith(plugin) ? error.message : `${plugin}: labeller "${entry.name}" failed: ${error.message}`;
      session.notify({ level: "warn", address: analysis.address, text });
    }
  }
}

/** Gives an analysis the labels that plugin code named `origin` gives it; what a person or another one wrote under the same name stands. */
export function keepLabels(session: Session, analysis: Analysis, origin: string, values: LabelValues): void {
  const { ledger } = session.project;
  const labels = Object.entries(values).map(([name, value]) => ({ name: labelName(name), value, origin }));
  ledger.change(() => {
    const known = labelsOf(ledger, analysis);
    const taken = new Set(known.filter((label) => label.origin !== origin).map(({ name }) => name));
    const given = new Set(labels.map(({ name }) => name));
    const gone = known.filter((label) => label.origin === origin && !given.has(label.name));
    removeLabels(
      ledger,
      analysis,
      gone.map(({ name }) => name),
    );
    writeLabels(
      ledger,
      analysis,
      labels.filter(({ name }) => !taken.has(name)),
    );
  });
}
