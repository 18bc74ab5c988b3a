import { AsimovError, AsimovErrors, formatPlace } from "../../src/system/index.ts";

/** Whole errors as text, one after the other, of what `work` throws, with `directory` written as `/work`; "no error" when it throws nothing. */
export async function refusal(work: () => unknown, directory = "/no/directory"): Promise<string> {
  try {
    await work();
    return "no error";
  } catch (error) {
    if (!(error instanceof AsimovError)) throw error;
    return describeError(error).replaceAll(directory, "/work");
  }
}

/** An error, or all that it is made of: code and place, message, remedy. */
export function describeError(error: AsimovError): string {
  if (error instanceof AsimovErrors) return error.errors.map(describeError).join("\n");
  const { code, at, message, remedy } = error;
  return [`${code} ${at === undefined ? "nowhere" : formatPlace(at)}`, `  ${message}`, ...(remedy === undefined ? [] : [`  ${remedy}`])].join("\n");
}
