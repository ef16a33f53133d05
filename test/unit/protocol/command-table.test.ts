/** The command table is whole and consistent: what the shell builds on it may trust it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND_GROUPS } from "../../../src/protocol/command-spec.ts";
import { COMMANDS, commandNames, findCommand, subCommands } from "../../../src/protocol/command-table.ts";

test("every command has a group, a help line, and an example that is this command", () => {
  for (const command of COMMANDS) {
    const name = command.words.join(" ");
    assert.ok(COMMAND_GROUPS.includes(command.group), name);
    assert.match(command.help, /^[A-Z].*[^.]$/, name);
    assert.ok(command.example === name || command.example.startsWith(`${name} `), name);
    assert.equal(findCommand(command.example.split(" ")), command, name);
  }
});

test("no two commands share their words", () => {
  const names = COMMANDS.map((command) => command.words.join(" "));
  assert.equal(new Set(names).size, names.length);
});

test("only the last argument repeats, nothing required follows something optional", () => {
  for (const command of COMMANDS) {
    const name = command.words.join(" ");
    command.arguments.forEach((argument, index) => {
      assert.ok(!argument.repeated || index === command.arguments.length - 1, name);
      const next = command.arguments[index + 1];
      assert.ok(!argument.optional || next === undefined || next.optional === true, name);
    });
  }
});

test("a data block goes with exactly one data argument", () => {
  for (const command of COMMANDS) {
    const count = command.arguments.filter((argument) => argument.kind === "data").length;
    assert.equal(count, command.dataBlock ? 1 : 0, command.words.join(" "));
  }
});

test("meta flags: one letter each, none twice, only on meta commands", () => {
  for (const command of COMMANDS) {
    const letters = (command.metaFlags ?? []).map((flag) => flag.letter);
    assert.equal(new Set(letters).size, letters.length, command.words.join(" "));
    assert.ok(letters.every((letter) => /^[A-Za-z]$/.test(letter)));
    assert.equal(letters.length > 0, command.group === "meta" && command.words[0] !== "mn");
  }
});

test("findCommand takes the longest match of fixed words", () => {
  assert.deepEqual(findCommand(["stats", "items"])?.words, ["stats", "items"]);
  assert.deepEqual(findCommand(["stats", "nonsense"])?.words, ["stats"]);
  assert.equal(findCommand(["lru_crawler"]), undefined);
  assert.equal(findCommand([]), undefined);
});

test("subCommands lists what may follow", () => {
  assert.deepEqual(
    subCommands(["lru"]).map((command) => command.words[1]),
    ["tune", "mode", "temp_ttl"],
  );
  assert.deepEqual(subCommands(["get"]), []);
});

test("every command of the classic and meta protocol is there", () => {
  const expected =
    "get gets gat gats set add replace append prepend cas delete incr decr touch mg ms md ma me mn stats config version " +
    "verbosity flush_all cache_memlimit lru_crawler lru slabs watch refresh_certs shutdown quit";
  assert.deepEqual(commandNames(), expected.split(" "));
});
