// Usage: mirror.mjs [ROOT ADDRESS PORT WORLD]; what a scenario has is /srv 127.0.0.1 8080 /world.
// Serves ROOT (of a folder its index.html), notes each request in WORLD/requests, and misbehaves as WORLD/mirror-fault
// says at that moment, one line a path, or for all below a path that ends in a slash:
// `404 PATH`, `401 PATH`, `503 N PATH` (the first N requests), `truncate BYTES PATH` (the connection breaks off),
// `short BYTES PATH` (looks complete), `corrupt PATH`, `stall PATH`, `slow BYTES_PER_S PATH`, `kill-all PATH` (half of it,
// then everything dies). The line `refused` alone: nobody listens.
import { appendFileSync, readFileSync, statSync, watchFile } from "node:fs";
import { createServer } from "node:http";
import { normalize } from "node:path";

const [root = "/srv", address = "127.0.0.1", port = "8080", world = "/world"] = process.argv.slice(2);
const faultFile = `${world}/mirror-fault`;
const requests = new Map();

function faults() {
  try {
    const lines = readFileSync(faultFile, "utf8").split("\n");
    return lines.filter((line) => line !== "").map((line) => line.split(" "));
  } catch {
    return []; // no file: no fault
  }
}

function faultFor(path) {
  const found = faults().find((line) => concerns(line.at(-1), path));
  return found ? { name: found[0], amount: Number(found[1]) } : {};
}

function concerns(pattern, path) {
  return pattern === path || (pattern.endsWith("/") && path.startsWith(pattern));
}

function refusal(fault, count) {
  if (fault.name === "404" || fault.name === "401") return Number(fault.name);
  if (fault.name === "503" && count <= fault.amount) return 503;
  return undefined;
}

function altered(body, fault) {
  if (fault.name === "short") return body.subarray(0, fault.amount);
  if (fault.name !== "corrupt") return body;
  const copy = Buffer.from(body);
  copy[copy.length >> 1] ^= 0xff;
  return copy;
}

// Where to go on, unless that was another file (apt then says of which time).
function rangeStart(request, time) {
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? "");
  const ofThis = (request.headers["if-range"] ?? time) === time;
  return match && ofThis ? Number(match[1]) : 0;
}

async function drip(response, body, bytesPerSecond) {
  const step = Math.max(1, Math.ceil(bytesPerSecond / 10));
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  response.end();
}

// What was sent is to be on the disk by then.
function killSoon() {
  setTimeout(() => process.kill(-1, "SIGKILL"), 200);
}

function send(response, body, fault) {
  if (fault.name === "truncate") response.write(body.subarray(0, fault.amount), () => response.destroy());
  else if (fault.name === "stall") response.write(body.subarray(0, body.length >> 1));
  else if (fault.name === "kill-all") response.write(body.subarray(0, body.length >> 1), killSoon);
  else if (fault.name === "slow") drip(response, body, fault.amount);
  else response.end(body);
}

function answer(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://mirror").pathname));
  const count = (requests.get(path) ?? 0) + 1;
  requests.set(path, count);
  const fault = faultFor(path);
  const file = path.endsWith("/") ? `${root}${path}index.html` : root + path;
  const body = read(file);
  const status = refusal(fault, count) ?? (body ? 200 : 404);
  appendFileSync(`${world}/requests`, `${request.method} ${path} ${status}\n`);
  if (status !== 200) return response.writeHead(status, { "Content-Length": 0 }).end();
  const whole = altered(body, fault);
  const time = statSync(file).mtime.toUTCString();
  const start = rangeStart(request, time);
  if (start > 0 && start >= whole.length) return response.writeHead(416, { "Content-Length": 0 }).end();
  const part = whole.subarray(start);
  const range = start > 0 ? { "Content-Range": `bytes ${start}-${whole.length - 1}/${whole.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, {
    "Content-Length": part.length,
    ...(file.endsWith(".html") ? { "Content-Type": "text/html" } : {}),
    "Accept-Ranges": "bytes",
    "Last-Modified": time,
    ...range,
  });
  return request.method === "HEAD" ? response.end() : send(response, part, fault);
}

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined; // not there, or a directory: 404
  }
}

const server = createServer(answer);

function listenOrRefuse() {
  const isRefused = faults().some(([name]) => name === "refused");
  if (isRefused && server.listening) server.close().closeAllConnections();
  if (!isRefused && !server.listening) server.listen(Number(port), address);
}

server.once("listening", () => console.log("ready"));
// By its name, since the file, and the folder it is in, may be made anew.
watchFile(faultFile, { interval: 50 }, listenOrRefuse);
listenOrRefuse();
