/** What an input line asks for: local commands, requests, the two forms of a value, and what is refused. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type ParsedLine, parseLine } from "../../../src/repl/parse-line.ts";

/** A request as text: the line, then `| value` or `| +N` for a value that must follow. */
function shown(parsed: ParsedLine): string {
  switch (parsed.kind) {
    case "request": {
      const line = Buffer.from(parsed.line).toString("latin1");
      const value = parsed.value === undefined ? "" : ` | ${Buffer.from(parsed.value).toString("latin1")}`;
      return parsed.valueBytes === undefined ? line + value : `${line} | +${parsed.valueBytes}`;
    }
    case "local":
      return `local ${[parsed.name, ...parsed.args].join(" ")}`;
    case "invalid":
      return `invalid: ${parsed.message}`;
    case "empty":
      return "empty";
  }
}

describe("parseLine", () => {
  const cases: readonly [string, string][] = [
    ["", "empty"],
    ["  \t ", "empty"],
    ["get a b", "get a b"],
    ["GET a", "get a"],
    ["  stats   items ", "stats items"],
    ["nonsense A", "nonsense A"],
    ["NONSENSE", "NONSENSE"],
    ["help set", "local help set"],
    ["QUIT", "local quit"],
    ["use localhost:1", "local use localhost:1"],
    ['"get" a', "get a"],
    ['set k 0 60 "hello world"', "set k 0 60 11 | hello world"],
    ["set k 0 60 hello", "set k 0 60 5 | hello"],
    ['set k 0 60 "5"', "set k 0 60 1 | 5"],
    ['set k 0 60 ""', "set k 0 60 0 | "],
    ["set k 0 60 5", "set k 0 60 5 | +5"],
    ["set k 0 60 0", "set k 0 60 0 | +0"],
    ["set k 0 60 5 hello", "set k 0 60 5 | hello"],
    ["set k 0 60 5 noreply", "set k 0 60 5 noreply | +5"],
    ['set k 0 60 "hello" noreply', "set k 0 60 5 noreply | hello"],
    ['set k 0 60 "a\\r\\nb"', "set k 0 60 4 | a\r\nb"],
    ["set k 0 60 -1", "set k 0 60 2 | -1"],
    ['cas k 0 60 "v" 17', "cas k 0 60 1 17 | v"],
    ["cas k 0 60 1 17", "cas k 0 60 1 17 | +1"],
    ["cas k 0 60 1 17 v", "cas k 0 60 1 17 | v"],
    ['ms k "v w" T60 c', "ms k 3 T60 c | v w"],
    ["ms k 3 T60", "ms k 3 T60 | +3"],
    ["delete k noreply", "delete k noreply"],
    ["get noreply", "get noreply"],
    ["set k 0 60", 'invalid: "60" is no option of a stored value'],
    ["set k", "invalid: set needs: set KEY VALUE [ttl=5m] [flags=1] [cas=N]"],
    ["set k hello", "set k 0 0 5 | hello"],
    ["SET k hello ttl=5m flags=1", "set k 1 300 5 | hello"],
    ["set k 5", "set k 0 0 1 | 5"],
    ["set k 5 ttl=60d", "set k 0 1005184000 1 | 5"],
    ["set k v noreply", "set k 0 0 1 noreply | v"],
    ['set k "noreply"', "set k 0 0 7 | noreply"],
    ["set k v cas=17", "cas k 0 0 1 17 | v"],
    ["cas k v cas=17 ttl=60", "cas k 0 60 1 17 | v"],
    ["append k v cas=17", "ms k 1 MA C17 | v"],
    ["replace k v cas=17 ttl=1m flags=2", "ms k 1 T60 F2 MR C17 | v"],
    ["append k !", "append k 0 0 1 | !"],
    ["set k @@x", "set k 0 0 2 | @x"],
    ['set k "@x"', "set k 0 0 2 | @x"],
    ['set k "1" "2" "3"', 'invalid: "2" is no option of a stored value'],
    ["set k hello world", 'invalid: "world" is no option of a stored value'],
    ["set k v ttl=soon", 'invalid: "soon" is no time to live'],
    ["set k v flags=4294967296", 'invalid: "4294967296" cannot be flags'],
    ["append k v ttl=60", "invalid: append keeps the item's flags and ttl"],
    ["add k v cas=1", "invalid: add stores only where there is no item, so there is no cas number"],
    ["cas k v", "invalid: cas needs the item's cas number"],
    ["set k @", "invalid: @ needs the name of a file"],
    ["append k v cas=1 noreply", "invalid: append with cas= has no noreply"],
    ["incr n", "incr n 1"],
    ["decr n noreply", "decr n 1 noreply"],
    ["incr n 5", "incr n 5"],
    ["touch k 5m", "touch k 300"],
    ["touch k 300", "touch k 300"],
    ["touch k soon", 'invalid: "soon" is no time to live'],
    ["gat 1h k l", "gat 3600 k l"],
    ["gats never k", "gats 0 k"],
    ["touch k", "touch k"],
    ["peek k", "local peek k"],
    ["slabs", "local slabs"],
    ["slabs automove 1", "slabs automove 1"],
    ['set k <<EOF\na "b"\nc\nEOF', 'set k 0 0 7 | a "b"\nc'],
    ['set k "a\nb" ttl=5', "set k 0 5 3 | a\nb"],
    ["cas k 0 60 1", "invalid: cas needs: cas key flags exptime value cas"],
    ["set k 0 60 4 hello", "invalid: the value has 5 bytes, the line says 4"],
    ["set k 0 60 5 hello world", "invalid: the value has several words"],
    ["set k 0 60 9999999999", "invalid: a value cannot have 9999999999 bytes"],
    ['get "a b"', "invalid: word 2: a key cannot be empty or hold spaces, line ends or NUL bytes"],
    ['get a\\ "x\\r\\nflush_all"', "invalid: word 3: this word cannot be empty or hold spaces, line ends or NUL bytes"],
    ['get "a', 'invalid: the " is never closed'],
  ];
  for (const [line, expected] of cases) {
    test(JSON.stringify(line), () => assert.equal(shown(parseLine(line, "utf8", () => 1_000_000_000)), expected));
  }

  test("a key with a space is shown as a meta key", () => {
    const parsed = parseLine('mg "a b"');
    assert.match(parsed.kind === "invalid" ? (parsed.hint ?? "") : "", /YSBi b/);
  });
});
