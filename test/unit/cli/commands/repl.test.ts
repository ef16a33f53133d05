/** Which words of the command line are addresses and where the command begins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitReplWords } from "../../../../src/cli/commands/repl.ts";

test("address or command", () => {
  const cases: readonly [string, string, string][] = [
    ["", "", ""],
    ["cache:1 get a", "cache:1", "get a"],
    ["/tmp/x.sock stats", "/tmp/x.sock", "stats"],
    ["memcached://u:p@h get a", "memcached://u:p@h", "get a"],
    ["10.0.0.1 stats items", "10.0.0.1", "stats items"],
    ["localhost get a", "localhost", "get a"],
    ["cache1", "cache1", ""],
    ["get a:b", "", "get a:b"],
    ["STATS", "", "STATS"],
    ["help", "", "help"],
    ["gett a", "", "gett a"],
    ["a:1 b:2 /c.sock", "a:1 b:2 /c.sock", ""],
    ["a:1 b:2 get d:3", "a:1 b:2", "get d:3"],
    ["a:1,b:2", "a:1,b:2", ""],
  ];
  for (const [line, addresses, command] of cases) {
    const found = splitReplWords(line.split(" ").filter((word) => word !== ""));
    assert.deepEqual([found.addresses.join(" "), found.command.join(" ")], [addresses, command], line);
  }
});

test("a word with blanks is a whole command, unless all of it are addresses", () => {
  assert.deepEqual(splitReplWords(["get a.b"]), { addresses: [], command: ["get a.b"] });
  assert.deepEqual(splitReplWords(["cache:1", "set k 'v w'"]), { addresses: ["cache:1"], command: ["set k 'v w'"] });
  assert.deepEqual(splitReplWords(["a:1 b:2"]), { addresses: ["a:1 b:2"], command: [] });
});
