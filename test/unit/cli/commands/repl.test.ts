/** Which word of the command line is the address and where the command begins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { splitReplWords } from "../../../../src/cli/commands/repl.ts";

test("address or command", () => {
  const cases: readonly [string, string | undefined, string][] = [
    ["", undefined, ""],
    ["cache:1 get a", "cache:1", "get a"],
    ["/tmp/x.sock stats", "/tmp/x.sock", "stats"],
    ["memcached://u:p@h get a", "memcached://u:p@h", "get a"],
    ["10.0.0.1 stats items", "10.0.0.1", "stats items"],
    ["localhost get a", "localhost", "get a"],
    ["cache1", "cache1", ""],
    ["get a:b", undefined, "get a:b"],
    ["STATS", undefined, "STATS"],
    ["help", undefined, "help"],
    ["gett a", undefined, "gett a"],
  ];
  for (const [line, address, command] of cases) {
    const found = splitReplWords(line.split(" ").filter((word) => word !== ""));
    assert.deepEqual([found.address, found.command.join(" ")], [address, command], line);
  }
});
