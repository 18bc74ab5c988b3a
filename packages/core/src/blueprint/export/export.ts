import { initialStatuses, type Subject } from "../../analysis/index.ts";
import type { Ledger, Row } from "../../ledger/index.ts";
import { toYaml, type Settings } from "../../settings/index.ts";
import { headerDocument, type Header, type Kept } from "./header.ts";

/** The decisions in a ledger as text. */
export interface Export {
  /** YAML of several documents; the same for ledgers in which the same was decided. */
  readonly text: string;
  /** Addresses of analyses that were run: their attempts and results are not in it, and they are held back where it is imported. */
  readonly started: readonly string[];
}

const comment = `# Made by asimov export. asimov import FILE reads it into an empty project; without its first document it is a blueprint for asimov apply.
# Attempts and results are not in it: an analysis that was run is held back here (status: wait).
`;

/** All that was decided in a ledger, or about one subject, as blueprints: in the order in which it counts. Attempts and results are not exported. */
export async function exportLedger(ledger: Ledger, subject?: Subject): Promise<Export> {
  const configurations = subject ? [] : ledger.all("SELECT identity, content FROM documents ORDER BY position, id");
  const revisions = ledger.all(selectRevisions, subject?.id ?? null);
  const analyses = ledger.all(selectAnalyses, subject?.id ?? null);
  const header: Header = {
    identities: configurations.filter((row) => typeof contentOf(row)["name"] !== "string").map((row) => String(row["identity"])),
    revisions: numbersOf(revisions),
    priorities: new Map(ledger.all(selectPriorities, subject?.id ?? null).map((row) => [String(row["name"]), Number(row["priority"])])),
    analyses: new Map(
      analyses.flatMap((row) => {
        const kept = keptOf(ledger, row);
        return Object.keys(kept).length === 0 ? [] : [[addressIn(row), kept] as const];
      }),
    ),
  };
  const documents = [headerDocument(header), ...configurations.map(contentOf), ...revisions.map(contentOf), ...analyses.map(documentOf)];
  const texts = await Promise.all(documents.map(toYaml));
  return { text: comment + texts.join("---\n"), started: analyses.filter(isStarted).map(addressIn) };
}

// Older revisions that no analysis is on any more are history.
const selectRevisions = `SELECT s.name, s.revision AS newest, r.revision, r.content FROM subjects s JOIN subject_revisions r ON r.subject_id = s.id
  WHERE (?1 IS NULL OR s.id = ?1) AND (r.revision = s.revision
    OR EXISTS (SELECT 1 FROM analyses a WHERE a.subject_id = s.id AND a.subject_revision = r.revision)) ORDER BY s.id, r.revision`;

const selectPriorities = "SELECT name, priority FROM subjects WHERE priority IS NOT NULL AND (?1 IS NULL OR id = ?1) ORDER BY id";

const selectAnalyses = `SELECT a.id, a.name, a.content, a.status, a.priority, a.subject_revision, s.name AS subject, s.revision AS newest,
  EXISTS (SELECT 1 FROM attempts t WHERE t.analysis_id = a.id) AS attempted
  FROM analyses a LEFT JOIN subjects s ON s.id = a.subject_id WHERE (?1 IS NULL OR s.id = ?1) ORDER BY a.id`;

function numbersOf(revisions: readonly Row[]): Header["revisions"] {
  const bySubject = Map.groupBy(revisions, (row) => String(row["name"]));
  const numbers = [...bySubject].map(([name, rows]) => [name, rows.map((row) => Number(row["revision"]))] as const);
  return new Map(numbers.filter(([, all]) => all.length > 1 || all[0] !== 1));
}

function keptOf(ledger: Ledger, row: Row): Kept {
  const reviews = ledger.all("SELECT status, message, user, time FROM reviews WHERE analysis_id = ? ORDER BY id", row["id"]!);
  const labels = ledger.all("SELECT name, value, origin FROM labels WHERE analysis_id = ? ORDER BY name", row["id"]!);
  return {
    ...(row["subject"] === null || row["subject_revision"] === row["newest"] ? {} : { revision: Number(row["subject_revision"]) }),
    ...(row["priority"] === null ? {} : { priority: Number(row["priority"]) }),
    ...(reviews.length === 0
      ? {}
      : {
          reviews: reviews.map(({ status, message, user, time }) => ({
            status: status === null ? null : String(status),
            message: String(message),
            user: String(user),
            time: String(time),
          })),
        }),
    ...(labels.length === 0
      ? {}
      : { labels: labels.map(({ name, value, origin }) => ({ name: String(name), value: String(value), origin: String(origin) })) }),
  };
}

// Its status is the one that a person chose, whatever its document said when it was new.
function documentOf(row: Row): Settings {
  const { status: _status, review: _review, ...content } = contentOf(row);
  const status = isStarted(row) ? "wait" : String(row["status"]);
  return status === "ready" ? content : { ...content, status };
}

// Whatever ran must not run again only because it is somewhere else.
function isStarted(row: Row): boolean {
  return row["attempted"] === 1 || !initialStatuses.has(String(row["status"]));
}

/** The address of an analysis from a row with its name and that of its subject. */
export function addressIn(row: Row): string {
  return row["subject"] === null ? `project:${String(row["name"])}` : `${String(row["subject"])}/${String(row["name"])}`;
}

function contentOf(row: Row): Settings {
  return JSON.parse(String(row["content"])) as Settings;
}
