/** The whole screen with Ink on a fake terminal: what is seen after which keys, and that the terminal is given back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseAddress } from "../../../src/base/address.ts";
import { MemtoolError } from "../../../src/base/errors.ts";
import { HistoryFile } from "../../../src/cli/repl/history-file.ts";
import { loadScreen } from "../../../src/cli/repl/load-screen.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { Nodes } from "../../../src/repl/nodes.ts";
import { Shell } from "../../../src/repl/shell.ts";
import { fakeWorld } from "../../support/fake-shell.ts";
import { FakeStdin, FakeStdout } from "../../support/fake-terminal.ts";

const runRepl = await loadScreen();

/** A running screen; the server answers what it was asked, `slow` never. */
function open({ isThere = true, hasColor = false, columns = 60, rows = 20 } = {}) {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(columns, rows);
  let disconnect = () => {};
  let stop = () => {};
  /** What had been printed each time when signals began to end the shell. */
  const printedAtStops: string[] = [];
  let interrupt = () => {};
  const history = new HistoryFile(undefined);
  for (const line of ["get alpha", "get beta"]) {
    history.add(line);
  }
  const client = {
    connect: async () => {
      if (!isThere) {
        throw new MemtoolError("CONNECT", "could not connect to cache:1");
      }
    },
    execute: async (line: Uint8Array): Promise<Reply> => {
      const text = Buffer.from(line).toString();
      return text === "get slow" ? new Promise(() => {}) : { kind: "line", text: `did ${text}` };
    },
    destroy: () => {},
  };
  const nodes = new Nodes(
    (_, onDisconnect) => {
      disconnect = onDisconnect;
      return client;
    },
    [parseAddress("cache:1")],
    () => 0,
  );
  const done = runRepl({
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    hasColor,
    addresses: [],
    makeShell: (ports) => new Shell(nodes, history, { ...ports, ...fakeWorld }),
    onInterrupt: (callback) => {
      interrupt = callback;
      return () => {};
    },
    runPager: undefined,
    onStop: (callback) => {
      stop = callback;
      printedAtStops.push(stdout.raw);
      return () => {};
    },
  });
  const signals = { stop: () => stop(), interrupt: () => interrupt(), printedAtStops };
  return { stdin, stdout, done, disconnect: () => disconnect(), ...signals };
}

