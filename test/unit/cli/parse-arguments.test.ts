/** Command-line words to typed arguments. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { type CommandArguments, type CommandDefinition, defineCommand } from "../../../src/cli/command.ts";
import { parseArguments } from "../../../src/cli/parse-arguments.ts";

const COMMAND = defineCommand({
  name: "demo",
  describe: "x",
  positionals: [{ name: "servers", describe: "x", example: "a", variadic: true }],
  options: {
    timeout: { type: "duration", describe: "x", default: "1s", example: "1s", alias: "t" },
    size: { type: "size", describe: "x", example: "1k" },
    op: { type: "text", describe: "x", example: "get=9", repeatable: true },
    "dry-run": { type: "flag", describe: "x", example: "--dry-run", alias: "n" },
  },
  handler: async () => 0,
});

async function parse(line: string, command: CommandDefinition = COMMAND): Promise<CommandArguments> {
  const args = parseArguments(
    command,
    line.split(" ").filter((word) => word !== ""),
  );
  return typeof args === "string" ? assert.fail(args) : args;
}

async function complaint(line: string, command?: CommandDefinition): Promise<[string, string | undefined]> {
  try {
    await parse(line, command);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return [error.message, error.hint];
  }
  return ["accepted", undefined];
}

describe("parseArguments", () => {
  it("applies defaults, and leaves undefined what has none", async () => {
    const { options, words } = await parse("");
    assert.deepEqual(options, { timeout: 1000, size: undefined, op: [], "dry-run": false });
    assert.deepEqual(words, []);
  });
  it("reads options anywhere, in every spelling", async () => {
    const { options, words } = await parse("a --timeout=5s b:1 --size 2k -n --op get=1 --op set=2 c");
    assert.deepEqual(options, { timeout: 5000, size: 2048, op: ["get=1", "set=2"], "dry-run": true });
    assert.deepEqual(words, ["a", "b:1", "c"]);
    assert.equal((await parse("-t 2s")).options["timeout"], 2000);
  });
  it("takes the last of an option that was given twice", async () => {
    assert.equal((await parse("--timeout 1s --timeout 3s")).options["timeout"], 3000);
  });
  it("leaves words as they were typed", async () => {
    const { words } = await parse("007 1e3 0x10 -5 a.b");
    assert.deepEqual(words, ["007", "1e3", "0x10", "-5", "a.b"]);
  });
  it("takes everything after -- as words: no server named there is forgotten", async () => {
    const { words } = await parse("a -- --timeout x -- y");
    assert.deepEqual(words, ["a", "--timeout", "x", "--", "y"]);
  });
  it("tells --help, -h, --version and -V, but not after --", async () => {
    assert.equal(parseArguments(COMMAND, ["a", "--help"]), "help");
    assert.equal(parseArguments(COMMAND, ["-h", "--nonsense"]), "help");
    assert.equal(parseArguments(COMMAND, ["a", "--version"]), "version");
    assert.equal(parseArguments(COMMAND, ["-V"]), "version");
    assert.deepEqual((await parse("-- --help -V")).words, ["--help", "-V"]);
  });
  it("knows options whose name starts with no-", async () => {
    const command: CommandDefinition = {
      ...COMMAND,
      options: { "no-populate": { type: "flag", describe: "leave the cache as it is", example: "--no-populate" } },
    };
    assert.equal((await parse("--no-populate --no-color", command)).options["no-populate"], true);
    assert.equal((await parse("--no-color", command)).options["no-populate"], false);
  });
  it("stops at the first word where a command asks for it", async () => {
    const first: CommandDefinition = { ...COMMAND, optionsFirst: (word) => word.includes(":") };
    const { options, words } = await parse("--timeout 2s host mg key --size -h", first);
    assert.equal(options["timeout"], 2000);
    assert.deepEqual(words, ["host", "mg", "key", "--size", "-h"]);
    const between = await parse("a:1 --timeout 2s b:2 mg a:1 --timeout 3s", first);
    assert.equal(between.options["timeout"], 2000);
    assert.deepEqual(between.words, ["a:1", "b:2", "mg", "a:1", "--timeout", "3s"]);
    assert.deepEqual((await parse("a:1 b:2", first)).words, ["a:1", "b:2"]);
  });
  it("suggests the option that was meant", async () => {
    assert.deepEqual(await complaint("--tmeout 1s"), ["there is no option --tmeout", "did you mean --timeout?"]);
    assert.deepEqual(await complaint("--no-colour"), ["there is no option --no-colour", "did you mean --no-color?"]);
    assert.deepEqual(await complaint("-x"), ["there is no option -x", "--help lists the options"]);
  });
  it("says when what is an option elsewhere is a word here", async () => {
    const hint = "servers stands without an option here: memtool demo [servers...]";
    assert.deepEqual(await complaint("--servers a:1"), ["there is no option --servers", hint]);
    assert.deepEqual(await complaint("-s a:1"), ["there is no option -s", hint]);
  });
  it("says how a value that begins with a dash is given", async () => {
    const hint = "a value that begins with - is joined to its option by =, as in --ttl=-1d";
    assert.deepEqual(await complaint("--size -1k"), ["there is no option -1", hint]);
    assert.match((await complaint("--size=-1k"))[0], /^--size: "-1k" is not a size/);
  });
  it("takes a dash alone as a value, which stands for stdin", async () => {
    const { options, words } = await parse("--op - - --op=- --dry-run - -- --op -");
    assert.deepEqual(options["op" as never], ["-", "-"]);
    assert.deepEqual(words, ["-", "-", "--op", "-"]);
  });
  it("complains about values with the option's name", async () => {
    assert.deepEqual(await complaint("--size"), ["--size needs a value", "for example --size 1k"]);
    assert.deepEqual(await complaint("--size --dry-run"), ["--size needs a value", "for example --size 1k"]);
    assert.match((await complaint("--size big"))[0], /^--size: "big" is not a size/);
    assert.match((await complaint("--dry-run=maybe"))[0], /^--dry-run takes no value/);
  });
  it("counts the words", async () => {
    const strict: CommandDefinition = {
      ...COMMAND,
      positionals: [{ name: "file", describe: "what to read", example: "a.json", required: true }],
    };
    assert.deepEqual(await complaint("", strict), [
      "<file> is missing: what to read",
      "for example: memtool demo a.json",
    ]);
    const two: CommandDefinition = {
      ...COMMAND,
      positionals: [
        { name: "from", describe: "where from", example: "a:1", required: true },
        { name: "to", describe: "where to", example: "b:1", required: true },
      ],
    };
    assert.deepEqual(await complaint("x:1", two), ["<to> is missing: where to", "for example: memtool demo x:1 b:1"]);
    assert.match((await complaint("a b", strict))[0], /"b" is one word too many/);
    assert.deepEqual((await parse("a", strict)).words, ["a"]);
  });
});
