/**
 * Labels for these names, in their order and each another one: letters, digits and underscores. PESummary changes dots, and finds the PSDs of no label
 * with a dash.
 */
export function labelsFor(names: readonly string[]): readonly string[] {
  const plain = names.map((name) => {
    const label = name.replaceAll(/\W/g, "_");
    return label === "" || isTaken(label) ? `analysis_${label}` : label;
  });
  const groups = Map.groupBy(plain, (label) => label);
  const used = new Map<string, number>();
  return plain.map((label) => {
    if (groups.get(label)!.length === 1) return label;
    for (let number = (used.get(label) ?? 0) + 1; ; number++) {
      used.set(label, number);
      if (!groups.has(`${label}_${number}`)) return `${label}_${number}`;
    }
  });
}

// PESummary has groups of its own beside those of the labels, and takes each file of this name for a second metafile.
function isTaken(label: string): boolean {
  return ["history", "version"].includes(label) || label.startsWith("posterior_samples");
}
