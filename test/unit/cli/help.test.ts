/** The help texts, made from data. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defineCommand } from "../../../src/cli/command.ts";
import { commandHelp, groupHelp, helpTable, overviewHelp, wrap } from "../../../src/cli/help.ts";
import { COMMANDS, GROUPS } from "../../../src/cli/registry.ts";

describe("wrap", () => {
  it("breaks at spaces and leaves long words whole", () => {
    assert.equal(wrap("a ".repeat(30).trim(), 40), `${"a ".repeat(20).trim()}\n${"a ".repeat(10).trim()}`);
    assert.equal(wrap(`${"x".repeat(60)} y`, 40), `${"x".repeat(60)}\ny`);
  });
});

describe("helpTable", () => {
  it("aligns the second column and gives long names their own line", () => {
    const rows = [
      { name: "--short", text: "one" },
      { name: "x".repeat(40), text: "two" },
    ];
    assert.equal(helpTable("H:", rows, 80), `H:\n  --short   one\n  ${"x".repeat(40)}\n            two`);
  });
  it("is nothing without rows", () => {
    assert.equal(helpTable("H:", [], 80), "");
  });
});

describe("commandHelp", () => {
  const command = defineCommand({
    name: "demo",
    describe: "show off",
    positionals: [
      { name: "file", describe: "what to read", example: "a.json", required: true },
      { name: "servers", describe: "whom to ask", example: "b:1", variadic: true },
    ],
    options: {
      timeout: { type: "duration", describe: "wait", default: "1s", example: "2s", alias: "t" },
      threads: { type: "integer", describe: "work", defaultText: "one per core", example: "4", group: "Load" },
      fast: { type: "flag", describe: "hurry", example: "memtool demo --fast" },
    },
    examples: [{ command: "memtool demo x", describe: "try it" }],
    notes: ["A note."],
    handler: async () => 0,
  });
  it("shows words, options with default, unit and example, groups, examples and notes", () => {
    const help = commandHelp(command, 100);
    for (const part of [
      "memtool demo: show off\n",
      "Usage: memtool demo <file> [servers...] [options]\n",
      "-t, --timeout DURATION  wait (default: 1s; e.g. --timeout 2s)\n",
      "Load:\n  --threads N  work (default: one per core; e.g. --threads 4)\n",
      "--fast                  hurry (default: off; e.g. memtool demo --fast)\n",
      "-h, --help",
      "--no-color",
      "Examples:\n  memtool demo x  try it\n",
      "\nA note.",
    ]) {
      assert.ok(help.includes(part), `${part}\n---\n${help}`);
    }
  });
  it("keeps to the width of the terminal", () => {
    for (const width of [60, 80, 200]) {
      const longest = Math.max(
        ...commandHelp(command, width)
          .split("\n")
          .map((line) => line.length),
      );
      assert.ok(longest <= Math.min(width, 110), `${longest} at ${width}`);
    }
  });
});

const load = async () => {
  throw new Error("the help needs no command's file");
};
const GROUP = { name: "keys", describe: "all about keys" };
const INDEX = {
  commands: [
    { name: "stats", describe: "show", load },
    { name: "get", describe: "read one", section: "One request" as const, load },
    { name: "keys list", describe: "list them", load },
  ],
  groups: [GROUP],
};

describe("overviewHelp", () => {
  it("lists every command and the exit codes", () => {
    const help = overviewHelp({ commands: COMMANDS, groups: GROUPS }, "1.2.3", 80);
    assert.ok(help.startsWith("memtool 1.2.3: "));
    assert.ok(COMMANDS.every(({ name }) => help.includes(`\n  ${name.split(" ")[0]} `)));
    assert.match(help, /Exit codes: 0 fine/);
  });
  it("shows a group in place of its commands, and sections", () => {
    const help = overviewHelp(INDEX, "1.2.3", 80);
    assert.match(
      help,
      /\nCommands:\n {2}stats {5}show\n {2}keys \.\.\. {2}all about keys\n\nOne request:\n {2}get {7}read one\n/,
    );
    assert.ok(!help.includes("keys list"));
  });
});

describe("groupHelp", () => {
  it("lists the commands of the group", () => {
    const help = groupHelp(GROUP, [{ name: "keys list", describe: "list them", load }], 80);
    assert.match(help, /^memtool keys: all about keys\n\nUsage: memtool keys <command> \[options\]\n/);
    assert.match(help, /\n {2}keys list {2}list them\n/);
  });
});
