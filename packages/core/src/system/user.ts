import { userInfo } from "node:os";

/** The name of the user of this process, or the number where the machine knows no name for it, as in some containers. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    // Node's own code for a lookup that found nothing.
    if (error instanceof Error && "code" in error && error.code === "ERR_SYSTEM_ERROR") return String(process.getuid?.() ?? "unknown");
    throw error;
  }
}
