/** `memtool repl` in a real terminal (tmux) against the real memcached. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { ShellTerminal } from "../support/shell-terminal.ts";
import { needsTmux } from "../support/tmux.ts";

const memtool = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));
const skip = needsMemcached().skip || needsTmux().skip;

describe("memtool repl in a terminal", { skip, concurrency: false }, () => {
  const folder = mkdtempSync(join(tmpdir(), "repl-"));
  const history = join(folder, "state", "history");
  let server: ServerProcess;
  let address: string;
  let prompt: string;
  let terminal: ShellTerminal | undefined;

  before(async () => {
    server = await startMemcached();
    const { target } = server;
    assert.ok("port" in target);
    address = `${target.host}:${target.port}`;
    prompt = `${address}>`;
  });

  after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a test in a fresh terminal. */
  function inTerminal(name: string, body: (terminal: ShellTerminal) => Promise<void>, columns = 80): void {
    test(name, async () => {
      const argv = [process.execPath, memtool, "repl", address];
      terminal = ShellTerminal.start(argv, {
        columns,
        rows: 24,
        env: { MEMTOOL_HISTORY: history, CI: "1", NO_COLOR: "" },
      });
      try {
        await terminal.untilLastLine(prompt);
        await body(terminal);
      } finally {
        terminal.close();
      }
    });
  }

  inTerminal("commands, a value with escape sequences, colours", async (t) => {
    t.type('set evil 0 0 "\\e[31mred\\e]0;title\\a\\x00"');
    t.keys("Enter");
    await t.untilLine("STORED");
    t.type("get evil");
    t.keys("Enter");
    await t.untilLine('"\\e[31mred\\e]0;title\\x07\\x00"');
    assert.ok(t.painted().includes('\x1b[32m"\\e[31mred'), t.painted());
    t.type("me evil");
    t.keys("Enter");
    await t.until(
      (lines) => lines.some((line) => /^ {2}exp +-1 +seconds left to live/.test(line)),
      "the explained reply",
    );
  });

  inTerminal("completion of commands, flags and keys seen", async (t) => {
    t.type("ver");
    t.keys("Tab");
    await t.untilLine("  verbosity  How much the server logs: 0, 1 or 2");
    t.keys("Tab", "Tab");
    await t.untilLine(`${prompt} verbosity level [noreply]`);
    t.keys("C-u");
    t.type('set user:1000 0 0 "x"');
    t.keys("Enter");
    await t.untilLine("STORED");
    t.type("get us");
    t.keys("Tab", "Enter");
    await t.untilLine('"x"');
    t.type("md user:1000 T");
    t.keys("Tab");
    t.type("9");
    await t.untilLastLine(`${prompt} md user:1000 T9`);
  });

  inTerminal("Ctrl-R finds a line of an earlier shell", async (t) => {
    t.keys("C-r");
    t.type("evil");
    await t.untilLastLine("(reverse-i-search)`evil': me evil");
    t.keys("Enter");
    await t.until((lines) => lines.includes(`${prompt} me evil`) && lines.at(-1) === prompt, "the line run");
    assert.ok(existsSync(history) && readFileSync(history, "utf8").includes("me evil\n"));
  });

  inTerminal(
    "a long line wraps, follows a resize, and runs whole",
    async (t) => {
      t.type('set wide 0 0 "漢字漢字 and a long value that does not fit in one row"');
      await t.until((lines) => lines.length === 3, "three rows");
      t.resize(100, 24);
      await t.untilLastLine(
        `${prompt} set wide 0 0 "漢字漢字 and a long value that does not fit in one row" [noreply]`,
      );
      t.keys("Enter");
      await t.untilLine("STORED");
      t.type("get wide");
      t.keys("Enter");
      await t.untilLine('"漢字漢字 and a long value that does not fit in one row"');
    },
    40,
  );

  inTerminal("a paste of several lines runs them in order", async (t) => {
    t.paste('set p 0 0 "1"\nincr p 41\nget p\n');
    await t.until((lines) => lines.includes('"42"') && lines.at(-1) === prompt, "the three replies");
    assert.deepEqual(
      t.lines().filter((line) => !line.startsWith(prompt)),
      ["STORED", "42", '"42"'],
    );
  });

  inTerminal("Ctrl-C drops the line; Ctrl-D leaves, and the terminal is as before", async (t) => {
    t.type("get half");
    t.keys("C-c");
    await t.untilLine(`${prompt} get half^C`);
    await t.untilLastLine("Ctrl-D leaves");
    t.keys("C-d");
    const lines = await t.until((seen) => seen.includes("echo"), "the state of the terminal");
    assert.deepEqual(lines.slice(-4), [prompt, "ended 0", "icanon", "echo"]);
  });

  inTerminal("a server that hangs: Ctrl-C stops waiting", async (t) => {
    process.kill(server.pid, "SIGSTOP");
    try {
      t.type("get x");
      t.keys("Enter");
      await t.untilLastLine("waiting for the reply; Ctrl-C stops waiting");
      t.keys("C-c");
      await t.untilLine("stopped waiting  the server may still do it");
      await t.untilLastLine(prompt);
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
    t.type("get x");
    t.keys("Enter");
    await t.untilLine("(miss)");
  });

  inTerminal("a server killed in the middle, and one in its place", async (t) => {
    const port = address.split(":")[1] ?? "";
    await server.stop();
    await t.untilLastLine(`${address} (not connected)>`);
    t.type("get a");
    t.keys("Enter");
    await t.until((lines) => lines.some((line) => line.startsWith(`could not connect to ${address}`)), "the error");
    server = await startMemcached({ args: ["-p", port] });
    t.type("get a");
    t.keys("Enter");
    await t.untilLine(`reconnected to ${address}`);
    await t.untilLastLine(prompt);
  });
});
