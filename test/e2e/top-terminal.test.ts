/** `memtool top` in a real terminal (tmux): what it shows, keys, servers that die and come back, replays, and a usable terminal afterwards. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { formatAddress } from "../../src/base/address.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { startScriptedServer } from "../support/scripted-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

const memtool = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));

/** Runs top, then a shell that takes a line: what a person would find. */
const TOP_AND_PROMPT =
  'trap : INT; test -z "$TERM_HERE" || TERM=$TERM_HERE; sh -c "$TELL_PID" "$0" "$@"; code=$?; printf "your turn: "; read -r line; echo "got $line"; exit $code';

/** Writes its process id to the file $0 and becomes the command. */
const TELL_PID = 'echo $$ > "$0"; exec "$@"';

interface Terminal {
  readonly width?: number;
  readonly height?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

async function inTerminal(
  { width = 80, height = 24, env = {}, args }: Terminal,
  body: (terminal: TmuxSession, pid: () => number) => Promise<void>,
): Promise<void> {
  const pidFile = join(temporaryFolder("top-"), "pid");
  const command = ["sh", "-c", TOP_AND_PROMPT, pidFile, process.execPath, memtool, "top", ...args];
  const terminal = TmuxSession.start({ command, width, height, env: { NO_COLOR: "", TELL_PID, ...env } });
  try {
    await body(terminal, () => Number(readFileSync(pidFile, "utf8")));
  } finally {
    terminal.close();
  }
}

/** Waits for the end, and sees that typing works and nothing is left of the screen. @returns the exit code */
async function ended(terminal: TmuxSession): Promise<number> {
  const screen = await terminal.waitFor("your turn:");
  assert.equal(terminal.isTaken, false, "the cursor is hidden, or the alternate screen still on");
  assert.doesNotMatch(screen, /memtool top|[\u2801-\u28ff]/);
  terminal.type("hello");
  terminal.keys("Enter");
  await terminal.waitFor(/hello\n+got hello/);
  return await terminal.waitForExit();
}

const portOf = (server: ServerProcess): string =>
  "host" in server.target ? `${server.target.host}:${server.target.port}` : assert.fail("a unix socket");

describe("top in a terminal", { ...needsTmux(), concurrency: false }, () => {
  test("80 by 24 and 200 by 60, resized while it runs; q", { ...needsMemcached() }, async () => {
    const servers = [await startMemcached(), await startMemtool()];
    try {
      const [one = "", two = ""] = servers.map(portOf);
      await inTerminal({ args: [one, two, "--every", "200ms"] }, async (terminal) => {
        const small = await terminal.waitFor(/total 2\/2 up .*[\d.]+[mu]s.*\n/);
        assert.equal(terminal.isTaken, true);
        assert.match(small, /^memtool top {2}2 of 2 up +every 200 ms {2}\d\d:\d\d:\d\d$/m);
        assert.match(small, /^Requests {2}[\d.]+\/s {2}sets 0\/s +Hit ratio/m);
        assert.doesNotMatch(small, /NaN|undefined|null|\[object|Infinity|\?25|\[\d+m|cpu/);
        terminal.resize(200, 60);
        const large = await terminal.waitFor(/Connections {2}\d+ +new\/s .* CPU {2}(?:\d+%|-)$/m);
        assert.match(large, /version +up .*cpu$/m);
        assert.equal(large.match(/memtool top/g)?.length, 1);
        terminal.resize(30, 5);
        assert.match(await terminal.waitFor("too small: 30x5 of 40x8"), /^too small: 30x5 of 40x8\n*$/);
        terminal.resize(80, 24);
        await terminal.waitFor(/^── total ─+$/m);
        terminal.keys("q");
        assert.equal(await ended(terminal), 0);
      });
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  test("keys: into a server, its pages, sorting, filtering, help, back; Ctrl-C", { ...needsMemcached() }, async () => {
    const server = await startMemcached();
    try {
      const address = portOf(server);
      execFileSync(process.execPath, [memtool, "set", "a", "b", "-s", address]);
      await inTerminal({ args: [address, "--every", "200ms"] }, async (terminal) => {
        await terminal.waitFor(/memory +evict\/s/);
        terminal.keys("Enter");
        assert.match(await terminal.waitFor(/^version \d/m), /gets\/s/);
        terminal.keys("t");
        await terminal.waitFor(/^> auth_enabled_ascii +no/m);
        terminal.type("/maxconns");
        await terminal.waitFor(/^> maxconns +1024/m);
        terminal.keys("Enter", "Escape");
        await terminal.waitFor(/^> auth_enabled_ascii +no/m);
        terminal.keys("r");
        await terminal.waitFor(/setting▼/);
        terminal.keys("c");
        await terminal.waitFor(/^connections \d+ .*listening 1/m);
        terminal.keys("s");
        await terminal.waitFor(/slab classes/);
        terminal.keys("Enter");
        await terminal.waitFor(/slab class 1 [\s\S]*^> chunk_size +- +96$/m);
        terminal.keys("m");
        await terminal.waitFor(/bytes_written +[\d.]+k?\/s/);
        terminal.keys("?");
        await terminal.waitFor(/PgUp PgDn +half a chart/);
        // A letter right behind an Escape would be one held with Alt.
        terminal.keys("Escape");
        await terminal.waitFor(/bytes_written/);
        terminal.keys("h");
        await terminal.waitFor(/watching fetches for .* seen, none lost/);
        terminal.keys("C-c");
        assert.equal(await ended(terminal), 130);
      });
    } finally {
      await server.stop();
    }
  });

  test("a server that dies is down with the reason, and back when it is back; time can be scrolled", async () => {
    const answer = (socket: Socket): void => {
      socket.on("data", (data) => {
        for (const line of data.toString().trim().split("\r\n")) {
          socket.write(
            line === "version" ? "VERSION 1\r\n" : "STAT pid 5\r\nSTAT uptime 9\r\nSTAT curr_items 77\r\nEND\r\n",
          );
        }
      });
    };
    const steady = await startScriptedServer(answer);
    let isDead = false;
    const sockets = new Set<Socket>();
    const dying = await startScriptedServer((socket) => {
      sockets.add(socket);
      isDead ? socket.destroy() : answer(socket);
    });
    try {
      const names = [steady, dying].map(({ address }) => formatAddress(address));
      await inTerminal({ args: [...names, "--every", "200ms"] }, async (terminal) => {
        await terminal.waitFor(/total 2\/2 up/);
        isDead = true;
        for (const socket of sockets) {
          socket.destroy();
        }
        const down = await terminal.waitFor(/total 1\/2 up/);
        assert.match(down, /down for \d+ s: /);
        await terminal.waitFor(/down for [1-9]\d* s: lost the connection/);
        isDead = false;
        await terminal.waitFor(/total 2\/2 up/);
        terminal.keys("Home");
        assert.match(await terminal.waitFor(/PAST .* ago$/m), /total 2\/2 up/);
        terminal.keys("End", "Space");
        await terminal.waitFor(/PAUSED/);
        terminal.keys("Space");
        await terminal.waitFor(/every 200 ms {2}\d\d:/);
        terminal.keys("q");
        assert.equal(await ended(terminal), 0);
      });
    } finally {
      await Promise.all([steady, dying].map((server) => server.close()));
    }
  });

  test("what a hostile server says cannot move the cursor or ring the bell", async () => {
    const server = await startScriptedServer((socket) => {
      socket.on("data", (data) => {
        for (const line of data.toString().trim().split("\r\n")) {
          socket.write(
            line === "version"
              ? "VERSION 1\r\n"
              : "STAT version \x1b[2J\x1b[1;1Hpwned\x07\x9b31m\r\nSTAT pid 1\r\nSTAT uptime 5\r\nSTAT \x1b]0;title\x07evil \x1b[31mred\r\nEND\r\n",
          );
        }
      });
    });
    try {
      await inTerminal({ width: 160, args: [formatAddress(server.address), "--every", "200ms"] }, async (terminal) => {
        await terminal.waitFor(/\\e\[2J/);
        terminal.keys("Enter", "t");
        const settings = await terminal.waitFor(/^. \\e\]0;title\\x07evil +\\e\[31mred$/m);
        assert.match(settings, /^memtool top /);
        assert.ok(!terminal.screen(true).includes("\x1b[31mred"));
        terminal.keys("q");
        assert.equal(await ended(terminal), 0);
      });
    } finally {
      await server.close();
    }
  });

  test("SIGTERM gives the terminal back: 143", { ...needsMemcached() }, async () => {
    const server = await startMemcached();
    try {
      await inTerminal({ args: [portOf(server)] }, async (terminal, pid) => {
        await terminal.waitFor(/1 of 1 up/);
        process.kill(pid(), "SIGTERM");
        assert.equal(await ended(terminal), 143);
      });
    } finally {
      await server.stop();
    }
  });

  test("recorded, then replayed with the same keys", { ...needsMemcached() }, async () => {
    const server = await startMemcached();
    const file = join(temporaryFolder("top-"), "rounds.jsonl");
    try {
      const address = portOf(server);
      await inTerminal({ args: [address, "--record", file, "--every", "200ms"] }, async (terminal) => {
        await terminal.waitFor(/every 200 ms, recording/);
        await terminal.waitFor(/evict\/s\n> [\d.:]+ .* 0\n/);
        terminal.keys("q");
        assert.equal(await ended(terminal), 0);
      });
      await inTerminal({ args: ["--replay", file, "--speed", "10"] }, async (terminal) => {
        const replay = await terminal.waitFor(/replay 10x, at its end {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
        assert.ok(replay.includes(address));
        terminal.keys("+");
        await terminal.waitFor(/replay 30x/);
        terminal.keys("Enter", "s");
        await terminal.waitFor(/slab classes/);
        terminal.keys("q");
        assert.equal(await ended(terminal), 0);
      });
    } finally {
      await server.stop();
    }
  });

  test("TERM=dumb, CI=1 and --count are lines", { ...needsMemcached() }, async () => {
    const server = await startMemcached();
    try {
      const address = portOf(server);
      for (const { args, env } of [
        { args: ["--count", "2"], env: {} },
        { args: [], env: { CI: "1" } },
        { args: [], env: { TERM_HERE: "dumb" } },
      ]) {
        await inTerminal({ width: 160, env, args: [address, "--every", "200ms", ...args] }, async (terminal) => {
          await terminal.waitFor(/^time +server +hit%.*\n(?:\d{4}-\S+Z .*\n){2}/m);
          assert.equal(terminal.isTaken, false);
          if (args.length === 0) {
            terminal.keys("C-c");
          }
          await terminal.waitFor("your turn:");
        });
      }
    } finally {
      await server.stop();
    }
  });
});
