import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";

import { publicUrl, readBlueprints } from "../../src/blueprint/index.ts";
import { sha256 } from "../../src/system/index.ts";
import { refusal } from "../support/refusal.ts";

const text = "kind: event\nname: GW1\ncomment: \u03b1\n";

/** Serves on 127.0.0.1 until the test ends, and returns the address. */
async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address that nobody listens at. */
async function unused(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

async function refused(listener: RequestListener, path = "/b.yaml", timeout?: number): Promise<string> {
  const base = await serve(listener);
  const told = await refusal(() => readBlueprints([base.replace("http://", "http://me:hush@") + path], { directory: "/work", timeout }));
  expect(told).not.toContain("hush");
  return told.replaceAll(base, "http://HOST");
}

test("the content of a URL is read, with its checksum, and with what is private left out of its name", async () => {
  const asked: (string | undefined)[] = [];
  const base = await serve((request, response) => {
    asked.push(request.url, request.headers.authorization);
    response.end(text);
  });
  const url = `${base.replace("://", "://m%65:hu%sh@")}/b.yaml?private_token=hush#top`;
  const [document] = await readBlueprints([url], { directory: "/work" });
  expect(document?.content).toEqual({ kind: "event", name: "GW1", comment: "\u03b1" });
  expect(document?.source).toMatchObject({ file: `${base}/b.yaml?private_token=***`, sha256: sha256(text), document: 0 });
  expect(asked).toEqual(["/b.yaml?private_token=hush", `Basic ${Buffer.from("me:hu%sh").toString("base64")}`]);
});

test("redirects are followed, without the password to another server", async () => {
  const asked: (string | undefined)[] = [];
  const other = await serve((request, response) => {
    asked.push(request.url, request.headers.authorization);
    response.end(text);
  });
  const base = await serve((request, response) => {
    asked.push(request.url, request.headers.authorization === undefined ? "nobody" : "somebody");
    response.writeHead(302, { location: request.url === "/a" ? "b" : `${other}/c` }).end("elsewhere");
  });
  const [document] = await readBlueprints([`${base.replace("://", "://me:hush@")}/a`], { directory: "/work" });
  expect(document?.source.file).toBe(`${base}/a`);
  expect(asked).toEqual(["/a", "somebody", "/b", "somebody", "/c", undefined]);
});

test("answers that are no blueprint", async () => {
  const told = [
    await refused((_, response) => response.writeHead(404).end(text)),
    await refused((_, response) => response.writeHead(599, "me:hush").end()),
    await refused((_, response) => response.writeHead(304).end()),
    await refused((_, response) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end("<html>")),
    await refused((_, response) => response.writeHead(204).end()),
    await refused((_, response) => response.end("kind: [\n"), "/b.yaml?sig=hush&x=1"),
  ];
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the server answered 404 Not Found
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the server answered 599
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the server answered 304 Not Modified
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the server answered with a web page, not with a file
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_EMPTY http://HOST/b.yaml:1:1
      the file holds no document
      A blueprint begins with a line such as "kind: analysis".
    BLUEPRINT_SYNTAX http://HOST/b.yaml?sig=***&x=1:2:1
      Flow sequence in block collection must be sufficiently indented and end with a ]
      Mend the line: blanks indent (never tabs), and text with ": " or " #" in it, or a special first character, needs quotes."
  `);
});

test("redirects that never end, or lead to what is no server", async () => {
  const to =
    (location: string): RequestListener =>
    (_, response) =>
      response.writeHead(301, { location }).end();
  const told = [
    await refused(to("/again")),
    await refused(to("file:///etc/passwd")),
    await refused(to("http://")),
    await refused(to("ftp://you:hush@x/y")),
  ];
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      redirected more than 5 times
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      redirected to file:///etc/passwd, which is not followed
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      redirected to what is not a URL, which is not followed
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      redirected to ftp://x/y, which is not followed
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that."
  `);
});

test("servers that are not there, break off, or do not answer in time", async () => {
  const nobody = await unused();
  const told = [
    await refused((request) => request.socket.destroy()),
    await refused((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("kind: event\n");
      setTimeout(() => response.destroy(), 50);
    }),
    await refused(() => undefined, "/b.yaml", 0.2),
    await refused((_, response) => response.write("kind: event\n"), "/b.yaml", 0.2),
    (await refusal(() => readBlueprints([`${nobody}/b.yaml`, "https://me:hu/sh@host/b.yaml"], { directory: "/work" }))).replaceAll(
      nobody,
      "http://HOST",
    ),
  ];
  expect(told.join("\n")).toMatchInlineSnapshot(`
    "BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the connection failed (UND_ERR_SOCKET)
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the connection failed (UND_ERR_SOCKET)
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      no whole answer within 0.2 s
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      no whole answer within 0.2 s
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE http://HOST/b.yaml
      the connection failed (ECONNREFUSED)
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that.
    BLUEPRINT_NOT_READABLE https://host/b.yaml
      it is not a URL
      Check the URL after -f (it must lead to the file itself, without a login page), or fetch the file by other means and name that."
  `);
});

test("content without an end is not read to the end", async () => {
  const told = await refused((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write("#".repeat(1 << 16)));
      response.once("drain", more);
    };
    more();
  });
  expect(told).toMatchInlineSnapshot(`
    "BLUEPRINT_TOO_LARGE http://HOST/b.yaml
      too many bytes, at most 16777216 are read
      Check that it is a blueprint; split it if it is one."
  `);
});

test("names of URLs leave out what is private", () => {
  const urls = [
    "https://me:hush@example.org/a@b.yaml#hush",
    "HTTPS://hush@example.org/x?access_token=hush&ref=main&X-Amz-Signature=hush&api_key=hush&author=me",
    "https://me:hu/sh@example.org/x",
    "https://example.org/x?keyword=a%20b&design=1",
  ];
  expect(urls.map(publicUrl)).toMatchInlineSnapshot(`
    [
      "https://example.org/a@b.yaml",
      "https://example.org/x?access_token=***&ref=main&X-Amz-Signature=***&api_key=***&author=me",
      "https://example.org/x",
      "https://example.org/x?keyword=a%20b&design=1",
    ]
  `);
});
