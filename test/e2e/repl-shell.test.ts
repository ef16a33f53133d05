/** The shell's comforts in a real terminal (tmux): friendly forms, several lines, pager, programs, watching, several nodes. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { ShellTerminal } from "../support/shell-terminal.ts";
import { needsTmux } from "../support/tmux.ts";

const memtool = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));
const skip = needsMemcached().skip || needsTmux().skip;

/** An SGR sequence that sets one of the eight colours. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*3[0-7]m`);

const ENVIRONMENT = { MEMTOOL_HISTORY: "", CI: "1", NO_COLOR: "", PAGER: "" };

describe("the shell in a terminal", { skip, concurrency: false }, () => {
  const folder = mkdtempSync(join(tmpdir(), "repl-shell-"));
  let server: ServerProcess;
  let other: ServerProcess;
  let prompt: string;
  let client: MemcachedClient;

  before(async () => {
    server = await startMemcached();
    other = await startMemtool();
    prompt = `${addressOf(server)}>`;
    client = new MemcachedClient(parseAddress(addressOf(server)));
  });

  after(async () => {
    client.destroy();
    await Promise.all([server.stop(), other.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  interface Setting {
    readonly columns?: number;
    readonly rows?: number;
    readonly env?: Record<string, string>;
    readonly term?: string;
    readonly servers?: () => readonly string[];
    readonly prompt?: () => string;
  }

  function inTerminal(name: string, setting: Setting, body: (terminal: ShellTerminal) => Promise<void>): void {
    test(name, async () => {
      const servers = setting.servers?.() ?? [addressOf(server)];
      const { columns = 100, rows = 24 } = setting;
      const env = { ...ENVIRONMENT, ...setting.env };
      // tmux sets TERM itself.
      const argv = ["env", `TERM=${setting.term ?? "screen-256color"}`, process.execPath, memtool, "repl", ...servers];
      const terminal = ShellTerminal.start(argv, { columns, rows, env });
      try {
        await terminal.untilLastLine(setting.prompt?.() ?? prompt);
        await body(terminal);
      } finally {
        terminal.close();
      }
    });
  }

  async function enter(t: ShellTerminal, line: string, expected: string): Promise<void> {
    await t.enter(line, expected);
  }

  inTerminal("friendly forms, a value from a file, peek", {}, async (t) => {
    const file = join(folder, "value.bin");
    writeFileSync(file, Buffer.from([0, 1, 0xff]));
    await enter(t, 'set greeting "hello world" ttl=5m flags=1', "STORED");
    await enter(t, "get greeting", '"hello world"  flags 1');
    t.type("peek greeting");
    t.keys("Enter");
    const lines = await t.until((seen) => seen.some((line) => line.startsWith("slab class   ")), "the facts");
    assert.ok(
      lines.some((line) => /^ttl {10}(5m|4m \d+s) {2}(300|29\d) seconds$/.test(line)),
      lines.join("\n"),
    );
    assert.ok(
      lines.some((line) => /^hit before {3}yes$/.test(line)),
      lines.join("\n"),
    );
    t.type(`set photo @${file}`);
    t.keys("Enter");
    await t.until((seen) => seen.filter((line) => line === "STORED").length === 2, "the file stored");
    await enter(t, "get photo", '"\\x00\\x01\\xff"');
    await enter(t, "set visits 41", "STORED");
    await enter(t, "incr visits", "42");
  });

  inTerminal("what cannot be right is marked while it is typed", {}, async (t) => {
    t.type("mg k Z");
    await t.until((lines) => lines.at(-1)?.startsWith('^ mg has no flag "Z"') === true, "the reason");
    t.keys("BSpace");
    t.type("v");
    await t.untilLastLine(`${prompt} mg k v`);
    t.keys("C-u");
    t.type("nonsense ");
    await t.until((lines) => lines.at(-1) === '^ no command "nonsense"', "the reason");
    t.keys("C-u");
    t.type("incr k many ");
    await t.until((lines) => lines.at(-1) === '^ delta is a number, not "many"', "the reason");
    assert.ok(t.painted().includes("\x1b[4m\x1b[31mmany") || t.painted().includes("\x1b[31m\x1b[4mmany"), t.painted());
  });

  inTerminal("a paste of 5,000 characters arrives whole", { rows: 20 }, async (t) => {
    const value = Array.from({ length: 5000 }, (_, index) => String.fromCharCode(97 + (index % 26))).join("");
    t.paste(`set long "${value}"`);
    await t.until((lines) => lines.at(-1)?.endsWith('h" [ttl=5m] [flags=1] [cas=N]') === true, "the end");
    t.type(" flags=3");
    t.keys("Enter");
    await t.untilLine("STORED");
    assert.equal(String((await client.get("long"))?.value), value);
  });

  inTerminal("wide and combining characters: typed, moved over, erased", { columns: 40 }, async (t) => {
    t.type('set u "漢字e\u0301👍🏽x"');
    t.keys("Left", "BSpace", "Left", "BSpace", "End", "Enter");
    await t.untilLine("STORED");
    assert.equal(String((await client.get("u"))?.value), "漢字👍🏽");
  });

  inTerminal("values of several lines: an open quotation, <<EOF, Ctrl-C", {}, async (t) => {
    t.type('set lines "one');
    t.keys("Enter");
    await t.until((lines) => lines.at(-1)?.startsWith("the quotation goes on") === true, "the note");
    t.type('two"');
    t.keys("Enter");
    await t.untilLine("STORED");
    t.paste('set doc <<EOF\n{"a": 1}\n\tEOF\nEOF\nget lines\n');
    await t.untilLine('"one\\ntwo"');
    assert.equal(String((await client.get("doc"))?.value), '{"a": 1}\n EOF');
    t.type('get "open');
    t.keys("Enter", "C-c");
    await t.untilLastLine("Ctrl-D leaves");
  });

  inTerminal("a long reply: page by page, searched, and nothing is left of it", { rows: 20 }, async (t) => {
    await enter(t, "get none", "(miss)");
    t.type("stats");
    t.keys("Enter");
    await t.until((lines) => lines.some((line) => line.startsWith("rows 1-18 of ")), "the status line");
    t.type("/curr_items");
    t.keys("Enter");
    await t.until((lines) => lines.some((line) => /^curr_items +\d+$/.test(line)), "what was looked for");
    t.resize(90, 15);
    await t.until(
      (lines) => lines.some((line) => /^rows \d+-\d+ of /.test(line)) && lines.length <= 15,
      "the smaller page",
    );
    t.type("q");
    const lines = await t.until((seen) => seen.at(-1) === prompt, "the prompt");
    assert.ok(lines.includes("(miss)"), lines.join("\n"));
    assert.ok(
      lines.some((line) => /^\(\d+ lines; pager off prints them here\)$/.test(line)),
      lines.join("\n"),
    );
  });

  inTerminal("the person's own pager", { rows: 20, env: { PAGER: "head -3" } }, async (t) => {
    t.type("stats");
    t.keys("Enter");
    const lines = await t.until(
      (seen) => seen.some((line) => line.startsWith("time ")) && seen.at(-1) === prompt,
      "three lines",
    );
    assert.equal(lines.length, 5);
  });

  inTerminal("into files and through programs", {}, async (t) => {
    await enter(t, 'set tail "no line end"', "STORED");
    t.type("get tail | cat");
    t.keys("Enter");
    await t.until((lines) => lines.slice(-2).join("|") === `no line end|${prompt}`, "the value, and the prompt below");
    t.type("stats | grep -c evict");
    t.keys("Enter");
    await t.until((lines) => /^\d+$/.test(lines.at(-2) ?? "") && lines.at(-1) === prompt, "the count");
    const file = join(folder, "out");
    await enter(t, `get tail > ${file}`, `(11 bytes to ${file})`);
    assert.equal(readFileSync(file, "utf8"), "no line end");
    t.type(`get none > ${join(folder, "no", "such")}`);
    t.keys("Enter");
    await t.until((lines) => lines.some((line) => line.startsWith("cannot write ")), "why it cannot be written");
    await enter(t, "get tail", '"no line end"');
  });

  inTerminal("a program that takes the terminal gives it back after Ctrl-C", {}, async (t) => {
    t.type("version | (echo started; sleep 100)");
    t.keys("Enter");
    await t.until((lines) => lines.at(-1) === "started", "the program");
    t.keys("C-c");
    await t.until((lines) => lines.at(-1) === prompt, "the prompt");
    await enter(t, "get none", "(miss)");
  });

  inTerminal("watching until Ctrl-C", {}, async (t) => {
    t.type("watch mutations");
    t.keys("Enter");
    await t.untilLastLine("watching; Ctrl-C stops");
    await client.set("seen", "x");
    await t.until((lines) => lines.some((line) => / store {3}seen {2}stored cmd set/.test(line)), "the event");
    t.keys("C-c");
    await t.untilLine("(1 event)");
    await enter(t, "get none", "(miss)");
  });

  inTerminal("keys of the server are completed and listed", {}, async (t) => {
    for (const key of ["sample:one", "sample:two", "zebra"]) {
      await client.set(key, "1");
    }
    t.keys("C-d");
    await t.until((lines) => lines.includes("ended 0"), "the end of the first shell");
  });

  inTerminal("a fresh shell knows them", {}, async (t) => {
    t.type("keys sample:*");
    t.keys("Enter");
    await t.until((lines) => lines.some((line) => /^\(2 keys of \d+ looked at\)$/.test(line)), "the keys");
    await t.untilCompleted("get zeb", `${prompt} get zebra [key...]`);
    t.keys("C-u");
    t.type("purge sample:*");
    t.keys("Enter");
    await t.until((lines) => lines.at(-1)?.endsWith("this deletes 2 keys. Go on? [y/N]") === true, "the question");
    t.type("y");
    t.keys("Enter");
    await t.untilLine("(2 deleted)");
    assert.equal(await client.get("sample:one"), undefined);
  });

  inTerminal("repeat, and its end by Ctrl-C; time", {}, async (t) => {
    await enter(t, "repeat 2 get none", "(miss)");
    t.type("repeat 1000 every 50ms get none");
    t.keys("Enter");
    await t.until((lines) => lines.filter((line) => line === "(miss)").length > 4, "some turns");
    t.keys("C-c");
    await t.untilLastLine(prompt);
    await enter(t, "time on", "time is on");
    t.type("get none");
    t.keys("Enter");
    await t.until((lines) => lines.some((line) => /^\(miss\) {2}\(.* (us|ms|s)\)$/.test(line)), "the time");
  });

  inTerminal("without colour nothing is coloured", { env: { NO_COLOR: "1" } }, async (t) => {
    t.type("set plain 1 ");
    await t.until((lines) => lines.at(-1)?.startsWith(`${prompt} set plain 1 [ttl`) === true, "the hint");
    t.keys("Enter");
    await t.untilLine("STORED");
    assert.doesNotMatch(t.painted(), COLOUR);
  });

  inTerminal("a dumb terminal gets text and not one escape sequence", { term: "dumb" }, async (t) => {
    const record = join(folder, "dumb");
    t.record(record);
    await enter(t, "get none", "(miss)");
    t.type('set d "one');
    t.keys("Enter");
    await t.untilLastLine("...");
    await enter(t, 'two"', "STORED");
    await enter(t, "get d", '"one\\ntwo"');
    t.type("flush_all");
    t.keys("Enter");
    await t.until((lines) => lines.at(-1)?.endsWith("Go on? [y/N]") === true, "the question");
    await enter(t, "n", "(not sent)");
    t.keys("C-c");
    await t.untilLine("(Ctrl-D leaves)");
    t.keys("C-d");
    await t.untilLine("ended 0");
    const written = readFileSync(record, "utf8");
    assert.ok(written.includes('"one\\ntwo"') && !written.includes("\x1b"), written);
  });

  const both = () => [addressOf(server), addressOf(other)];
  inTerminal(
    "several nodes, memcached and memtool serve",
    { servers: both, prompt: () => "all 2 nodes>" },
    async (t) => {
      t.type("nodes");
      t.keys("Enter");
      await t.until((lines) => lines.some((line) => line.startsWith(`* 2  ${addressOf(other)}  `)), "both nodes");
      t.type("set k 1");
      t.keys("Enter");
      await t.until((lines) => lines.some((line) => line.startsWith("set would change all 2 nodes")), "the refusal");
      t.type("use ketama");
      t.keys("Enter");
      await t.untilLastLine("ketama 2 nodes>");
      t.type("set k 1");
      t.keys("Enter");
      await t.until((lines) => lines.some((line) => /^STORED {2}\(127/.test(line)), "the owner's answer");
      t.type("use 2");
      t.keys("Enter");
      await t.untilLastLine(`${addressOf(other)}>`);
      await enter(t, "set there 1 ttl=1h", "STORED");
      t.type("peek there");
      t.keys("Enter");
      await t.untilLine("last access  0s ago");
    },
  );
});
