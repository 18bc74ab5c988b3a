import { ignoredKeywords, keywords, refusedKeywords } from "./dag/keywords.ts";
import { keptCommands, refusedCommands, understoodCommands } from "./submit/commands.ts";
import { understoodFunctions } from "./submit/functions.ts";
import { builtinMacros } from "./submit/scope.ts";

/** What is understood, kept, ignored and refused of DAGMan's files and of submit files, as a page of Markdown. */
export function languageDocument(): string {
  return [
    "# The files that builders write",
    "",
    "This page is written from the tables in `packages/core/src/workflow/read` by `node scripts/workflows.ts`. HTCondor takes workflow files as they are;",
    "for every other scheduler they are read as said here. What is not understood is an error that names file, line and column, before anything runs.",
    "",
    "## DAGMan files",
    "",
    "| statement | |",
    "| --- | --- |",
    ...[...keywords].map(([name, { form }]) => `| \`${name}\` | ${name === "REJECT" ? "always an error: the file is not to be run" : code(form)} |`),
    `| ${names(ignoredKeywords)} | ignored: they change only what DAGMan itself writes down |`,
    `| ${names(refusedKeywords.keys())} | refused |`,
    "",
    "`ALL_NODES` stands for every node of its file but the final one. `NAME {` with the lines of a submit file and `}`, or `NAME @=TAG` and `@TAG`,",
    "stand for a submit file. Nodes of a splice are called `SPLICE+NODE`; its categories are its own unless their names begin with `+`. Of CONFIG's file,",
    "the limits `DAGMAN_MAX_JOBS_SUBMITTED`, `DAGMAN_MAX_JOBS_IDLE`, `DAGMAN_MAX_PRE_SCRIPTS`, `DAGMAN_MAX_POST_SCRIPTS`, `DAGMAN_MAX_HOLD_SCRIPTS` count,",
    "and `DAGMAN_DEFAULT_APPEND_VARS`: without it, a submit file wins against VARS. The DEBUG option of SCRIPT changes nothing.",
    "Scripts get the environment of the submitter and what ENV SET says, jobs what their `getenv` lets in of both; ENV GET changes nothing.",
    "",
    "## Submit files",
    "",
    "| | |",
    "| --- | --- |",
    `| commands that a job is made of | ${names(understoodCommands)} |`,
    "| `universe` | `vanilla`, `local`, `scheduler`, `container`; others are refused |",
    "| `queue` | `queue N`, `queue N NAME in (LIST)`, `queue N NAME,... from FILE`, `queue N NAME from (LINES)`; `matching`, slices and a second `queue` are refused |",
    `| macros | those that the file or VARS define, \`$(NAME:default)\`, ${builtinMacros.map(code).join(" ")} |`,
    `| functions | ${understoodFunctions.map(code).join(" ")}; others are refused |`,
    "| `$$(NAME)` | left as it is in kept commands, else refused |",
    "| `if`, `include`, `use`, `@=` | refused |",
    `| refused commands | ${names(refusedCommands)} |`,
    `| kept for schedulers that use them | \`+NAME\`, \`MY.NAME\`, \`request_NAME\`, ${names(keptCommands)} |`,
    "",
    "Of those that are kept, the local scheduler uses the ones that move files, `+PreCmd` and its arguments; it neither holds nor removes jobs by an",
    "expression such as `periodic_remove`.",
    "",
    "Any other name is an error unless it is a macro that something refers to. A macro that nobody defines is an error, except in an output's name that",
    "`$(Cluster)` tells apart from others, where it is empty as for HTCondor.",
    "",
    "## Which jobs have their files moved",
    "",
    "HTCondor moves files where `should_transfer_files` is YES. Here all files are in reach, so a job runs in its own directory, `initialdir`, unless that",
    "would show: `transfer_output_remaps` renames outputs; an input arrives under a path that it does not have there, and the arguments do not name it where",
    "it is; or an output in a directory comes back without that, because `preserve_relative_paths` is not set. URLs are refused.",
    "What `transfer_output_files` names must be there when the job went well, also where it runs in place: HTCondor would hold it.",
    "",
  ].join("\n");
}

function names(words: Iterable<string>): string {
  return [...words].map(code).join(" ");
}

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}
