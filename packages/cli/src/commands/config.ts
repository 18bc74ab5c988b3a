import { configFiles, findProject, readConfig } from "@asimov-gw/core/project";

/** `asimov config show`: the configuration with the source of each setting. */
export async function showConfig(directory: string, options: { readonly json?: boolean }): Promise<void> {
  const project = findProject(directory);
  const { sources, ...config } = await readConfig(project);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ config, sources, files: configFiles(project) }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`# files, the first counting most: ${configFiles(project).join(", ")}\n`);
  for (const [key, value] of leaves(config)) process.stdout.write(`${key}: ${JSON.stringify(value)}\n`);
  for (const [key, file] of Object.entries(sources)) process.stdout.write(`# ${key} is from ${file}\n`);
}

function* leaves(value: unknown, prefix = ""): Generator<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null) {
    yield [prefix, value];
    return;
  }
  for (const [key, inner] of Object.entries(value)) yield* leaves(inner, prefix === "" ? key : `${prefix}.${key}`);
}
