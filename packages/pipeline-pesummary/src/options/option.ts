/** The value of an option of summarypages: true for one that takes none. */
export type OptionValue = true | string | number | readonly (string | number)[];

/** Options of summarypages by name, without dashes before it, in their order. */
export type Options = Readonly<Record<string, OptionValue>>;
