/** Lines of a watcher, and the arguments of watch. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullText } from "../../../src/repl/segments.ts";
import { formatWatchLine, parseWatch } from "../../../src/repl/watch-lines.ts";

test("each kind of line as memcached writes it", () => {
  const cases: readonly [string, string][] = [
    [
      "ts=1700000000.42 gid=1 type=item_get key=user%3A1 status=found clsid=1 cfd=30 size=2",
      "22:13:20.000  get     user:1  found clsid 1 2 B ",
    ],
    [
      "ts=1700000000.420000 gid=2 type=item_store key=a status=stored cmd=set ttl=60 clsid=1 cfd=30 size=2048",
      "22:13:20.420  store   a  stored cmd set ttl 60 clsid 1 2 KiB ",
    ],
    [
      "ts=1700000000.1 gid=3 type=eviction key=%1B%5B2J fetch=no ttl=-1 la=5 clsid=1 size=2",
      "22:13:20.000  evict   \\e[2J  fetch no ttl -1 la 5 clsid 1 2 B ",
    ],
    [
      "ts=1700000000.1 gid=4 type=conn_new rip=127.0.0.1 rport=5 transport=tcp cfd=3",
      "22:13:20.000  connect rip 127.0.0.1 rport 5 transport tcp ",
    ],
    ["skipped=17", "(17 events were lost: the server makes them faster than they are read)"],
    ["\x1b[31m", "\\e[31m"],
    ["type=x ts=", "--:--:--  x       "],
  ];
  for (const [line, expected] of cases) {
    assert.equal(fullText(formatWatchLine(line)), expected);
  }
});

test("types and sampling", () => {
  assert.deepEqual(parseWatch([]), { types: [], sampleEvery: 1 });
  assert.deepEqual(parseWatch(["fetchers", "sample", "10", "mutations"]), {
    types: ["fetchers", "mutations"],
    sampleEvery: 10,
  });
  assert.ok("message" in parseWatch(["sample"]));
  assert.ok("message" in parseWatch(["sample", "0"]));
});
