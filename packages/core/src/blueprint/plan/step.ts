import type { Need } from "../../analysis/index.ts";
import type { Ledger } from "../../ledger/index.ts";
import type { ProjectDirectories } from "../../project/index.ts";
import type { Difference, Settings, Vocabulary } from "../../settings/index.ts";
import type { BlueprintDocument } from "../parse.ts";
import type { InstalledPipelines } from "../validate.ts";
import type { Warning } from "../warning.ts";
import type { Earlier } from "./earlier.ts";

/** How a file is applied. */
export interface ApplyOptions {
  /** The event that analyses go to, over what their documents say. */
  readonly event?: string | undefined;
  /** Allows documents that differ from what the ledger has. */
  readonly update?: boolean | undefined;
  /** Likewise, and moves the analyses of an event that are not built yet to its newest revision. */
  readonly updateUnstarted?: boolean | undefined;
  /** Whose values count where the ledger and the document were changed differently; refused when not given. */
  readonly take?: "blueprint" | "ledger" | undefined;
  /** The documents are those of the ledger, changed by a command: what was last applied stays what it was. */
  readonly edit?: boolean | undefined;
  /** The event of analyses whose documents name none. */
  readonly eventIfNone?: string | undefined;
  readonly installed: InstalledPipelines;
  /** What is known of settings; what core alone knows when not given. */
  readonly vocabulary?: Vocabulary | undefined;
  /** Where the project's files are; those of a project without a configuration when not given. */
  readonly directories?: ProjectDirectories | undefined;
}

/** What applying one document does. */
export type Step = {
  readonly action: "add" | "update" | "unchanged";
  /** As it is to be in the ledger. */
  readonly document: BlueprintDocument;
  /** What the blueprint says, where the ledger keeps something else of what it was changed to. */
  readonly applied: Settings | undefined;
  /** What an update changes, from what is in the ledger to what will be; empty for all else. */
  readonly changes: readonly Difference[];
  /** For people: `event GW150914`, `analysis GW150914/pe`, `project analysis joint`. */
  readonly what: string;
  /** What it means for analyses that are there already, in words. */
  readonly notes: readonly string[];
  /** What is worth a look in the document; told once for all documents that say it in the same place. */
  readonly warnings?: readonly Warning[] | undefined;
} & (
  | { readonly kind: "configuration"; readonly identity: string }
  /** `moves`: ids of analyses that get the event's newest revision. */
  | { readonly kind: "event"; readonly name: string; readonly moves: readonly number[] }
  /** `selects`: what a subject analysis combines; undefined for any other. */
  | {
      readonly kind: "analysis";
      readonly subject: string;
      readonly name: string;
      readonly needs: readonly Need[];
      readonly selects: readonly Need[] | undefined;
    }
  | {
      readonly kind: "projectanalysis";
      readonly name: string;
      readonly subjects: readonly string[];
      readonly needs: readonly Need[];
      readonly selects: readonly Need[];
    }
);

/** Plans one document of its kind; `earlier` are the steps of the documents before it. */
export type Planner = (ledger: Ledger, document: BlueprintDocument, options: ApplyOptions, earlier: Earlier) => Step;
