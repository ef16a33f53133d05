/** The client against the real memcached: typed and raw commands, over tcp and a unix socket. */
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import type { Address } from "../../src/base/address.ts";
import { MemtoolError } from "../../src/base/errors.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import type { Reply } from "../../src/protocol/reply.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import type { ServerProcess } from "../support/server-process.ts";

function addressOf(server: ServerProcess): Address {
  return "path" in server.target
    ? { kind: "unix", path: server.target.path }
    : { kind: "tcp", tls: false, ...server.target };
}

for (const transport of ["tcp", "unix"] as const) {
  describe(`client and memcached over ${transport}`, needsMemcached(), () => {
    let server: ServerProcess;
    let client: MemcachedClient;

    before(async () => {
      server = await startMemcached({ transport, args: ["-m", "256", "-I", "8m"] });
      client = new MemcachedClient(addressOf(server), { requestTimeoutMs: 30_000 });
    });
    after(async () => {
      client.close();
      await server.stop();
    });

    test("storage commands answer as documented", async () => {
      assert.equal(await client.set("k", "v1", { flags: 0xffff_ffff }), "STORED");
      assert.equal(await client.add("k", "x"), "NOT_STORED");
      assert.equal(await client.replace("none", "x"), "NOT_STORED");
      assert.equal(await client.append("k", Buffer.from("-a")), "STORED");
      assert.equal(await client.prepend("k", "p-"), "STORED");
      const item = await client.gets("k");
      assert.deepEqual([item?.value.toString(), item?.flags], ["p-v1-a", 0xffff_ffff]);
      const cas = item?.cas ?? 0n;
      assert.equal(await client.cas("k", "v2", cas + 1n), "EXISTS");
      assert.equal(await client.cas("none", "v2", cas), "NOT_FOUND");
      assert.equal(await client.cas("k", "v2", cas), "STORED");
      assert.equal((await client.get("k"))?.cas, undefined);
      assert.equal(await client.delete("k"), true);
      assert.equal(await client.delete("k"), false);
      assert.equal(await client.get("k"), undefined);
    });

    test("numbers, expiry and the rest", async () => {
      await client.set("n", "18446744073709551614");
      assert.equal(await client.incr("n"), 18446744073709551615n);
      assert.equal(await client.incr("n", 2), 1n);
      assert.equal(await client.decr("n", 5n), 0n);
      assert.equal(await client.incr("none"), undefined);
      assert.equal(await client.touch("n", 100), true);
      assert.equal(await client.touch("none", 100), false);
      assert.equal((await client.gat("n", 50))?.value.toString().trim(), "0");
      assert.equal(typeof (await client.gats("n", 50))?.cas, "bigint");
      assert.equal(await client.touch("n", -1), true);
      assert.equal(await client.get("n"), undefined);
      assert.match(await client.version(), /^1\./);
      assert.equal((await client.stats("settings")).find(({ name }) => name === "item_size_max")?.value, "8388608");
      assert.deepEqual(await client.stats("reset"), []);
    });

    test("what the server refuses is a SERVER error with its words, and the connection goes on", async () => {
      await client.set("text", "abc");
      await assert.rejects(client.incr("text"), (error) => {
        assert.ok(error instanceof MemtoolError && error.code === "SERVER");
        assert.match(error.message, /CLIENT_ERROR cannot increment or decrement non-numeric value/);
        return true;
      });
      await assert.rejects(client.set("big", Buffer.alloc(9_000_000)), /SERVER_ERROR object too large for cache/);
      await assert.rejects(client.stats("nonsense"), { code: "SERVER" });
      assert.equal((await client.get("text"))?.value.toString(), "abc");
    });

    test("10,000 keys in one getMany, misses left out, values from 0 bytes to 1 MiB", async () => {
      const keys = Array.from({ length: 10_000 }, (_, index) => `many:${index}`);
      const sizeOf = (index: number): number => (index % 1000 === 500 ? 1024 * 1024 - 1024 : index % 97);
      const stored = keys.map((key, index) =>
        index % 3 === 2 ? undefined : client.set(key, Buffer.alloc(sizeOf(index), key)),
      );
      await Promise.all(stored);
      const items = await client.getMany(keys, { cas: true });
      keys.forEach((key, index) => {
        const expected = index % 3 === 2 ? undefined : Buffer.alloc(sizeOf(index), key);
        const item = items.get(key);
        assert.ok(expected === undefined ? item === undefined : item?.value.equals(expected), key);
      });
    });

    test("any key and value come back, by the classic commands and by meta commands with binary keys", async () => {
      const bytes = fc.uint8Array({ minLength: 1, maxLength: 186 });
      const values = fc.uint8Array({ maxLength: 2000 });
      await fc.assert(
        fc.asyncProperty(bytes, values, async (key, value) => {
          assert.equal((await client.metaSet(key, value, ["F7"]))?.code, "HD");
          const reply = await client.metaGet(key, ["v", "f"]);
          assert.deepEqual([reply?.code, reply?.flags], ["VA", ["f7"]]);
          assert.ok(reply?.value?.equals(value));
          assert.equal((await client.metaDebug(key))?.code, "ME");
          assert.equal((await client.metaDelete(key))?.code, "HD");
          assert.equal((await client.metaGet(key))?.code, "EN");
        }),
        { numRuns: 50 },
      );
    });

    test("meta commands: arithmetic, cas, opaque, quiet", async () => {
      assert.equal((await client.metaArithmetic("m", ["N0", "J41", "v"]))?.value?.toString(), "41");
      assert.equal((await client.metaArithmetic("m", ["v", "Oxy"]))?.value?.toString(), "42");
      assert.equal((await client.metaSet("m", "1", ["C1"]))?.code, "EX");
      assert.equal(await client.metaGet("none", ["v", "q"]), undefined);
      assert.equal((await client.metaGet("m", ["v", "q", "k"]))?.flags[0], "km");
      assert.equal(await client.metaDelete("m", ["q"]), undefined);
      assert.equal((await client.metaDelete("m", ["q"]))?.code ?? "NF", "NF");
      await client.metaNoop();
    });

    const RAW: readonly (readonly [string, string | undefined, Reply["kind"]])[] = [
      ["set raw 5 0 3", "abc", "line"],
      ["get raw none", undefined, "values"],
      ["gets raw", undefined, "values"],
      ["gat 0 raw", undefined, "values"],
      ["set raw 5 0 3 noreply", "abd", "none"],
      ["incr raw 1", undefined, "error"],
      ["incr none 1", undefined, "line"],
      ["delete raw noreply", undefined, "none"],
      ["ms raw 2 c", "hi", "meta"],
      ["ms raw 2 q", "hi", "none"],
      ["mg raw v q", undefined, "meta"],
      ["mg none v q", undefined, "none"],
      ["me raw", undefined, "meta"],
      ["mn", undefined, "meta"],
      ["stats", undefined, "stats"],
      ["stats items", undefined, "stats"],
      ["stats slabs", undefined, "stats"],
      ["stats sizes", undefined, "stats"],
      ["stats conns", undefined, "stats"],
      ["stats cachedump 1 0", undefined, "lines"],
      ["stats detail on", undefined, "line"],
      ["stats detail off", undefined, "line"],
      ["lru_crawler metadump all", undefined, "lines"],
      ["lru_crawler metadump 1,2", undefined, "lines"],
      ["lru_crawler crawl all", undefined, "line"],
      ["slabs automove 1", undefined, "line"],
      ["lru mode segmented", undefined, "line"],
      ["cache_memlimit 256", undefined, "line"],
      ["verbosity 0", undefined, "line"],
      ["nonsense", undefined, "error"],
      ["GET raw", undefined, "error"],
      ["get", undefined, "error"],
      [`set ${"k".repeat(251)} 0 0 5`, "get a", "error"],
      ["ms raw 2 !", "hi", "error"],
      ["shutdown", undefined, "error"],
      ["flush_all", undefined, "line"],
      ["quit", undefined, "closed"],
      ["version", undefined, "version"],
    ];
    test("raw commands one after the other stay in step", async () => {
      for (const [line, value, kind] of RAW) {
        const reply = await client.execute(line, value === undefined ? undefined : Buffer.from(value));
        assert.equal(reply.kind, kind, `${line}: ${inspect(reply)}`);
      }
    });

    test("once the server is gone the client says so", async () => {
      const second = await startMemcached({ transport });
      const other = new MemcachedClient(addressOf(second));
      await other.connect();
      await second.stop();
      await assert.rejects(other.get("k"), (error) => error instanceof MemtoolError && error.code === "CONNECT");
      other.destroy();
    });
  });
}
