/** A name that a setting had formerly, and the one that counts, each as the path of its keys. */
export interface FormerName {
  readonly old: readonly string[];
  readonly canonical: readonly string[];
}

/**
 * The names that settings had formerly for the analyses of a pipeline. Documents keep the names with which they were written, and pipelines come and go:
 * whoever opens a ledger says what their packages declare, so that all who read the documents in it read the same.
 */
export class FormerNames {
  #find: () => (pipeline: string) => readonly FormerName[] = () => () => [];
  #known: ((pipeline: string) => readonly FormerName[]) | undefined;
  readonly #asked = new Map<string, readonly FormerName[]>();

  /** Sets how they are found, which is done when somebody asks first: most commands read no settings. */
  findBy(find: () => (pipeline: string) => readonly FormerName[]): void {
    this.#find = find;
    this.#known = undefined;
    this.#asked.clear();
  }

  /** Those of a pipeline. */
  of(pipeline: string): readonly FormerName[] {
    const names = this.#asked.get(pipeline) ?? (this.#known ??= this.#find())(pipeline);
    this.#asked.set(pipeline, names);
    return names;
  }
}
