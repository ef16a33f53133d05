/** memcached's command line as `memtool serve` takes it. */
import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { parseServeOptions, type ServeOptions } from "../../../../src/cli/commands/serve-options.ts";

const MIB = 1024 * 1024;

function parse(line: string): ServeOptions {
  return parseServeOptions(line.split(" ").filter((word) => word !== ""));
}

function message(line: string): string {
  try {
    parse(line);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return error.message;
  }
  return "accepted";
}

describe("defaults", () => {
  it("are memcached's, on loopback", () => {
    assert.deepEqual(parse(""), {
      action: "serve",
      port: 11211,
      listen: [{ host: "127.0.0.1", port: undefined }],
      unixSocketPath: undefined,
      memoryLimitBytes: 64 * MIB,
      evictions: true,
      connectionLimit: 1024,
      threadCount: Math.min(availableParallelism(), 4),
      itemSizeBytesMax: MIB,
      growthFactor: 1.25,
      slabBytesMin: 48,
      casEnabled: true,
      verbosity: 0,
      readyFile: undefined,
      command: undefined,
    });
  });
});

describe("flags", () => {
  it("short and long mean the same", () => {
    const short = parse("-p 1 -l ::1 -s /s -m 128 -M -c 5 -t 2 -I 2m -f 1.5 -n 64 -C -vv");
    const long = parse(
      "--port=1 --listen=::1 --unix-socket=/s --memory-limit=128 --disable-evictions --conn-limit=5 --threads=2 " +
        "--max-item-size=2m --slab-growth-factor=1.5 --slab-min-size=64 --disable-cas --verbose --verbose",
    );
    assert.deepEqual(short, long);
    assert.equal(short.itemSizeBytesMax, 2 * MIB);
    assert.equal(short.memoryLimitBytes, 128 * MIB);
    assert.equal(short.casEnabled || short.evictions, false);
  });
  it("glued and clustered", () => {
    const options = parse("-m64 -vvp11311 -Mc10");
    assert.equal(options.port, 11311);
    assert.equal(options.verbosity, 2);
    assert.equal(options.connectionLimit, 10);
    assert.equal(options.evictions, false);
  });
  it("0 and -1 are any free port", () => {
    assert.equal(parse("-p 0").port, 0);
    assert.equal(parse("-p -1").port, 0);
    assert.equal(parse("--port 0").port, 0);
  });
  it("the last one wins, and -l adds up", () => {
    const options = parse("-p 1 -p 2 -l 127.0.0.1,localhost:0 -l [::1]:5;10.0.0.1:-1");
    assert.equal(options.port, 2);
    assert.deepEqual(options.listen, [
      { host: "127.0.0.1", port: undefined },
      { host: "localhost", port: 0 },
      { host: "::1", port: 5 },
      { host: "10.0.0.1", port: 0 },
    ]);
  });
  it("-m takes units, -I too", () => {
    assert.equal(parse("-m 2g").memoryLimitBytes, 2048 * MIB);
    assert.equal(parse("-m 100MiB").memoryLimitBytes, 100 * MIB);
    assert.equal(parse("-I 524288").itemSizeBytesMax, 524288);
  });
  it("--verbose counts", () => {
    assert.equal(parse("--verbose=vv").verbosity, 3);
    assert.equal(parse("--verbose=2").verbosity, 2);
    assert.equal(parse("-vvv").verbosity, 3);
  });
  it("-h and -V end the reading", () => {
    assert.equal(parse("-vh --nonsense").action, "help");
    assert.equal(parse("-V -t 0").action, "version");
  });
  it("takes everything after -- as the command", () => {
    assert.deepEqual(parse("-m 100 -- npm test -- -t 0").command, ["npm", "test", "--", "-t", "0"]);
  });
});

describe("refusals", () => {
  it("are in memcached's words", () => {
    assert.equal(message("-t 0"), "Number of threads must be greater than 0");
    assert.equal(message("-t x"), "Number of threads must be greater than 0");
    assert.equal(message("-t 1000"), "Number of threads must be at most 256");
    assert.equal(message("-c -5"), "Maximum connections must be greater than 0");
    assert.equal(message("-f 1"), "Factor must be greater than 1");
    assert.equal(message("-f abc"), "Factor must be greater than 1");
    assert.equal(message("-n 0"), "Chunk size must be greater than 0");
    assert.equal(message("-I 1000"), "Item max size cannot be less than 1024 bytes.");
    assert.equal(message("-I 40m"), "Cannot set item size limit higher than 1/2 of memory max.");
    assert.equal(message("-m 8g -I 2g"), "Cannot set item size limit higher than a gigabyte.");
    assert.match(message("-I 2000k"), /item_size_max: 2048000\) must be evenly divisible by slab_chunk_max/);
    assert.equal(message("-p 70000"), 'Invalid port number: "70000"');
    assert.equal(message("-p abc"), 'Invalid port number: "abc"');
    assert.equal(message("-l 127.0.0.1:x"), 'Invalid port number: "x"');
  });
  it("name what memcached would have ignored", () => {
    assert.match(message("11211"), /belongs to no option/);
    assert.match(message("-m 64 --"), /no command/);
    assert.match(message("-m lots"), /-m: "lots" is not a size/);
  });
});
