import type { Place } from "../../../system/index.ts";
import type { Line } from "../lines.ts";
import type { DagDraft } from "./draft.ts";
import type { Word } from "./words.ts";

/** One statement of a DAGMan file. */
export interface Statement {
  readonly keyword: Word;
  /** The words after the keyword. */
  readonly words: readonly Word[];
  /** The statement as it should be written. */
  readonly form: string;
  /** The submit description that the statement opens with `{` or `@=TAG`, without that word: it stands for the name of a submit file. */
  readonly body?: Body | undefined;
}

/** An inline submit description. */
interface Body {
  readonly lines: readonly Line[];
  /** What follows the end of the description in its line: more words of the statement. */
  readonly options: readonly Word[];
}

/** Another file whose statements are to be read into `dag` before those that follow. */
export interface Nested {
  /** Absolute path. */
  readonly file: string;
  readonly dag: DagDraft;
  /** Where the file is named. */
  readonly at: Place;
}

/** Reads one statement into the draft, or says which file is to be read now; what is wrong goes to the draft's problems. */
export type StatementParser = (statement: Statement, dag: DagDraft) => void | Promise<void> | Nested;
