import { atSteps } from "./step.ts";
import { patchCommands } from "./commands.ts";
import { patchDatabase } from "./database.ts";
import { patchFiles } from "./files.ts";

// Loaded before anything else into every Node process of a trial (`node --import`). Only the process that is to be struck, or recorded, is patched.
if (atSteps()) {
  patchFiles();
  patchDatabase();
  patchCommands();
}
