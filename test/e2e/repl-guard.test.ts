/** The shell in a terminal (tmux): what it offers while typing, what it asks first, and what a restart or a resize does to it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { MEMTOOL_PATH } from "../support/run-cli.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { ShellTerminal } from "../support/shell-terminal.ts";
import { needsTmux } from "../support/tmux.ts";

const skip = needsMemcached().skip || needsTmux().skip;

const SERVERS: Readonly<Record<string, (args: string[]) => Promise<ServerProcess>>> = {
  memcached: (args) => startMemcached({ args: ["-A", ...args] }),
  "memtool serve": (args) => startMemtool({ args: ["-A", ...args] }),
};

for (const [name, start] of Object.entries(SERVERS)) {
  describe(`the shell before ${name}`, { skip, concurrency: false }, () => {
    const folder = mkdtempSync(join(tmpdir(), "repl-guard-"));
    let server: ServerProcess;
    let address: string;
    let prompt: string;

    before(async () => {
      server = await start([]);
      assert.ok("port" in server.target);
      address = `${server.target.host}:${server.target.port}`;
      prompt = `${address}>`;
    });

    after(async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function inTerminal(body: (terminal: ShellTerminal) => Promise<void>, columns = 80): Promise<void> {
      const env = { MEMTOOL_HISTORY: join(folder, "history"), CI: "1", NO_COLOR: "", PAGER: "" };
      const argv = [process.execPath, MEMTOOL_PATH, "repl", address];
      const terminal = ShellTerminal.start(argv, { columns, rows: 24, env });
      try {
        await terminal.untilLastLine(prompt);
        await body(terminal);
      } finally {
        terminal.close();
      }
    }

    async function asks(t: ShellTerminal, line: string, question: string): Promise<void> {
      t.type(line);
      t.keys("Enter");
      await t.untilLastLine(`${address}: ${question} Go on? [y/N]`);
    }

    test("argument hints, and the rest of a line from the history", () =>
      inTerminal(async (t) => {
        t.type("tou");
        await t.untilLastLine(`${prompt} tou`);
        t.type("ch");
        await t.untilLastLine(`${prompt} touch key exptime [noreply]`);
        t.type(" k ");
        await t.untilLastLine(`${prompt} touch k exptime [noreply]`);
        t.keys("C-u");
        t.type("mg k t");
        await t.untilLastLine(`${prompt} mg k t`);
        t.type(" ");
        await t.untilLastLine(`${prompt} mg k t [flags vfcskhluCTNREOqb]`);
        t.keys("C-u");
        await t.enter("set remembered 'by the history' ttl=1h", "STORED");
        t.type("set rem");
        await t.untilLastLine(`${prompt} set remembered 'by the history' ttl=1h`);
        t.keys("Right");
        t.type(" flags=7");
        t.keys("Enter");
        await t.until((lines) => lines.filter((line) => line === "STORED").length === 2, "both stored");
        await t.enter("get remembered", '"by the history"  flags 7');
        t.keys("Up", "Up", "Up");
        await t.until(
          (lines) => lines.at(-1)?.startsWith(`${prompt} set remembered 'by the history' ttl=1h [flags=1]`) === true,
          "the line itself, and no longer one from the history behind it",
        );
      }));

    test("flush_all asks: no, Ctrl-C and Ctrl-D mean no, yes does it", () =>
      inTerminal(async (t) => {
        await t.enter("set kept 1", "STORED");
        const question = "this makes every item of the server expire.";
        for (const answer of ["n", "", "maybe"]) {
          await asks(t, "flush_all", question);
          t.type(answer);
          t.keys("Enter");
          await t.untilLastLine(prompt);
        }
        for (const key of ["C-c", "C-d"]) {
          await asks(t, "flush_all", question);
          t.keys(key);
          await t.untilLastLine(prompt);
        }
        await t.until((lines) => lines.filter((line) => line === "(not sent)").length === 5, "five times no");
        await t.enter("get kept", '"1"');
        await asks(t, "flush_all", question);
        await t.enter("yes", "OK");
        await t.enter("get kept", "(miss)");
      }));

    test("many deletes ask first", () =>
      inTerminal(async (t) => {
        t.paste(Array.from({ length: 8 }, (_, index) => `set batch:${index} ${index}\n`).join(""));
        await t.until((lines) => lines.filter((line) => line === "STORED").length === 8, "eight stored");
        t.keys("C-l");
        t.type("purge batch:*");
        t.keys("Enter");
        const lines = await t.untilLastLine(`${address}: this deletes 8 keys. Go on? [y/N]`);
        assert.equal(lines.filter((line) => /^ {2}batch:\d+$/.test(line)).length, 5);
        t.keys("Enter");
        await t.untilLine("(nothing deleted)");
        t.type("purge batch:[12]");
        t.keys("Enter");
        await t.untilLastLine(`${address}: this deletes 2 keys. Go on? [y/N]`);
        await t.enter("y", "(2 deleted)");
        await t.enter("get batch:7", '"7"');
      }));

    test("the size changes while a command runs", () =>
      inTerminal(async (t) => {
        t.type("repeat 100000 every 20ms get none");
        t.keys("Enter");
        await t.until((lines) => lines.filter((line) => line === "(miss)").length > 2, "some turns");
        for (const [columns, rows] of [
          [50, 12],
          [120, 30],
          [80, 24],
        ] as const) {
          t.resize(columns, rows);
          const before = t.lines().length;
          await t.until(
            (lines) => lines.length >= Math.min(before, rows - 1) && lines.includes("(miss)"),
            "more turns",
          );
        }
        t.keys("C-c");
        await t.untilLastLine(prompt);
        t.type("get wrapped-by-a-very-small-terminal");
        t.resize(30, 10);
        await t.until((lines) => lines.join("").includes("get wrapped-by-a-very-small-terminal"), "the line");
        t.resize(80, 24);
        await t.untilLastLine(`${prompt} get wrapped-by-a-very-small-terminal [key...]`);
        t.keys("Enter");
        await t.until((lines) => lines.slice(-2).join("|") === `(miss)|${prompt}`, "the reply");
      }));

    test("a restart in the middle: settings, history and the line being typed stay", () =>
      inTerminal(async (t) => {
        await t.enter("set before-the-restart 1", "STORED");
        await t.enter("time on", "time is on");
        t.type("get before-the");
        await server.stop("SIGKILL");
        await t.until(
          (lines) => lines.at(-1)?.startsWith(`${address} (not connected)> get before-the`) === true,
          "the note",
        );
        server = await start(["-p", address.split(":")[1] ?? ""]);
        t.keys("Tab", "Enter");
        await t.untilLine(`reconnected to ${address}`);
        const lines = await t.until((seen) => seen.at(-1) === prompt, "the prompt");
        assert.match(lines.at(-2) ?? "", /^\(miss\) {2}\(.* (us|ms|s)\)$/);
        assert.ok(
          lines.includes(`${address} (not connected)> get before-the-restart`) ||
            lines.includes(`${prompt} get before-the-restart`),
          lines.join("\n"),
        );
        t.keys("Up", "Up", "Up");
        await t.until(
          (seen) => seen.some((line) => line.startsWith(`${prompt} set before-the-restart 1 [ttl`)),
          "the line before the last two",
        );
      }));

    test("shutdown asks; then the server is gone and the shell is not", () =>
      inTerminal(async (t) => {
        await asks(t, "shutdown", "this stops the server.");
        t.keys("Enter");
        await t.untilLine("(not sent)");
        await t.enter("get none", "(miss)");
        await asks(t, "shutdown", "this stops the server.");
        t.type("y");
        t.keys("Enter");
        await t.untilLastLine(`${address} (not connected)>`);
        t.keys("C-d");
        await t.untilLine("ended 0");
      }));
  });
}
