// Makes the Python environment of the example. Plain JavaScript: it runs on the machine's own Node, from version 20.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const uv = "uv==0.13.9";
const oldest = [3, 11];

// The environments by name: bilby_pipe and gwpy for the example, and what only end-to-end tests run.
const environments = {
  env: { list: "examples/gw150914/requirements.txt", what: "bilby_pipe, gwpy, PESummary and what they need" },
  rift: { list: "packages/core/test/scheduler/local/rift/requirements.txt", what: "RIFT and what it needs" },
};

/**
 * The prefix of a Python environment below `root`/.python, by its name, with what its list of requirements names; made if it is not there. Says on standard
 * error what takes time. Throws an error whose code begins with SETUP_PYTHON_.
 */
export async function ensurePython(root, name = "env") {
  const { list, what } = environments[name];
  const requirements = join(root, list);
  const hash = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  mkdirSync(join(root, ".python"), { recursive: true });
  // It may be a link to one that several checkouts share.
  const home = realpathSync(join(root, ".python"));
  // Another list gets another folder: jobs may be running in the older one.
  const prefix = join(home, `${name}-${hash}`);
  // Scripts in the environment name it by its absolute path, so a stamp holds only for the place where it was written.
  const stamp = { file: join(prefix, "complete"), text: `${prefix}\n` };
  if (isComplete(stamp)) return linked(prefix, name);

  const python = await findPython();
  const held = await lock(python, join(home, "lock"));
  try {
    if (isComplete(stamp)) return linked(prefix, name);
    say(`Installing Python programs (once, about half a minute and 1 GB): ${what} ...`);
    rmSync(prefix, { recursive: true, force: true });
    const program = await bootstrap(held, python, join(home, "bootstrap"));
    await step(held, "environment", "SETUP_PYTHON_NO_VENV", python, ["-m", "venv", "--without-pip", prefix]);
    const options = ["--python", join(prefix, "bin", "python3"), "--compile-bytecode", "--requirement", requirements];
    await step(held, what, "SETUP_PYTHON_INSTALL_FAILED", program, ["pip", "install", ...options], await uvEnvironment(home));
    writeFileSync(`${stamp.file}.new`, stamp.text);
    renameSync(`${stamp.file}.new`, stamp.file);
    return linked(prefix, name);
  } finally {
    closeSync(held);
  }
}

// A name that stays, for people: .python/NAME is the newest.
function linked(prefix, name) {
  const link = join(prefix, "..", name);
  if (existsSync(link) && realpathSync(link) === prefix) return prefix;
  rmSync(`${link}.${process.pid}`, { force: true });
  symlinkSync(prefix, `${link}.${process.pid}`);
  renameSync(`${link}.${process.pid}`, link);
  return prefix;
}

function isComplete({ file, text }) {
  return existsSync(file) && readFileSync(file, "utf8") === text;
}

async function findPython() {
  const program = process.env["PYTHON"] ?? "python3";
  const { code, output, cause } = await run(program, ["-c", "import sys; print(*sys.version_info[:2])"]);
  if (code !== 0) throw failure("SETUP_PYTHON_MISSING", `the program "${program}" can't be run${cause ? ` (${cause})` : ""}`, output);
  const [major, minor] = output.trim().split(" ").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return program;
  throw failure("SETUP_PYTHON_TOO_OLD", `"${program}" is Python ${major}.${minor}; ${oldest.join(".")} or newer is needed`);
}

// pip needs 50 s for what uv does in 6.
async function bootstrap(held, python, directory) {
  const program = join(directory, "bin", "uv");
  const stamp = { file: join(directory, "complete"), text: `${directory} ${uv}\n` };
  if (isComplete(stamp)) return program;
  rmSync(directory, { recursive: true, force: true });
  await step(held, "pip", "SETUP_PYTHON_NO_VENV", python, ["-m", "venv", directory]);
  const options = ["--quiet", "--retries", "2", "--disable-pip-version-check"];
  await step(held, "uv", "SETUP_PYTHON_INSTALL_FAILED", join(directory, "bin", "python3"), ["-m", "pip", "install", ...options, uv]);
  writeFileSync(stamp.file, stamp.text);
  return program;
}

