/** `memtool repl` without a terminal: arguments and pipes, exit codes, streams; against the real memcached. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import type { ServerProcess } from "../support/server-process.ts";

const memtool = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));

describe("memtool repl without a terminal", needsMemcached(), () => {
  let server: ServerProcess;
  let address: string;

  before(async () => {
    server = await startMemcached();
    assert.ok("port" in server.target);
    address = `${server.target.host}:${server.target.port}`;
  });
  after(async () => void (await server.stop()));

  function run(args: readonly string[], input: string | Buffer = "", env: Record<string, string> = {}) {
    const result = spawnSync(process.execPath, [memtool, "repl", ...args], {
      input,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: result.status, out: result.stdout.toString("latin1"), err: result.stderr.toString("latin1") };
  }

  test("a command as arguments", () => {
    assert.deepEqual(run([address, "set", "greeting", "0", "0", "hello world"]), { code: 0, out: "STORED\n", err: "" });
    assert.deepEqual(run([address, "get", "greeting"]), { code: 0, out: "hello world\n", err: "" });
    assert.deepEqual(run(["get", "greeting"], "", { MEMCACHE_SERVERS: address }).out, "hello world\n");
    assert.deepEqual(run([address, "get", "nothing"]), { code: 0, out: "", err: "" });
  });

  test("exit codes: refused 1, wrong usage 2, no connection 3", () => {
    const refused = run([address, "incr", "greeting", "1"]);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^memtool repl: CLIENT_ERROR cannot increment/);
    const usage = run([address, "set", "k"]);
    assert.equal(usage.code, 2);
    assert.match(usage.err, /set needs: set KEY VALUE/);
    const missing = run(["127.0.0.1:1", "get", "a"]);
    assert.equal(missing.code, 3);
    assert.match(missing.err, /could not connect to 127\.0\.0\.1:1/);
    assert.equal(run(["127.0.0.1:99999", "get", "a"]).code, 2);
  });

  test("a pipe in memcached's own form, binary values, errors by line", () => {
    const input = Buffer.from("set bin 0 0 4\r\n\x00\xff\r\n\r\nget bin\nbogus\nget bin\n", "latin1");
    const { code, out, err } = run([address], input);
    assert.equal(out, "STORED\n\\x00\\xff\\r\\n\n\\x00\\xff\\r\\n\n");
    assert.equal(err, "memtool repl: line 3: ERROR  type help for the commands\n");
    assert.equal(code, 1);
    assert.equal(run([address, "--raw", "get", "bin"]).out, "\x00\xff\r\n");
    assert.equal(run([address, "get", "bin", "--raw"]).out, "bin \\x00\\xff\\r\\n\n", "behind the command it is a key");
    assert.equal(run(["--raw", address, "get", "bin"]).out, "\x00\xff\r\n");
  });

  test("JSON, one object a reply", () => {
    const { out } = run(["--json", address], "get greeting\nversion\nbogus\n");
    const kinds = out
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    assert.deepEqual(kinds, ["values", "version", "error"]);
  });

  test("a long pipe, in order", () => {
    const count = 20_000;
    const lines = Array.from(
      { length: count },
      (_, index) => `set k${index % 100} 0 0 "${index}"\nget k${index % 100}\n`,
    );
    const { code, out } = run([address], lines.join(""));
    assert.equal(code, 0);
    assert.equal(out, Array.from({ length: count }, (_, index) => `STORED\n${index}\n`).join(""));
  });

  test("a value of a mebibyte comes back byte for byte", () => {
    const value = Buffer.alloc(1_000_000, "0123456789\n\r\x00\xfe", "latin1");
    const input = Buffer.concat([Buffer.from(`set big 0 0 ${value.length}\r\n`), value, Buffer.from("\r\n")]);
    assert.equal(run([address], input).out, "STORED\n");
    assert.ok(run(["--raw", address, "get", "big"]).out === value.toString("latin1"), "the value differs");
  });

  test("a command in one word, the shell's own commands, repeat", () => {
    assert.deepEqual(run([address, "set own 'a b' ttl=1h flags=1"]), { code: 0, out: "STORED\n", err: "" });
    const peeked = run(["--json", address, "peek own"]);
    const { kind, peeked: items } = JSON.parse(peeked.out) as { kind: string; peeked: Record<string, unknown>[] };
    assert.deepEqual(
      [kind, items[0]?.["key"], items[0]?.["value"], items[0]?.["flags"], items[0]?.["slabClass"]],
      ["peeked", "own", "a b", 1, 1],
    );
    assert.ok(JSON.parse(run(["--json", address, "keys", "ow*"]).out).keys[0].key === "own");
    assert.equal(JSON.parse(run(["--json", address, "nodes"]).out).nodes[0].node, address);
    assert.equal(run([address, "set n 1"]).code, 0);
    assert.equal(run([address, "repeat", "3", "incr", "n"]).out, "2\n3\n4\n");
    assert.equal(run([address], "repeat 2 every 10ms incr n\nget n\n").out, "5\n6\n6\n");
  });

  test("the shell's own commands say when a server is not there", () => {
    for (const command of ["peek a", "slabs", "keys"]) {
      const { code, out, err } = run(["127.0.0.1:1", command]);
      assert.deepEqual([code, out], [3, ""], command);
      assert.match(err, /could not connect to 127\.0\.0\.1:1/);
    }
  });

  test("watch prints what happens until it is interrupted", async () => {
    const watcher = spawn(process.execPath, [memtool, "repl", "--json", address, "watch", "mutations"]);
    let out = "";
    const sawEvent = new Promise<void>((resolve) => {
      watcher.stdout.on("data", (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes("\n")) {
          resolve();
        }
      });
    });
    const ended = once(watcher, "close");
    let isSeen = false;
    for (let turn = 0; !isSeen; turn++) {
      assert.ok(turn < 200, "no event was seen");
      assert.equal(run([address, "set", "watched", "1"]).code, 0);
      isSeen = await Promise.race([
        sawEvent.then(() => true),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 200)),
      ]);
    }
    watcher.kill("SIGINT");
    const [code] = (await ended) as [number];
    assert.equal(code, 130);
    assert.equal((JSON.parse(out.split("\n", 1)[0] ?? "") as { event: { key: string } }).event.key, "watched");
  });

  test("quiet and noreply commands print nothing and are done", () => {
    const { code, out } = run([address], 'set q 0 0 "1" noreply\nmg missing q v\nget q\n');
    assert.deepEqual([code, out], [0, "1\n"]);
  });
});
