import { openProject, type Project } from "@asimov-gw/core/project";

/** Opens the project around `directory` without its plugins, does `work` in it, and closes it again. */
export async function withProject<T>(directory: string, command: string, work: (project: Project) => Promise<T>): Promise<T> {
  const project = await openProject(directory, { command, onWait: (message) => process.stderr.write(`${message}\n`) });
  try {
    return await work(project);
  } finally {
    project.ledger.close();
  }
}
