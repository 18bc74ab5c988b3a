/** Whether the `repository` of an event is one to clone: `https://host/path`, `ssh://host/path` or `user@host:path`; otherwise it is a path. */
export function isRemoteRepository(repository: string): boolean {
  return /^(https|ssh):\/\//i.test(repository) || /^[\w.-]+@[\w.-]+:/.test(repository);
}
