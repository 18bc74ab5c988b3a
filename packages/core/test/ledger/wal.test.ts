import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

import { expect, test } from "vitest";

import { hostOfWal, isWal, Ledger, leaveWal, ledgerInfo, useWal, type WalHost } from "../../src/ledger/index.ts";
import { fileSystemOf, machineId, thisHost } from "../../src/system/index.ts";
import { newLedgerFile, openLedger } from "../support/ledger.ts";
import { refusal } from "../support/refusal.ts";

const local = () => ({ type: "ext4", network: false, free: 1e9 });
const there: WalHost = { host: "ligo-grid", machine: "abc" };
const addSubject = (ledger: Ledger, name: string): number =>
  ledger.change((transaction) => transaction.insert("subjects", { name, slug: name, revision: 1 }));

test("a ledger is in rollback mode until WAL is asked for, and then names its host", () => {
  const file = newLedgerFile();
  addSubject(openLedger(file), "a");
  expect(isWal(file)).toBe(false);
  expect(existsSync(`${file}-wal`)).toBe(false);
  useWal(file, { fileSystem: local });
  expect(isWal(file)).toBe(true);
  expect(hostOfWal(file)).toEqual({ host: thisHost(), machine: machineId() });
  const ledger = openLedger(file);
  addSubject(ledger, "b");
  expect(ledgerInfo(ledger)).toMatchObject({ journal: "WAL", walHost: { host: thisHost() }, transactions: 2, rows: { subjects: 2 } });
  ledger.close();
  leaveWal(file);
  expect(isWal(file)).toBe(false);
  const after = Ledger.open(file, { command: "test" });
  expect(after.all("SELECT name FROM subjects")).toEqual([{ name: "a" }, { name: "b" }]);
  expect(after.all("SELECT * FROM project WHERE key = 'wal'")).toEqual([]);
  after.close();
});

test("another host neither opens nor changes a ledger in WAL mode, until a person says that its host is gone", async () => {
  for (const owner of [there, { host: thisHost(), machine: "another machine of this name" }]) {
    const file = newLedgerFile();
    useWal(file, { fileSystem: local, here: owner });
    const before = readFileSync(file);
    const inWords = async (work: () => unknown): Promise<string> =>
      (await refusal(work, dirname(file))).replaceAll(thisHost(), "HERE").replaceAll(owner.host, "HERE");
    const refused = await inWords(() => Ledger.open(file, { command: "test" }));
    expect(refused).toContain("LEDGER_WAL_OTHER_HOST /work/ledger.db");
    expect(await inWords(() => leaveWal(file))).toBe(refused);
    expect(await inWords(() => useWal(file, { fileSystem: local }))).toBe(refused);
    expect(readFileSync(file)).toEqual(before);
    expect([existsSync(`${file}-wal`), existsSync(`${file}-shm`)]).toEqual([false, false]);
    leaveWal(file, { hostIsGone: true });
    expect(openLedger(file).fact("name")).toBe("test");
  }
});

test("what the refusal of another host says", async () => {
  const file = newLedgerFile();
  useWal(file, { fileSystem: local, here: there });
  expect((await refusal(() => Ledger.open(file, { command: "test" }), dirname(file))).replaceAll(thisHost(), "HERE")).toMatchInlineSnapshot(`
    "LEDGER_WAL_OTHER_HOST /work/ledger.db
      the ledger is in WAL mode, in which only processes of ligo-grid may open it; this is HERE
      On ligo-grid: asimov ledger --no-wal. When that host is gone for good, and nothing of it uses the project: asimov ledger --no-wal --host-is-gone"
  `);
});

test("WAL is refused where hosts can't share memory, and nothing is changed", async () => {
  const file = newLedgerFile();
  const before = readFileSync(file);
  expect(await refusal(() => useWal(file, { fileSystem: () => ({ type: "NFS", network: true, free: 1 }) }), dirname(file))).toMatchInlineSnapshot(`
    "LEDGER_WAL_NETWORK /work/ledger.db
      the ledger is on a file system of type NFS, over which hosts can't share the memory that WAL needs
      Stay with the rollback journal, which is safe there; or move the project to a disk of this host."
  `);
  expect(readFileSync(file)).toEqual(before);
});

test("a switch waits for those who are at work, and then says that it can't", async () => {
  const file = newLedgerFile();
  const busy = openLedger(file);
  const answer = await busy.exclusively(() => refusal(() => useWal(file, { fileSystem: local, patience: 0.05 }), dirname(file)));
  expect(answer.replaceAll(/for \d+ s/g, "for N s")).toMatchInlineSnapshot(`
    "LEDGER_BUSY nowhere
      another process has been writing to the ledger for N s
      Run the command again; nothing was changed."
  `);
  expect(isWal(file)).toBe(false);
});

test("the types of file systems that other hosts see too", () => {
  const types = [
    0x6969,
    0x517b,
    0xff534d42,
    0xfe534d42,
    0x0bd00bd0,
    0x47504653,
    0x19830326,
    0x5346414f,
    0x65735546,
    0x00c36400,
    0xef53,
    0x58465342,
    0x01021994,
    // As a signed number, as some systems give it; and one that nobody knows.
    0xff534d42 - 2 ** 32,
    0x12345,
  ];
  const told = types.map((type) => fileSystemOf("/somewhere", () => ({ type, bsize: 4096, bavail: 10 })));
  expect(told.map(({ type, network }) => `${type} ${network ? "network" : "local"}`)).toMatchInlineSnapshot(`
    [
      "NFS network",
      "SMB network",
      "CIFS network",
      "SMB2 network",
      "Lustre network",
      "GPFS network",
      "BeeGFS network",
      "AFS network",
      "FUSE network",
      "CephFS network",
      "ext4 local",
      "XFS local",
      "tmpfs local",
      "CIFS network",
      "0x12345 local",
    ]
  `);
  expect(told[0]?.free).toBe(40960);
});
