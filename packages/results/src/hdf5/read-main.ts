import { toPlainError } from "@asimov-gw/core/system";

import { plainText } from "../plain-text.ts";
import { readHdf5 } from "./read.ts";
import type { Answer } from "./summarise.ts";

// Reads one file, says what is in it, and ends.
const [file] = process.argv.slice(2);
if (file === undefined || !process.send) throw new Error("this program is started for one file, by the process that it answers");
const answer = await readHdf5(file).then(
  (summary): Answer => ({ summary: plainText(summary) }),
  (error: unknown): Answer => ({ error: toPlainError(error, "RESULT_READER_FAILED") }),
);
process.send(answer, () => process.disconnect());
