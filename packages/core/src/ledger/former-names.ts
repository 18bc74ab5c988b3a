/** A name that a setting had formerly, and the one that counts, each as the path of its keys. */
export interface FormerName {
  readonly old: readonly string[];
  readonly canonical: readonly string[];
}

/** What packages that are installed say of the settings of pipelines. */
export interface SeenNames {
  /** The pipelines that are installed. */
  readonly installed: ReadonlySet<string>;
  /** The names that settings had formerly for the analyses of a pipeline. */
  readonly former: (pipeline: string) => readonly FormerName[];
}

/**
 * The names that settings had formerly for the analyses of a pipeline. Documents keep the names with which they were written, and pipelines come and go:
 * whoever opens a ledger says what their packages declare, so that all who read the documents in it read the same.
 */
export class FormerNames {
  #find: (() => SeenNames) | undefined;
  #seen: SeenNames | undefined;
  readonly #asked = new Map<string, readonly FormerName[]>();

  /** Sets how they are found, which is done when somebody asks first: most commands read no settings. */
  findBy(find: () => SeenNames): void {
    this.#find = find;
    this.#seen = undefined;
    this.#asked.clear();
  }

  /** Those of a pipeline. */
  of(pipeline: string): readonly FormerName[] {
    const names = this.#asked.get(pipeline) ?? this.#look()?.former(pipeline) ?? [];
    this.#asked.set(pipeline, names);
    return names;
  }

  /** Whether the names of a pipeline are known: that it is installed. Where nobody said how they are found, nothing is missing. */
  isKnown(pipeline: string): boolean {
    return this.#look()?.installed.has(pipeline) ?? true;
  }

  #look(): SeenNames | undefined {
    return (this.#seen ??= this.#find?.());
  }
}
