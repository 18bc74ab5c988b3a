/** What the bodies of commands know of how asimov was called. */
export interface Invocation {
  /** The directory to work in, known once the options are parsed. */
  readonly directory: () => string;
  /** The command line, as the ledger's history names it. */
  readonly command: string;
}
