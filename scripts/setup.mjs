// Installs the JavaScript side when it is missing or older than the lock file. Plain JavaScript: it runs on the machine's own Node.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const state = `${root}node_modules/.pnpm-workspace-state-v1.json`;
const lock = `${root}pnpm-lock.yaml`;

if (!existsSync(state) || (existsSync(lock) && statSync(state).mtimeMs < statSync(lock).mtimeMs)) {
  process.stderr.write("Installing the JavaScript packages (once, about half a minute) ...\n");
  const { status, error } = spawnSync("npx", ["--yes", "pnpm@12.21.0", "install", "--frozen-lockfile", "--reporter=append-only"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    process.stderr.write(
      `error SETUP_INSTALL_FAILED\n  The packages could not be installed${error ? ` (${error.message})` : ""}; the lines above say which one.\n` +
        "  Check that the npm registry can be reached (npm ping), then run the same command again.\n",
    );
    process.exit(1);
  }
}
