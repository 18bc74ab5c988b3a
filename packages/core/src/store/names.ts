import { basename, extname } from "node:path";

/** The file beside stored results that tells where they come from: no result has its name. */
export const manifestName = "manifest.json";

/** File names for the store, one for each path in `paths`: their base names, numbered where two are equal. */
export function storeNames(paths: readonly string[]): readonly string[] {
  const taken = new Set<string>([manifestName]);
  return paths.map((path) => {
    const extension = extname(path);
    const stem = basename(path, extension);
    let name = stem + extension;
    for (let number = 2; taken.has(name); number++) name = `${stem}-${number}${extension}`;
    taken.add(name);
    return name;
  });
}
