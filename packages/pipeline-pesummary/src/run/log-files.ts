/** The output of the job, in its directory, where PESummary says what it leaves out. */
export const logFiles: readonly string[] = ["pesummary.out", "pesummary.err"];
