/**
 * What a scrape of `memtool serve --http` costs those who use the cache: gets, paced over some connections, in windows of 200 ms that take
 * turns: nothing else, a scrape every 100 ms, and another process that uses as much CPU every 100 ms instead. Where the last two are
 * alike, a scrape takes CPU and holds nobody up. Prints percentiles of each kind.
 *
 *   npm run build && node dist/test/perf/scrape.js [seconds=60] [connections=20] [threads=1] [CPU of a scrape in ms=8]
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";

const [seconds = "60", connections = "20", threads = "1", scrapeMs = "8"] = process.argv.slice(2);

const WINDOWS = ["nothing", "scrape", "burn"] as const;
type Window = (typeof WINDOWS)[number];

const PAUSE_MS = 2;
const BEAT_MS = 100;

/** Does what a letter on stdin says: s scrapes, b burns CPU. A process of its own, so that it disturbs the measuring one as little as another would. */
const HELPER = `
const http = require("http");
process.stdin.on("data", (letter) => {
  if (String(letter) === "s") {
    http.get(process.argv[1], { agent: false, headers: { "accept-encoding": "gzip" } }, (response) => response.resume());
  } else {
    const start = process.cpuUsage();
    let used;
    do { used = process.cpuUsage(start); } while (used.user + used.system < ${scrapeMs} * 1000);
  }
});
process.stdin.on("end", () => process.exit());`;

/** An item in each slab class, so that the page is as long as it gets. */
async function fill({ target }: ServerProcess): Promise<void> {
  const socket = createConnection(target).resume();
  for (let size = 20; size < 500_000; size *= 1.2) {
    const length = Math.floor(size);
    socket.write(`set fill${length} 0 0 ${length}\r\n${"x".repeat(length)}\r\n`);
  }
  socket.write("quit\r\n");
  await once(socket, "close");
}

const times: Readonly<Record<Window, number[]>> = { nothing: [], scrape: [], burn: [] };
let window: Window = "nothing";
let isOver = false;

async function askOverAndOver({ target }: ServerProcess): Promise<void> {
  const socket = createConnection({ ...target, noDelay: true });
  await once(socket, "connect");
  while (!isOver) {
    const asked = window;
    const startMs = performance.now();
    socket.write("get fill20\r\n");
    await once(socket, "data");
    times[asked].push(performance.now() - startMs);
    await sleep(PAUSE_MS);
  }
  socket.destroy();
}

async function takeTurns(helper: ChildProcess): Promise<void> {
  const endMs = performance.now() + Number(seconds) * 1000;
  for (let turn = 0; performance.now() < endMs; turn++) {
    window = WINDOWS[turn % WINDOWS.length] ?? "nothing";
    for (let beat = 0; beat < 2; beat++) {
      if (window !== "nothing") {
        helper.stdin?.write(window === "scrape" ? "s" : "b");
      }
      await sleep(BEAT_MS);
    }
  }
  isOver = true;
}

const server = await startMemtool({ args: ["-t", threads, "-m", "256", "--http", "0"] });
await fill(server);
const page = `${/admin pages on (\S+)/.exec(server.output)?.[1]}/metrics`;
const helper = spawn(process.execPath, ["-e", HELPER, page], { stdio: ["pipe", "inherit", "inherit"] });
const asking = Array.from({ length: Number(connections) }, () => askOverAndOver(server));
await takeTurns(helper);
await Promise.all(asking);
helper.stdin.end();
await server.stop();
for (const kind of WINDOWS) {
  const sorted = times[kind].toSorted((left, right) => left - right);
  const [p50, p90, p99, p999] = [0.5, 0.9, 0.99, 0.999].map((part) => {
    const ms = sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
    return (ms * 1000).toFixed(0);
  });
  process.stdout.write(
    `${kind.padEnd(8)} ${sorted.length} gets: p50 ${p50}, p90 ${p90}, p99 ${p99}, p99.9 ${p999} us\n`,
  );
}
