// What each version of the schema can hold that the one before could not, for people.
const versions: readonly { readonly version: number; readonly what: string }[] = [
  { version: 2, what: "reviews and labels, analyses that combine others" },
  { version: 3, what: "priorities, pauses, what ran each attempt, decisions about submissions" },
  { version: 4, what: "who runs in which directory, found at once" },
];

/** What the newest schema can hold that version `from` could not. */
export function newSince(from: number): readonly string[] {
  return versions.filter(({ version }) => version > from).map(({ what }) => what);
}
