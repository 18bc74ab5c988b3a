import { isRemoteRepository } from "../analysis/index.ts";
import { placeIn } from "../settings/index.ts";
import { AsimovError } from "../system/index.ts";
import type { BlueprintDocument } from "./parse.ts";

/** What is wrong with the `repository` of an event. */
export function validateRepository({ content, source }: BlueprintDocument): readonly AsimovError[] {
  const repository = content["repository"] ?? null;
  if (repository === null) return [];
  const problem = (message: string, remedy: string): readonly AsimovError[] => [
    new AsimovError("BLUEPRINT_REPOSITORY", { message: `"repository" ${message}`, at: placeIn(source, ["repository"]), remedy }),
  ];
  const remedy = "Give the path of a git repository, https://HOST/PATH or git@HOST:PATH, or leave it out: then asimov makes one.";
  if (typeof repository !== "string" || repository.trim() === "") return problem(`is ${JSON.stringify(repository)}, expected text`, remedy);
  if (/\p{C}/u.test(repository) || repository.startsWith("-")) return problem("can't be the name of a repository", remedy);
  // The ledger keeps it for ever, and shows it to everybody who can read it.
  if (/^\w+:\/\/[^/@]*:[^/]*@/.test(repository)) return problem("holds a password", "Leave it out: git asks its credential helper for it.");
  if (/^[a-z][\w+.-]*::?/i.test(repository) && !isRemoteRepository(repository)) return problem(`is of a kind that can't be cloned`, remedy);
  return [];
}
