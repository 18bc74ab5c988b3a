import { entriesOf } from "../../plugins/index.ts";
import { AsimovError, AsimovErrors } from "../../system/index.ts";
import type { Session } from "../session.ts";
import { siteTools } from "./tools.ts";
import { namedHooks, projectView } from "./view.ts";

/**
 * After a pass: calls the hooks of group `hooks.postmonitor` that the project's configuration names, one after the other, outside all transactions and
 * leases. What goes wrong in one is a warning, and changes nothing else.
 */
export async function afterPass(session: Session): Promise<void> {
  const named = namedHooks(session, "postmonitor");
  if (named.size === 0) return;
  const entries = entriesOf(session.discovery, "hooks.postmonitor");
  for (const [name, settings] of named) {
    const entry = entries.get(name);
    const who = `hook ${name}`;
    if (!entry) {
      warn(session, who, "the project's configuration names it under hooks.postmonitor, but it is not installed (asimov plugins)");
      continue;
    }
    try {
      await session.functions.call(entry, {
        operation: `postmonitor "${name}"`,
        args: [projectView(session, settings)],
        tools: siteTools(session, who, name),
        timeout: session.project.config.monitor.hookTimeout,
        at: who,
      });
      session.siteWarnings.delete(who);
    } catch (error) {
      if (!(error instanceof AsimovError)) throw error;
      warn(session, who, wordsOf(error, `${entry.package.name} ${entry.package.version}`));
    }
  }
}

function warn({ siteWarnings, notify }: Session, who: string, text: string): void {
  if (siteWarnings.get(who) !== text) notify({ level: "warn", address: who, text });
  siteWarnings.set(who, text);
}

// An error of what it asked us for does not name it.
function wordsOf(error: AsimovError, plugin: string): string {
  const text = error instanceof AsimovErrors ? error.errors.map(({ message }) => message).join("; ") : error.message;
  return text.startsWith(plugin) ? text : `${plugin}: ${text}`;
}
