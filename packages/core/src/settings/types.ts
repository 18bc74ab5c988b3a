/** A value of the settings: what YAML can say. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Nested settings, with their keys as blueprints spell them (`sample rate`). */
export type Settings = { readonly [key: string]: Value };