describe("the screen", { concurrency: false }, () => {
  test("runs a line, prints above, and leaves the terminal as it was", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    assert.equal(stdin.isRaw, true);
    stdin.write("get a\r");
    await stdout.until((lines) => lines.includes("did get a") && lines.at(-1) === "cache:1>", "the reply");
    assert.deepEqual(stdout.screen, ["cache:1> get a", "did get a", "cache:1>"]);
    await stdout.until(() => stdout.cursor.x === 9 && stdout.cursor.y === 2, "the cursor at the prompt");
    stdin.write("\x04");
    await done;
    assert.equal(stdin.isRaw, false);
    assert.ok(
      stdout.raw.includes("\x1b[?2004h") && stdout.raw.lastIndexOf("\x1b[?2004l") > stdout.raw.indexOf("\x1b[?2004h"),
    );
    assert.ok(stdout.raw.lastIndexOf("\x1b[?25h") > stdout.raw.lastIndexOf("\x1b[?25l"));
    assert.deepEqual(stdout.screen, ["cache:1> get a", "did get a", "cache:1>"]);
    assert.deepEqual(stdout.cursor, { x: 0, y: 3 });
  });

  test("hint, suggestion, and the cursor before them", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("set k ");
    await stdout.untilLastLine("cache:1> set k value [ttl=5m] [flags=1] [cas=N]");
    await stdout.until(() => stdout.cursor.x === 15, "the cursor behind what was typed");
    stdin.write("\x15get a");
    await stdout.untilLastLine("cache:1> get alpha");
    stdin.write("\x1b[C\r");
    await stdout.until((lines) => lines.includes("did get alpha"), "the suggested line run");
    stdin.write("\x04");
    await done;
  });

  test("completion shows a list and goes through it", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("stats s\t");
    await stdout.until((lines) => lines.some((line) => line.startsWith("  slabs     Memory")), "the list");
    stdin.write("\t\t");
    await stdout.until((lines) => lines.includes("cache:1> stats slabs"), "the second candidate");
    stdin.write("\r");
    await stdout.until((lines) => lines.includes("did stats slabs"), "the reply");
    await stdout.untilLastLine("cache:1>");
    stdin.write("\x04");
    await done;
  });

  test("reverse search", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("\x12alp");
    await stdout.untilLastLine("(reverse-i-search)`alp': get alpha");
    stdin.write("zz");
    await stdout.untilLastLine("(failed reverse-i-search)`alpzz': get alpha");
    stdin.write("\x07\x04");
    await done;
  });

  test("Ctrl-C drops the line and says how to leave; while waiting it stops that", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("abc\x03");
    await stdout.untilLastLine("Ctrl-D leaves");
    assert.ok(stdout.screen.includes("cache:1> abc^C"));
    stdin.write("get slow\r");
    await stdout.until((lines) => lines.at(-1)?.startsWith("waiting for the reply") === true, "the note");
    stdin.write("\x03");
    await stdout.untilLastLine("cache:1>");
    assert.ok(stdout.screen.some((line) => line.startsWith("stopped waiting")));
    stdin.write("\x04");
    await done;
  });

  test("Ctrl-C right behind the q that leaves the pager stops nothing and hides nothing", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("help\r");
    await stdout.until((lines) => lines.at(-1)?.startsWith("rows 1-") === true, "the pager");
    stdin.write("q\x03get a\r");
    await stdout.until((lines) => lines.includes("did get a") && lines.at(-1) === "cache:1>", "the next reply");
    assert.ok(stdout.raw.indexOf("did get a") > stdout.raw.indexOf("\x1b[?1049l"), "printed on the usual screen");
    assert.ok(!stdout.raw.includes("stopped waiting"));
    stdin.write("\x04");
    await done;
  });

  test("what is told while a program has the terminal is printed below what the program printed", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("keys | cat\r");
    await stdout.until((lines) => lines.includes("(0 keys)") && lines.at(-1) === "cache:1>", "the count");
    assert.ok(stdout.raw.indexOf("(0 keys)") > stdout.raw.indexOf(`${" ".repeat(60)}\r\n`));
    assert.deepEqual(stdout.screen, ["cache:1> keys | cat", "(0 keys)", "cache:1>"]);
    stdin.write("\x04");
    await done;
  });

  test("a Ctrl-C that is heard of after the program it ended does not end the shell", async () => {
    const { stdin, stdout, done, interrupt, printedAtStops } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("keys | cat\r");
    await stdout.until((lines) => lines.includes("(0 keys)") && lines.at(-1) === "cache:1>", "the count");
    interrupt();
    while (printedAtStops.length < 2) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.ok(printedAtStops[1]?.includes("(0 keys)"), "not before the prompt is back");
    stdin.write("get a\r");
    await stdout.until((lines) => lines.includes("did get a") && lines.at(-1) === "cache:1>", "the reply");
    stdin.write("\x04");
    await done;
  });

  test("a terminal without a size is taken for 80 by 24, and is not cleared", async () => {
    const { stdin, stdout, done } = open({ columns: 0, rows: 0 });
    await stdout.untilLastLine("cache:1>");
    stdin.write("get a\r");
    await stdout.until((lines) => lines.includes("did get a") && lines.at(-1) === "cache:1>", "the reply");
    stdin.write("\x04");
    await done;
    assert.ok(!stdout.raw.includes("\x1b[2J") && !stdout.raw.includes("\x1b[3J"));
  });

  test("a server that is not there, and one that goes away", async () => {
    const gone = open({ isThere: false });
    await gone.stdout.untilLastLine("cache:1 (not connected)>");
    gone.stdin.write("\x04");
    await gone.done;
    const { stdin, stdout, done, disconnect } = open();
    await stdout.untilLastLine("cache:1>");
    disconnect();
    await stdout.untilLastLine("cache:1 (not connected)>");
    stdin.write("get a\r");
    await stdout.until((lines) => lines.includes("reconnected to cache:1"), "that it reconnected");
    await stdout.untilLastLine("cache:1>");
    stdin.write("\x04");
    await done;
  });

  test("a line that was entered stands above as it was typed, however long", async () => {
    const { stdin, stdout, done } = open({ isThere: false, columns: 50 });
    await stdout.untilLastLine("cache:1 (not connected)>");
    const line = `get ${"k".repeat(45)}`;
    stdin.write(`${line}\r`);
    await stdout.until((lines) => lines.includes(`cache:1 (not connected)> ${line}`), "the line");
    stdin.write("\x04");
    await done;
  });

  test("a pasted text runs line by line, the rest stays to be edited", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.write("\x1b[200~get a\nget b\nget c\x1b[201~");
    await stdout.untilLastLine("cache:1> get c [key...]");
    assert.deepEqual(stdout.screen.slice(0, 4), ["cache:1> get a", "did get a", "cache:1> get b", "did get b"]);
    stdin.write("\x03\x04");
    await done;
  });

  test("a resize first makes room below the cursor: Ink must not erase rows above the prompt", async () => {
    const { stdin, stdout, done } = open({ columns: 60 });
    await stdout.untilLastLine("cache:1>");
    stdin.write("zzz");
    await stdout.untilLastLine("cache:1> zzz");
    await stdout.until(() => stdout.cursor.x === 12, "the cursor behind what was typed");
    const written = stdout.raw.length;
    stdout.resize(40, 10);
    const expected = "\n\x1b[1A\x1b[13G";
    assert.equal(stdout.raw.slice(written, written + expected.length), expected);
    stdin.write("\x03\x04");
    await done;
  });

  test("a resize lays the line out anew", async () => {
    const { stdin, stdout, done } = open({ columns: 60 });
    await stdout.untilLastLine("cache:1>");
    stdin.write("incr aaaaaaaaaaaaaaaaaaaaaa 1 ");
    await stdout.untilLastLine("cache:1> incr aaaaaaaaaaaaaaaaaaaaaa 1 [noreply]");
    stdout.resize(20, 20);
    await stdout.until(
      (lines) => lines.slice(-3).join("|") === "cache:1> incr aaaaaa|aaaaaaaaaaaaaaaa 1 [|noreply]",
      "two rows",
    );
    stdin.write("\x03\x04");
    await done;
  });

  test("without colour no colour is written; with it the prompt and replies have it", async () => {
    for (const hasColor of [false, true]) {
      const { stdin, stdout, done } = open({ hasColor });
      await stdout.untilLastLine("cache:1>");
      stdin.write("get a\r");
      await stdout.until((lines) => lines.includes("did get a"), "the reply");
      stdin.write("\x04");
      await done;
      assert.equal(stdout.raw.includes("\x1b[32m"), hasColor);
    }
  });

  test("a signal ends it and gives the terminal back", async () => {
    const { stdin, stdout, done, stop } = open();
    await stdout.untilLastLine("cache:1>");
    stop();
    await done;
    assert.equal(stdin.isRaw, false);
  });

  test("the end of the terminal ends it", async () => {
    const { stdin, stdout, done } = open();
    await stdout.untilLastLine("cache:1>");
    stdin.end();
    await done;
  });
});
