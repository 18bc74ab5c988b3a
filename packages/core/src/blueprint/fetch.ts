import { unescape } from "node:querystring";

import { AsimovError, systemCode } from "../system/index.ts";
import { decodeBlueprint } from "./decode.ts";
import { largestBlueprint, tooLarge } from "./parse.ts";

/** Seconds after which what others are to send is given up. */
export const usualTimeout: number = 30;
const mostRedirects = 5;
const secretName = /(token|secret|password|signature|credential|(^|[-_])(api)?key|(^|[-_])sig|(^|[-_])auth)$/i;

/** Whether a source is fetched rather than read from a file. */
export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/** A URL without what must stay between its user and its server: user, password, and values of the query that look like keys. */
export function publicUrl(source: string): string {
  if (!URL.canParse(source)) return source.replace(/\/\/.*@/s, "//");
  const url = new URL(source);
  url.username = "";
  url.password = "";
  url.hash = "";
  for (const name of new Set(url.searchParams.keys())) if (secretName.test(name)) url.searchParams.set(name, "***");
  return url.href;
}

/**
 * The text at an http(s) URL, fetched within `timeout` seconds, of the size that files may have, over at most five redirects. User and password in
 * the URL go to its own server only. Throws `BLUEPRINT_NOT_READABLE`, `BLUEPRINT_TOO_LARGE` or `BLUEPRINT_ENCODING`.
 */
export async function fetchBlueprint(source: string, timeout: number = usualTimeout): Promise<string> {
  if (!URL.canParse(source)) throw notReadable(source, "it is not a URL");
  const signal = AbortSignal.timeout(timeout * 1000);
  try {
    return await readBody(await follow(source, signal), source);
  } catch (cause) {
    if (cause instanceof AsimovError) throw cause;
    throw notReadable(source, signal.aborted ? `no whole answer within ${timeout} s` : reasonOf(cause), cause);
  }
}

async function follow(source: string, signal: AbortSignal): Promise<Response> {
  let url = new URL(source);
  const headers = { accept: "application/yaml, text/yaml, text/plain, */*;q=0.5", ...authorization(url) };
  const { origin } = url;
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    [url.username, url.password] = ["", ""];
    // oxlint-disable-next-line no-await-in-loop -- each redirect is known from the answer before it
    const response = await fetch(url, { redirect: "manual", signal, headers: url.origin === origin ? headers : { accept: headers.accept } });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) return checkAnswer(response, source);
    await response.body?.cancel();
    url = nextUrl(location, url, source);
  }
  throw notReadable(source, `redirected more than ${mostRedirects} times`);
}

function authorization({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === "" && password === "") return {};
  const plain = `${unescape(username)}:${unescape(password)}`;
  return { authorization: `Basic ${Buffer.from(plain).toString("base64")}` };
}

function nextUrl(location: string, from: URL, source: string): URL {
  const next = URL.parse(location, from.href);
  if (next?.protocol === "https:" || (next?.protocol === "http:" && from.protocol === "http:")) return next;
  throw notReadable(source, `redirected to ${next === null ? "what is not a URL" : publicUrl(next.href)}, which is not followed`);
}

async function checkAnswer(response: Response, source: string): Promise<Response> {
  const { status, headers } = response;
  if (status < 200 || status > 299) {
    // As an import, it would be a third of what every apply costs to start.
    const { STATUS_CODES } = await import("node:http");
    throw notReadable(source, `the server answered ${status} ${STATUS_CODES[status] ?? ""}`.trim());
  }
  // What a server shows to people who have not logged in is a page, and an answer of status 200.
  if (headers.get("content-type")?.startsWith("text/html")) throw notReadable(source, "the server answered with a web page, not with a file");
  return response;
}

async function readBody({ body }: Response, source: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body ?? []) {
    pieces.push(piece);
    length += piece.length;
    if (length > largestBlueprint) throw tooLarge(publicUrl(source), "too many bytes");
  }
  return decodeBlueprint(Buffer.concat(pieces), publicUrl(source));
}

function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return `the connection failed (${systemCode(inner) ?? (inner instanceof Error ? inner.message : String(cause))})`;
}

function notReadable(source: string, message: string, cause?: unknown): AsimovError {
  const remedy = "Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.";
  return new AsimovError("BLUEPRINT_NOT_READABLE", { message, at: { file: publicUrl(source) }, remedy, cause });
}
