import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";

import { runCommand, signalProcess, systemCode, type CommandResult } from "@asimov-gw/core/system";
import { slurmConf, slurmdbdConf, type ClusterConfiguration } from "./configuration.ts";
import { Daemon, freePorts, until } from "./daemon.ts";

/** How a test cluster is made. */
export interface ClusterOptions {
  /** Whether there is a database, so that `sacct` answers. */
  readonly accounting?: boolean | undefined;
  /** MiB that a node says it has. */
  readonly memory?: number | undefined;
  /** Seconds that the controller remembers jobs that have ended. */
  readonly minJobAge?: number | undefined;
  /** Jobs that the controller keeps at most. */
  readonly maxJobCount?: number | undefined;
}

/** What a machine needs that a test cluster can run on it, and lacks; nothing where it can. */
export function missingForCluster(): string | undefined {
  if (process.getuid?.() !== 0) return "root rights";
  return ["slurmctld", "slurmd", "sbatch", "munged", "slurmdbd", "mariadbd", "mariadb-install-db", "setpriv"].find(
    (program) => !systemPath.split(":").some((directory) => existsSync(join(directory, program))),
  );
}

/** The variable by which what belongs to a cluster is known. */
const marker = "ASIMOV_TEST_CLUSTER";

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A real Slurm on this machine's loopback, with the nodes `n1` and `n2`, for one test file. */
export class Cluster {
  readonly directory: string;
  /** The variables by which Slurm's commands find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #configuration: ClusterConfiguration;
  #firstJob = 1;
  readonly #daemons = new Map<string, Daemon>();

  private constructor(configuration: ClusterConfiguration) {
    this.#configuration = configuration;
    this.directory = configuration.directory;
    this.env = { PATH: systemPath, SLURM_CONF: join(this.directory, "slurm.conf"), HOME: this.directory, LC_ALL: "C" };
  }

  /** Starts one and returns when its nodes are idle. Nothing of it is left where that fails. */
  static async start({ accounting = false, minJobAge = 300, maxJobCount = 10_000, memory = 4000 }: ClusterOptions = {}): Promise<Cluster> {
    const directory = mkdtempSync(join(realpathSync(tmpdir()), "asimov-slurm-"));
    // The daemons of other users go through it.
    chmodSync(directory, 0o755);
    const [controller, database, first, second] = await freePorts(4);
    const ports = { controller: controller!, database: database!, nodes: [first!, second!] as const };
    const cluster = new Cluster({ directory, host: hostname().split(".")[0]!, ports, accounting, minJobAge, maxJobCount, memory });
    try {
      await cluster.#startAll();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  /** Runs one of Slurm's commands there. */
  async run(tool: string, ...args: readonly string[]): Promise<CommandResult> {
    return runCommand(tool, args, { env: this.env, timeout: 60 });
  }

  /** What a command prints that must go well. */
  async ask(tool: string, ...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run(tool, ...args);
    if (exitCode !== 0) throw new Error(`${tool} ${args.join(" ")}: exit code ${exitCode}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Ends the controller: an outage. */
  async stopController(): Promise<void> {
    await this.#daemons.get("slurmctld")?.stop();
  }

  /** Starts the controller again; with `empty`, it has lost all that it knew of jobs. */
  async startController({ empty = false } = {}): Promise<void> {
    if (empty) {
      rmSync(join(this.directory, "state"), { recursive: true });
      // Else it would end new jobs together with orphans of the same number that its nodes still run.
      appendFileSync(join(this.directory, "slurm.conf"), `FirstJobId=${(this.#firstJob += 1000)}\n`);
    }
    this.#make("state");
    this.#start("slurmctld", ["-D", ...(empty ? ["-c"] : [])]);
    await this.untilReady();
  }

  /** Ends the database daemon: `sacct` has no answer. */
  async stopDatabase(): Promise<void> {
    await this.#daemons.get("slurmdbd")?.stop();
  }

  /** Starts the database daemon again. */
  async startDatabase(): Promise<void> {
    this.#start("slurmdbd", ["-D"]);
    await this.#until("the database to answer", async () => (await this.run("sacctmgr", "-n", "show", "cluster")).exitCode === 0);
  }

  /** Ends the daemon of a node, and lets the controller know; what runs there goes on. */
  async loseNode(node: string): Promise<void> {
    await this.#daemons.get(`slurmd ${node}`)?.stop("SIGKILL");
    await this.ask("scontrol", "update", `NodeName=${node}`, "State=DOWN", "Reason=test");
  }

  /** Starts the daemon of a node again. */
  async startNode(node: string): Promise<void> {
    this.#start(`slurmd ${node}`, ["-D", "-N", node]);
    await this.untilReady();
  }

  /** Takes nodes out of service, or back. */
  async setNodes(nodes: string, state: "drain" | "resume"): Promise<void> {
    await this.ask("scontrol", "update", `NodeName=${nodes}`, `State=${state}`, ...(state === "drain" ? ["Reason=test"] : []));
  }

  /** Ends everything and removes the directory. */
  async stop(): Promise<void> {
    for (const name of [...this.#daemons.keys()].toReversed()) await this.#daemons.get(name)!.stop();
    await until("all processes to end", () => this.#killRest() === 0);
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #startAll(): Promise<void> {
    for (const name of ["munge", "state", "spool-n1", "spool-n2"]) this.#make(name);
    writeFileSync(join(this.directory, "slurm.conf"), slurmConf(this.#configuration));
    writeFileSync(join(this.directory, "slurmdbd.conf"), slurmdbdConf(this.#configuration), { mode: 0o600 });
    await this.#startMunge();
    if (this.#configuration.accounting) await this.#startAccounting();
    this.#start("slurmctld", ["-D"]);
    for (const node of ["n1", "n2"]) this.#start(`slurmd ${node}`, ["-D", "-N", node]);
    await this.untilReady();
  }

  async #startMunge(): Promise<void> {
    const own = join(this.directory, "munge");
    writeFileSync(join(own, "key"), randomBytes(128), { mode: 0o400 });
    const files = ["key", "log", "pid", "seed"].map((name) => `--${name}-file=${join(own, name)}`);
    this.#start("munged", ["-F", `--socket=${join(own, "socket")}`, ...files]);
    await this.#until("munged", () => existsSync(join(own, "socket")));
  }

  async #startAccounting(): Promise<void> {
    const data = join(this.directory, "database");
    const socket = join(this.directory, "database.socket");
    await this.ask(
      "mariadb-install-db",
      "--no-defaults",
      `--datadir=${data}`,
      "--user=root",
      "--skip-test-db",
      "--auth-root-authentication-method=normal",
    );
    const small = ["--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0", "--performance-schema=0"];
    this.#start("mariadbd", ["--no-defaults", "--user=root", `--datadir=${data}`, `--socket=${socket}`, "--skip-networking", ...small]);
    await this.#until("MariaDB", () => existsSync(socket));
    await this.startDatabase();
    const user = ["user", "root", "account=gw", "adminlevel=admin"];
    for (const add of [["cluster", "test"], ["account", "gw", "description=gw", "organization=gw"], user])
      await this.ask("sacctmgr", "-i", "add", ...add);
  }

  #start(name: string, args: readonly string[]): void {
    const [program] = name.split(" ");
    const env = { ...this.env, [marker]: this.directory, MYSQL_UNIX_PORT: join(this.directory, "database.socket") };
    this.#daemons.set(name, new Daemon(program!, args, env));
  }

  /** Waits until both nodes take jobs. */
  async untilReady(): Promise<void> {
    await this.#until("the nodes", async () => {
      const { stdout } = await this.run("sinfo", "-h", "-N", "-p", "main", "-o", "%N %t");
      return /^n1 (?:idle|mix|alloc)$/m.test(stdout) && /^n2 (?:idle|mix|alloc)$/m.test(stdout);
    });
  }

  async #until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    await until(what, condition, [...this.#daemons.values()]);
  }

  #make(name: string): void {
    mkdirSync(join(this.directory, name), { recursive: true, mode: 0o755 });
  }

  /** Jobs, which work in this directory, and what looks after them go on without the daemons. Gives how many were left. */
  #killRest(): number {
    const own = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid) && pid !== String(process.pid) && this.#isOurs(pid));
    for (const pid of own) signalProcess(Number(pid), "SIGKILL");
    return own.length;
  }

  #isOurs(pid: string): boolean {
    try {
      if (`${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${this.directory}/`)) return true;
      return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(`${marker}=${this.directory}`);
    } catch (error) {
      if (["ENOENT", "ESRCH", "EACCES", "EPERM"].includes(systemCode(error) ?? "")) return false;
      throw error;
    }
  }
}
