// A host of files and functions, as Vercel is one: node host.mjs <dist> <config.json's text>
// It says on which port it listens.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { POST } from "../../../api/pass.mjs";

const [dist, config] = process.argv.slice(2);
const KINDS = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

const body = async (request) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

const file = async (path) => {
  if (path === "/config.json") return [config, ".json"];
  const name = normalize(path);
  try {
    return [await readFile(join(dist, name)), extname(name)];
  } catch {
    // A page's address is no file.
    return extname(name) ? undefined : [await readFile(join(dist, "index.html")), ".html"];
  }
};

const answer = async (request, response) => {
  const { pathname } = new URL(request.url, "http://localhost");
  if (pathname === "/api/pass") {
    const { method, headers } = request;
    const made = new Request(`http://localhost${pathname}`, { method, headers, body: await body(request) });
    const answered = await POST(made);
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    return response.end(await answered.text());
  }
  const found = await file(pathname);
  if (!found) return response.writeHead(404).end();
  const [content, kind] = found;
  response.writeHead(200, { "Content-Type": KINDS[kind] ?? "application/octet-stream" });
  response.end(content);
};

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
// Whoever started this is gone.
process.stdin.resume().on("end", () => process.exit());
