/**
 * Cost of parsing, in nanoseconds a request: batches of 64 pipelined requests, as a busy connection delivers them.
 * Run it with `node dist/test/perf/parse.js`.
 */
import { ReplyBuffer } from "../../src/protocol/reply-buffer.ts";
import { Request } from "../../src/protocol/request.ts";
import { parseRequest } from "../../src/protocol/text/parse-request.ts";
import { writeValueHeader } from "../../src/protocol/text/write-value.ts";

const BATCH = 64;
const ROUNDS = 20_000;
const REPEATS = 7;

const LINES: Readonly<Record<string, (index: number) => string>> = {
  "get, key of 20 bytes": (index) => `get memtier-key-${10000000 + index}\r\n`,
  "get, key of 10 bytes": (index) => `get k${100000000 + index}\r\n`,
  "gets, key of 20 bytes": (index) => `gets memtier-key-${10000000 + index}\r\n`,
  "set, key of 20 bytes": (index) => `set memtier-key-${10000000 + index} 0 0 100\r\n`,
  "mg k v, key of 20 bytes": (index) => `mg memtier-key-${10000000 + index} v\r\n`,
  "ms k 100 T30, key of 20 bytes": (index) => `ms memtier-key-${10000000 + index} 100 T30\r\n`,
  "incr, key of 20 bytes": (index) => `incr memtier-key-${10000000 + index} 1\r\n`,
  "delete, key of 20 bytes": (index) => `delete memtier-key-${10000000 + index}\r\n`,
  "replace (general path)": (index) => `replace memtier-key-${10000000 + index} 0 0 100\r\n`,
};

function parseBatch(bytes: Uint8Array, request: Request): number {
  let at = 0;
  let sum = 0;
  while (at < bytes.length) {
    at += parseRequest(bytes, at, bytes.length, request);
    sum += request.keyHash;
  }
  return sum;
}

/** The median of several rounds, in nanoseconds for one request. */
function measure(round: () => unknown): number {
  const costs: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const begin = process.hrtime.bigint();
    for (let count = 0; count < ROUNDS; count++) {
      round();
    }
    costs.push(Number(process.hrtime.bigint() - begin) / (ROUNDS * BATCH));
  }
  return costs.sort((a, b) => a - b)[REPEATS >> 1] ?? 0;
}

const request = new Request(1);
for (const [name, line] of Object.entries(LINES)) {
  const bytes = Buffer.from(Array.from({ length: BATCH }, (_, index) => line(index)).join(""));
  const cost = measure(() => parseBatch(bytes, request));
  process.stdout.write(`${name.padEnd(32)} ${cost.toFixed(1)} ns\n`);
}

const reply = new ReplyBuffer();
const key = Buffer.from("memtier-key-10000000");
const writeCost = measure(() => {
  reply.reset(false);
  for (let index = 0; index < BATCH; index++) {
    writeValueHeader(reply, key, 0, key.length, 0, 100);
  }
});
process.stdout.write(`${"VALUE header, key of 20 bytes".padEnd(32)} ${writeCost.toFixed(1)} ns\n`);