// uv does not read pip's configuration, where machines behind a mirror or with certificates of their own say so.
async function uvEnvironment(home) {
  const { output } = await run(join(home, "bootstrap", "bin", "python3"), ["-m", "pip", "config", "list"]);
  const configured = Object.fromEntries([...output.matchAll(/^(?:global|install|:env:)\.([a-z-]+)='(.*)'$/gm)].map(([, key, value]) => [key, value]));
  const names = { "index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX", "find-links": "UV_FIND_LINKS", cert: "SSL_CERT_FILE" };
  const wanted = Object.entries(names).flatMap(([key, name]) => (configured[key] === undefined ? [] : [[name, configured[key]]]));
  return { UV_HTTP_RETRIES: "2", ...Object.fromEntries(wanted), ...process.env };
}

/**
 * Waits until no other process installs, and keeps others waiting until the file is closed. The lock belongs to the open file, in the kernel, which the
 * programs that we start hold open too: it ends when we and they have ended, however that comes about.
 */
async function lock(python, path) {
  const file = openSync(path, "w");
  const take = (flags) => run(python, ["-c", `import fcntl; fcntl.flock(3, ${flags})`], process.env, file);
  if ((await take("fcntl.LOCK_EX | fcntl.LOCK_NB")).code === 0) return file;
  say("Another process is installing the Python programs; waiting for it ...");
  const { code, output } = await take("fcntl.LOCK_EX");
  if (code !== 0) throw failure("SETUP_PYTHON_LOCK", `${path} can't be locked`, output);
  return file;
}

async function step(held, what, code, program, args, env = process.env) {
  const started = performance.now();
  const result = await run(program, args, env, held);
  if (result.code !== 0) throw failure(code, `${what} could not be installed${result.cause ? ` (${result.cause})` : ""}`, result.output);
  say(`  ${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

function run(program, args, env = process.env, held = "ignore") {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe", held] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
    child.once("error", (error) => resolve({ code: 127, output, cause: error.message }));
    child.once("close", (code, signal) => resolve({ code: code ?? 1, output, cause: signal === null ? undefined : `ended by ${signal}` }));
  });
}

const remedies = {
  SETUP_PYTHON_MISSING: "Install Python 3.11 or newer (Debian: apt install python3 python3-venv), or name another one: PYTHON=/path/of/python3",
  SETUP_PYTHON_TOO_OLD: "Install a newer Python beside it and name it: PYTHON=/path/of/python3.11",
  SETUP_PYTHON_NO_VENV: "Install Python's venv and ensurepip modules (Debian: apt install python3-venv), and check that the disk has 1 GB left.",
  SETUP_PYTHON_INSTALL_FAILED:
    "Check that the package index can be reached (python3 -m pip download uv), that pip's settings for a proxy, mirror or certificate are right\n" +
    "  (python3 -m pip config list), and that the disk has 1 GB left; then run the same command again.",
};

function failure(code, message, output = "") {
  const last = output
    .trim()
    .split("\n")
    .slice(-6)
    .map((line) => `    ${line}`);
  const text = [`error ${code}`, `  ${message}`, ...(output.trim() === "" ? [] : last), ...(remedies[code] ? [`  ${remedies[code]}`] : [])].join(
    "\n",
  );
  const error = Object.assign(new Error(message), { code });
  // What is printed where nobody catches it: a stack says nothing to a user here.
  error.stack = text;
  return error;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${await ensurePython(fileURLToPath(new URL("..", import.meta.url)))}\n`);
  } catch (error) {
    say(error.stack);
    process.exitCode = 1;
  }
}
