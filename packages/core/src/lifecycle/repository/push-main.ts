import { push } from "./push.ts";

// The program that commands start in the background when they have committed something: project directory and repository are its arguments.
const [projectDirectory, directory] = process.argv.slice(2);
if (projectDirectory !== undefined && directory !== undefined) await push(projectDirectory, directory);
