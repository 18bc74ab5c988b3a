import { configurations, layersOf, type Configuration, type Definition } from "../../analysis/index.ts";
import type { Ledger, Row } from "../../ledger/index.ts";
import { differences, isMap, resolveLayers, type Alias, type SettingPath, type Settings } from "../../settings/index.ts";
import { AsimovError, typed } from "../../system/index.ts";

/** What other settings of the project mean for the analyses of the ledger, in words: which get them, and how many keep what they were built with. */
export function reach(ledger: Ledger, change: Configuration | { readonly removed: string }): readonly string[] {
  if (!ledger.get("SELECT 1 FROM analyses LIMIT 1")) return [];
  const before = configurations(ledger);
  const after = withChange(before, change);
  const pipelines = ledger.all("SELECT DISTINCT pipeline FROM analyses").map((row) => String(row["pipeline"]));
  const changed = new Map(pipelines.map((pipeline) => [pipeline, changedIn(before, after, pipeline, ledger.formerNames.of(pipeline))] as const));
  const reached = analysesOf(ledger).filter((analysis) => {
    const paths = changed.get(analysis.pipeline) ?? [];
    if (paths.length === 0) return false;
    const former = ledger.formerNames.of(analysis.pipeline);
    // Most say nothing of what changed: only the others are worth the whole comparison.
    const free = paths.some((path) => !speaksOf(analysis.subject.definition.content, path) && !speaksOf(analysis.definition.content, path));
    return free || effective(before, analysis, former) !== effective(after, analysis, former);
  });
  const built = reached.filter((analysis) => analysis.built).map(addressOf);
  const unbuilt = reached.filter((analysis) => !analysis.built).map(addressOf);
  return [
    ...(unbuilt.length > 0 ? [`changes what is not built yet: ${counted(unbuilt)}`] : []),
    ...(built.length > 0
      ? [`ran with older settings, and keeps them: ${counted(built)}; to change one: asimov analysis restart ${typed(built[0]!)} --refresh`]
      : []),
  ];
}

/** Up to ten addresses, or how many they are. */
export function counted(addresses: readonly string[]): string {
  return addresses.length > 10 ? `${addresses.length} analyses` : addresses.join(", ");
}

/** An analysis as far as it matters what settings reach it. */
export interface Reached {
  readonly id: number;
  readonly address: string;
  readonly name: string;
  readonly pipeline: string;
  /** Whether it has a committed attempt, whose snapshot it keeps. */
  readonly built: boolean;
  /** Of its subject, which it stays on; undefined for a project analysis. */
  readonly revision: number | undefined;
  readonly definition: Definition;
  readonly subject: { readonly name: string; readonly definition: Definition };
}

function addressOf({ address }: Reached): string {
  return address;
}

function withChange(documents: readonly Configuration[], change: Configuration | { readonly removed: string }): readonly Configuration[] {
  if ("removed" in change) return documents.filter(({ identity }) => identity !== change.removed);
  const known = documents.some(({ identity }) => identity === change.identity);
  return known ? documents.map((document) => (document.identity === change.identity ? change : document)) : [...documents, change];
}

/** What says nothing, and stands nowhere. */
export const nothing: Definition = { content: {}, source: { file: "", sha256: "", document: 0, places: {} } };

/** Where the project's and the pipeline's settings together have another value; `former` are old names besides core's. */
export function changedIn(
  before: readonly Configuration[],
  after: readonly Configuration[],
  pipeline: string,
  former: readonly Alias[],
): readonly SettingPath[] {
  const resolve = (documents: readonly Configuration[]): Settings =>
    resolved(documents, { name: "", pipeline, definition: nothing, subject: { name: "", definition: nothing } }, former);
  return differences(resolve(before), resolve(after)).map(({ path }) => path);
}

function effective(documents: readonly Configuration[], analysis: Reached, former: readonly Alias[]): string {
  return JSON.stringify(differences({}, resolved(documents, analysis, former)));
}

// Settings that contradict each other are refused at build: that is another result too.
function resolved(
  documents: readonly Configuration[],
  analysis: Pick<Reached, "name" | "pipeline" | "definition" | "subject">,
  former: readonly Alias[],
): Settings {
  try {
    return resolveLayers(layersOf(documents, analysis.subject, analysis, [], { former })).settings;
  } catch (error) {
    if (error instanceof AsimovError) return { [error.code]: error.message };
    throw error;
  }
}

/** Whether a document has a value there, or something on the way that could cut it away. */
export function speaksOf(content: Settings, path: SettingPath): boolean {
  let value: Settings = content;
  for (const key of path) {
    const below = Object.hasOwn(value, key) ? value[key] : undefined;
    if (below === undefined) return false;
    if (!isMap(below)) return true;
    value = below;
  }
  return true;
}

/** All analyses of the ledger, or those with these ids, with what they and their events say. */
export function analysesOf(ledger: Ledger, ids?: ReadonlySet<number>): readonly Reached[] {
  const subjects = new Map<string, Definition>();
  const definitionOf = (row: Row): Definition => {
    const key = `${String(row["subject_id"])} ${String(row["subject_revision"])}`;
    const sql = "SELECT content FROM subject_revisions WHERE subject_id = ? AND revision = ?";
    const found = subjects.get(key) ?? parsed(ledger.get(sql, row["subject_id"]!, row["subject_revision"]!));
    subjects.set(key, found);
    return found;
  };
  const rows = ledger.all(
    `SELECT a.id, a.name, a.pipeline, a.content, a.subject_id, a.subject_revision, s.name AS subject,
     EXISTS (SELECT 1 FROM attempts t WHERE t.analysis_id = a.id AND t.config_commit IS NOT NULL) AS built
     FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id WHERE ?1 IS NULL OR a.id IN (SELECT value FROM json_each(?1)) ORDER BY a.id`,
    ids ? JSON.stringify([...ids]) : null,
  );
  return rows.map((row) => ({
    address: `${row["subject"] === null ? "project:" : `${String(row["subject"])}/`}${String(row["name"])}`,
    id: Number(row["id"]),
    name: String(row["name"]),
    revision: row["subject_revision"] === null ? undefined : Number(row["subject_revision"]),
    pipeline: String(row["pipeline"]),
    built: row["built"] === 1,
    definition: parsed(row),
    subject: { name: String(row["subject"] ?? ""), definition: row["subject"] === null ? nothing : definitionOf(row) },
  }));
}

function parsed(row: Row | undefined): Definition {
  if (!row) return nothing;
  // Its source is long, and nobody is told of places here.
  return { ...nothing, content: JSON.parse(String(row["content"])) as Settings };
}
