/** One-shot commands in shell scripts, against `memtool serve` and the real memcached. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { IMPLEMENTATIONS } from "../support/implementations.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { runScript, type ScriptResult } from "../support/shell-script.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder("one-shot-");
writeFileSync(join(folder, "all-bytes"), Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)));
// The largest value of a server with memcached's default -I, less room for its header.
writeFileSync(join(folder, "large"), randomBytes(1024 * 1024 - 512));
writeFileSync(join(folder, "too-large"), randomBytes(1024 * 1024 + 1));

for (const { name, start, skip } of IMPLEMENTATIONS) {
  describe(`one-shot commands and ${name}`, { skip }, () => {
    let server: ServerProcess;
    let other: ServerProcess;
    before(async () => {
      [server, other] = await Promise.all([start(), start()]);
    });
    after(async () => {
      await Promise.all([server, other].map((process) => process.stop("SIGKILL")));
    });

    function sh(script: string, servers = addressOf(server)): Promise<ScriptResult> {
      return runScript(script, { servers, folder });
    }

    /** The script ends well, says nothing on stderr, and prints this. */
    async function prints(script: string, expected: string): Promise<void> {
      assert.deepEqual(await sh(script), { stdout: expected, stderr: "", exitCode: 0 });
    }

    test("a condition", async () => {
      const script = "if memtool get -q door > /dev/null; then echo hit; else echo miss $?; fi";
      await prints(script, "miss 1\n");
      await prints(`memtool set -q door open; ${script}`, "hit\n");
      await prints('test "$(memtool get door)" = open', "");
    });

    test("every byte comes back, from stdin and from files", async () => {
      await prints(
        `cat all-bytes | memtool set -q piped
         memtool set -q dashed - < all-bytes
         memtool set -q named @all-bytes
         memtool set -q optioned --file all-bytes
         for key in piped dashed named optioned; do memtool get $key | cmp - all-bytes; done
         memtool get piped named --raw | cmp - "$(cat all-bytes all-bytes > twice; echo twice)"
         memtool get piped --json | grep -c value_base64`,
        "1\n",
      );
    });

    test("the largest value passes, a larger one is refused with exit code 1", async () => {
      await prints("cat large | memtool set -q large; memtool get large | cmp - large", "");
      const { exitCode, stderr } = await sh("memtool set large @too-large");
      assert.match(
        stderr,
        /^memtool set: .* refused `set`: SERVER_ERROR object too large for cache\n {2}the largest item/,
      );
      assert.equal(exitCode, 1);
      await prints("printf '' | memtool set -q empty; memtool get empty | wc -c | tr -d ' '", "0\n");
    });

    test("add is a lock, cas finds a change, and the words say why", async () => {
      await prints("memtool add lock $$ --ttl 1m; memtool add -q lock $$ || echo locked", "STORED\nlocked\n");
      await prints(
        `memtool set -q stock 5
         cas=$(memtool gets stock | cut -f 2)
         memtool cas -q stock 4 --cas $cas
         memtool cas -q stock 3 --cas $cas || echo changed
         memtool get stock`,
        "changed\n4",
      );
      const { stderr, exitCode } = await sh("memtool replace nothing x");
      assert.deepEqual([stderr, exitCode], ["memtool replace: NOT_STORED nothing (there is no such item)\n", 1]);
    });

    test("append and prepend join", async () => {
      await prints("memtool set -q log b; memtool append -q log c; memtool prepend -q log a; memtool get log", "abc");
    });

    test("counters begin where they are told", async () => {
      await prints(
        `memtool incr -q hits || echo none
         memtool incr hits --initial 10 --ttl 1h
         memtool incr hits 5
         memtool decr hits 100`,
        "none\n10\n15\n0\n",
      );
      await prints("memtool mg hits t | tr -d 'HDt \\n' | awk '{ print ($1 > 3500 && $1 <= 3600) }'", "1\n");
      const { stderr, exitCode } = await sh("memtool set -q word x; memtool incr word");
      assert.match(stderr, /non-numeric/);
      assert.equal(exitCode, 1);
    });

    test("times to live are what was asked for, also beyond 30 days", async () => {
      const ttl = (low: number, high: number) => `awk -F t '{ print ($2 >= ${low} && $2 <= ${high}) }'`;
      await prints(
        `memtool set -q a x --ttl 45d;   memtool mg a t | ${ttl(45 * 86_400 - 30, 45 * 86_400 + 1)}
         memtool touch -q a 5m;          memtool mg a t | ${ttl(270, 300)}
         memtool gat 40d a;         echo; memtool mg a t | ${ttl(40 * 86_400 - 30, 40 * 86_400 + 1)}
         memtool touch -q a never;       memtool mg a t
         memtool touch -q a -1;          memtool get -q a || echo expired`,
        "1\n1\nx\n1\nHD t-1\nexpired\n",
      );
    });

    test("keys that text cannot carry", async () => {
      await prints(
        `key=$(printf 'two words\\nand a line')
         memtool set "$key" value --flags 7
         memtool add -q "$key" other || echo kept
         memtool get "$key"; echo
         memtool get "$key" plain -q --json | tr -d ' \\n' | grep -o '"flags":[0-9]*'
         memtool append -q "$key" s; memtool get "$key"; echo
         memtool cas -q "$key" 41 --cas $(memtool gets "$key" | cut -f 2)
         memtool incr "$key"
         memtool touch "$key" 5m
         memtool mg "$(printf '%s' "$key" | base64)" v b | tail -1
         memtool delete "$key"; memtool get -q "$key" || echo gone`,
        'STORED\nkept\nvalue\n"flags":7\nvalues\n42\nTOUCHED\n42\nDELETED\ngone\n',
      );
      const { stderr, exitCode } = await sh(`memtool get ${"k".repeat(251)}`);
      assert.match(stderr, /it has 251 bytes, more than 250/);
      assert.equal(exitCode, 2);
    });

    test("meta commands take flags as they are on the wire", async () => {
      await prints(
        `memtool ms page hello T60 F5
         memtool mg page f v
         memtool ma visits N0 J5 v
         memtool md page q
         memtool mg page v || echo $?
         memtool mn`,
        "HD\nVA 5 f5\nhello\nVA 1\n5\nEN\n1\nMN\n",
      );
    });

    test("many keys: each where the client's rule puts it, deleted by count", async () => {
      const servers = [addressOf(server), addressOf(other)];
      const keys = Array.from({ length: 12 }, (_, number) => `many:${number}`);
      const rule = "ketama-weighted";
      const script = `for key in ${keys.join(" ")}; do memtool set -q $key $key --placement ${rule}; done
        memtool get ${keys.join(" ")} --placement ${rule}`;
      const { stdout, stderr, exitCode } = await sh(script, servers.join(","));
      assert.deepEqual([stderr, exitCode], ["", 0]);
      assert.equal(stdout, keys.map((key) => `${key}\t${key}\n`).join(""));
      const placement = createPlacement(
        parseClient(rule),
        servers.map((text) => placementServer(parseAddress(text))),
      );
      const expected = keys.filter((key) => placement(Buffer.from(key), 0, key.length) === 1);
      const found = await sh(`memtool get -q ${keys.join(" ")} | cut -f 1; memtool flush > /dev/null`, servers[1]);
      assert.deepEqual(found.stdout.split("\n").filter(Boolean), expected);
      const deleted = await sh(`printf '%s\\n' ${keys.join(" ")} | xargs memtool delete -s ${servers[0]}`);
      assert.equal(deleted.stdout, `DELETED ${keys.length - expected.length}\n`);
    });

    test("flush, version and ping ask every server", async () => {
      const servers = `${addressOf(server)},${addressOf(other)}`;
      const flushed = await sh("memtool set -q x 1; memtool flush; memtool get -q x || echo gone", servers);
      assert.equal(flushed.stdout, `${addressOf(server)}\tOK\n${addressOf(other)}\tOK\ngone\n`);
      const { stdout } = await sh(
        "memtool version; memtool ping -c 2 --every 10ms | grep -c 'time=[0-9.]* ms'",
        servers,
      );
      assert.match(stdout, /^127\.0\.0\.1:\d+\t\S+\n127\.0\.0\.1:\d+\t\S+\n4\n$/);
    });

    test("a server that is gone: exit code 3, and what is on the others is printed", async () => {
      const gone = await start();
      const address = addressOf(gone);
      await gone.stop("SIGKILL");
      for (const command of ["get k", "set k v", "delete k", "incr k", "mg k v", "version", "ping", "flush"]) {
        const { exitCode, stderr } = await sh(`memtool ${command}`, address);
        assert.deepEqual(
          [exitCode, /could not connect to 127\.0\.0\.1:\d+: .*ECONNREFUSED/.test(stderr)],
          [3, true],
          command,
        );
      }
      const keys = Array.from({ length: 60 }, (_, number) => `k${number}`);
      const client = new MemcachedClient(parseAddress(addressOf(server)));
      await Promise.all(keys.map((key) => client.set(key, "v")));
      client.destroy();
      const { stdout, stderr, exitCode } = await sh(`memtool get ${keys.join(" ")}`, `${addressOf(server)},${address}`);
      assert.equal(exitCode, 3);
      assert.match(stderr, /^memtool get: could not connect/);
      const count = stdout.split("\n").length - 1;
      assert.ok(count > 0 && count < keys.length, stdout);
    });
  });
}
