import type { AsimovError } from "../../system/index.ts";
import type { Value } from "../types.ts";
import type { ValueType } from "./value-type.ts";

/** What one package says of one key. */
export interface Description {
  /** Who reads the key: the name of the entry point, such as that of a pipeline; `core` for the shared part. */
  readonly reader: string;
  /** The package that says so, for people. */
  readonly package: string;
  /** What the value can be: one of these. */
  readonly types: readonly ValueType[];
  /** `Hz`, `s`, `GPS s`, `Mpc`, `GB`, ...; of every number in a list or map. */
  readonly unit?: string | undefined;
  /** Numbers are at least this. */
  readonly minimum?: number | undefined;
  /** Numbers are greater than this. */
  readonly above?: number | undefined;
  /** Numbers are at most this. */
  readonly maximum?: number | undefined;
  /** Texts and numbers are among these. */
  readonly values?: readonly (string | number)[] | undefined;
  /** One sentence. */
  readonly meaning: string;
  /** For messages: the right form. */
  readonly example?: Value | undefined;
  /** What counts where nothing is set, for people. */
  readonly default?: Value | undefined;
  /** The option of the reader's config file that it is written to. */
  readonly option?: string | undefined;
}

/** A key and all that is said of it; the first description is that of core, if it has one. */
export interface Entry {
  /** As people write it: `data.segment length`; `*` stands for one key of any name. */
  readonly key: string;
  readonly descriptions: readonly Description[];
}

/** What counts instead of an old name. */
export interface Renaming {
  /** Who says so: the name of the entry point, such as that of a pipeline; `core` for the shared part. */
  readonly reader: string;
  readonly key: string;
}

/** Keys as a tree, in which `any` is what `*` stands for. */
export interface KeyNode {
  readonly children: ReadonlyMap<string, KeyNode>;
  readonly any?: KeyNode | undefined;
  readonly entry?: Entry | undefined;
}

/** All that is known of settings: what core says, and every package with a vocabulary. */
export interface Vocabulary {
  /** By key, in the order in which they were described. */
  readonly entries: ReadonlyMap<string, Entry>;
  readonly root: KeyNode;
  /** What a document says about itself rather than about how to analyse, by kind. */
  readonly facts: ReadonlyMap<string, KeyNode>;
  /** Old names and homes of keys, with what counts instead, by whoever says so. */
  readonly deprecated: ReadonlyMap<string, readonly Renaming[]>;
  /** Those who have described all that they read, core not among them. */
  readonly readers: ReadonlySet<string>;
  /** What is wrong with vocabularies of packages; the rest of them counts. */
  readonly problems: readonly AsimovError[];
}
