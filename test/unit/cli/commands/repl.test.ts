/** Which words of the command line are addresses and where the command begins. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { replCommand, splitReplWords } from "../../../../src/cli/commands/repl.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";

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
    ["cache1 get a", "cache1", "get a"],
    ["cache1 nodes", "cache1", "nodes"],
    ["get get", "", "get get"],
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

test("options stand before, between and behind addresses; behind a command they are its words", async () => {
  const parse = (line: string) => {
    const parsed = parseArguments(replCommand, line.split(" "));
    assert.ok(typeof parsed === "object");
    return [parsed.options["json"], parsed.words.join(" ")];
  };
  assert.deepEqual(parse("--json a:1 get k"), [true, "a:1 get k"]);
  assert.deepEqual(parse("a:1 --json"), [true, "a:1"]);
  assert.deepEqual(parse("a:1 b:2 --json get k"), [true, "a:1 b:2 get k"]);
  assert.deepEqual(parse("cache1 --json"), [true, "cache1"]);
  assert.deepEqual(parse("a:1 incr k --json"), [false, "a:1 incr k --json"]);
  assert.deepEqual(parse("get --json"), [false, "get --json"]);
});
