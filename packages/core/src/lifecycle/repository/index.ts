export { despiteAbandonedLock } from "./abandoned-lock.ts";
export { commitFiles, committedText } from "./commit.ts";
export { ensureRepository } from "./ensure.ts";
export { configFileOf, repositoryOf, type RepositoryPlace } from "./place.ts";
export { push } from "./push.ts";
export { Pushes } from "./pushes.ts";
