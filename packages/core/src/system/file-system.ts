import { statfsSync } from "node:fs";

/** A file system, as far as what is kept on it depends on it. */
export interface FileSystem {
  /** Name of its type, or its number in hexadecimal where it is not known here. */
  readonly type: string;
  /** Whether other hosts may see the same files. */
  readonly network: boolean;
  /** Bytes that this user may still write. */
  readonly free: number;
}

/** What `statfs` says of it: the type as a magic number, block size and free blocks. */
export type Statfs = (path: string) => { readonly type: number; readonly bsize: number; readonly bavail: number };

/** The file system that `path` is on. */
export function fileSystemOf(path: string, statfs: Statfs = statfsSync): FileSystem {
  const { type, bsize, bavail } = statfs(path);
  // Some systems give the number with a sign.
  const magic = type >>> 0;
  const network = networkTypes[magic];
  return { type: network ?? localTypes[magic] ?? `0x${magic.toString(16)}`, network: network !== undefined, free: bsize * bavail };
}

// From statfs(2) and linux/magic.h; those of parallel file systems from their sources.
const networkTypes: Readonly<Record<number, string>> = {
  0x6969: "NFS",
  0x517b: "SMB",
  0xff534d42: "CIFS",
  0xfe534d42: "SMB2",
  0x0bd00bd0: "Lustre",
  0x47504653: "GPFS",
  0x19830326: "BeeGFS",
  0x5346414f: "AFS",
  0x6b414653: "AFS",
  0x65735546: "FUSE",
  0x00c36400: "CephFS",
  0x73757245: "Coda",
  0x564c: "NCP",
  0x01021997: "9P",
  0x01161970: "GFS2",
  0x7461636f: "OCFS2",
  0x20030528: "OrangeFS",
  0xaad7aaea: "PanFS",
  0xbacbacbc: "VMware shared folder",
  0x786f4256: "VirtualBox shared folder",
};

const localTypes: Readonly<Record<number, string>> = {
  0xef53: "ext4",
  0x58465342: "XFS",
  0x9123683e: "Btrfs",
  0x2fc12fc1: "ZFS",
  0x01021994: "tmpfs",
  0x794c7630: "overlayfs",
  0x858458f6: "ramfs",
};
