import { open } from "node:fs/promises";

const signature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

// Where the superblock keeps the end-of-file address, by its version (HDF5 File Format Specification, II.A), for 8-byte addresses.
const endOffset: readonly number[] = [40, 44, 28, 28];

/** Whether an HDF5 file has its signature and is as long as its superblock says: a writer that was interrupted leaves it shorter. */
export async function isWholeHdf5(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    if (bytesRead < 64 || !buffer.subarray(0, 8).equals(signature)) return false;
    const offset = endOffset[buffer.readUInt8(8)];
    if (offset === undefined) return true;
    const { size } = await file.stat();
    return buffer.readBigUInt64LE(offset) <= BigInt(size);
  } finally {
    await file.close();
  }
}
