import type { FileHandle } from "node:fs/promises";

// Where the superblock keeps the end-of-file address, by its version (HDF5 File Format Specification, II.A), for 8-byte addresses.
const endOffset: readonly number[] = [40, 44, 28, 28];

/** Whether an HDF5 file is as long as its superblock says, with both lengths in bytes: a writer that was interrupted leaves it shorter. */
export async function isWhole(file: FileHandle): Promise<{ readonly whole: boolean; readonly expected: bigint; readonly size: number }> {
  const { size } = await file.stat();
  const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
  const offset = endOffset[buffer.readUInt8(8)];
  const expected = offset === undefined ? 0n : buffer.readBigUInt64LE(offset);
  return bytesRead < 64 ? { whole: false, expected: 64n, size } : { whole: expected <= BigInt(size), expected, size };
}
