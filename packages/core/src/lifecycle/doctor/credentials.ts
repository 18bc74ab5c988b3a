import type { Config } from "../../project/index.ts";
import { systemClock } from "../../system/index.ts";
import { Credentials } from "../credentials.ts";
import { fail, ok, warn, type Check } from "./check.ts";

/** Whether the credentials are valid, and for how long; nothing where no command tells that. */
export async function checkCredentials(directory: string, config: Config): Promise<readonly Check[]> {
  const credentials = new Credentials(config.credentials, directory, systemClock);
  const now = await credentials.state();
  if (now === undefined) return [];
  const renew = "Renew them; until then nothing is submitted.";
  if (now.state === "expired") return [fail("credentials", `they have expired: ${now.reason}`, renew)];
  if (now.state === "unknown") {
    const right = 'Name a command in the configuration ("credentials: {command: ...}") that prints a time or the seconds that are left.';
    return [fail("credentials", `nobody can say whether they are valid: ${now.reason}`, right)];
  }
  const warning = await credentials.warning();
  if (warning !== undefined) return [warn("credentials", warning)];
  return [ok("credentials", now.expires === undefined ? "valid" : `valid until ${now.expires}`)];
}
