import { expect, test } from "vitest";

import { restingStatuses, statuses } from "../../src/analysis/index.ts";
import { actionFor, type Action, type Seen } from "../../src/lifecycle/index.ts";

const alive = ["queued", "running", "held"] as const;
const ended = ["completed", "failed", "removed", "absent"] as const;
const doubtful = ["unknown", "unconfirmed"] as const;
const everything: readonly Seen[] = [...alive, ...ended, ...doubtful, "nothing"];

test("every status has its action for everything that can be seen", () => {
  const table = statuses.map((status) => `${status}: ${everything.map((seen) => `${seen} ${actionFor(status, seen)}`).join(", ")}`);
  expect(table.join("\n")).toMatchInlineSnapshot(`
    "ready: queued adopt, running adopt, held adopt, completed adopt, failed adopt, removed adopt, absent adopt, unknown report, unconfirmed report, nothing leave
    wait: queued leave, running leave, held leave, completed leave, failed leave, removed leave, absent leave, unknown leave, unconfirmed leave, nothing leave
    running: queued look, running look, held hold, completed conclude, failed fail, removed fail, absent conclude, unknown report, unconfirmed report, nothing conclude
    finished: queued adopt, running adopt, held adopt, completed complete, failed complete, removed complete, absent complete, unknown report, unconfirmed report, nothing complete
    processing: queued adopt, running adopt, held hold, completed conclude processing, failed conclude processing, removed conclude processing, absent conclude processing, unknown report, unconfirmed report, nothing conclude processing
    uploaded: queued leave, running leave, held leave, completed leave, failed leave, removed leave, absent leave, unknown leave, unconfirmed leave, nothing leave
    stuck: queued leave, running leave, held leave, completed leave, failed leave, removed leave, absent leave, unknown leave, unconfirmed leave, nothing leave
    stop: queued eject, running eject, held eject, completed stopped, failed stopped, removed stopped, absent report, unknown report, unconfirmed report, nothing stopped
    stopped: queued leave, running leave, held leave, completed leave, failed leave, removed leave, absent leave, unknown leave, unconfirmed leave, nothing leave
    restart: queued eject, running eject, held eject, completed clean, failed clean, removed clean, absent report, unknown report, unconfirmed report, nothing clean
    cancelled: queued leave, running leave, held leave, completed leave, failed leave, removed leave, absent leave, unknown leave, unconfirmed leave, nothing leave
    manual: queued leave, running leave, held leave, completed leave, failed leave, removed leave, absent leave, unknown leave, unconfirmed leave, nothing leave"
  `);
});

test("doubt never leads to anything but a report", () => {
  for (const status of [...statuses, "a plugin's own"]) for (const seen of doubtful) expect(["report", "leave"]).toContain(actionFor(status, seen));
  for (const status of ["ready", "running", "finished", "processing", "stop", "restart"])
    for (const seen of doubtful) expect(actionFor(status, seen)).toBe("report");
});

test("nothing is concluded, failed, completed, stopped or cleaned while something of it may still run", () => {
  const final: readonly Action[] = ["conclude", "fail", "complete", "conclude processing", "stopped", "clean"];
  for (const status of statuses) for (const seen of [...alive, ...doubtful]) expect(final).not.toContain(actionFor(status, seen));
});

test("what waits for a person is left alone, whatever is seen", () => {
  for (const status of restingStatuses) for (const seen of everything) expect(actionFor(status, seen)).toBe("leave");
});

test("a status that core does not know is handled unless something may still run, also one with the name of a property of every object", () => {
  for (const status of ["a plugin's own", "constructor", "__proto__"]) {
    for (const seen of [...ended, "nothing"] as const) expect(actionFor(status, seen)).toBe("handle");
    for (const seen of alive) expect(actionFor(status, seen)).toBe("leave");
    for (const seen of doubtful) expect(actionFor(status, seen)).toBe("report");
  }
});
