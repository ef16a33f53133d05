/** `memtool keys list`, `stats` and `delete` as a user runs them: in a pipe, in a terminal, stopped, and with servers that are gone. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Address } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { findProgram } from "../support/requirement.ts";
import { MEMTOOL_PATH, runCli, spawnCli, spawnProgram } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

const TIMEOUT_MS = 120_000;

/** Keys that would do harm where they are printed as they are, and how they are printed. */
const HOSTILE: readonly (readonly [key: string, shown: string])[] = [
  ["\x1b[31mred\x1b]0;title\x07", "\\e[31mred\\e]0;title\\x07"],
  ["two words", "two words"],
  [" edge ", "\\x20edge\\x20"],
  ["line\nfeed\ttab", "line\\nfeed\\ttab"],
  ["back\\slash", "back\\\\slash"],
  ["=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"],
  ['a,b"c', 'a,b"c'],
  ["\xff\xfe\x00bin", "\\xff\\xfe\\x00bin"],
];

const [USERS, SESSIONS, PAGES] = [4000, 1500, 500];

/** Together their names are longer than what a pipe and its two ends keep. */
const PAGE_NAME = "p".repeat(180);

function numbered(count: number, name: (number: number) => string): string[] {
  return Array.from({ length: count }, (_, number) => name(number));
}

const USER_KEYS = numbered(USERS, (number) => `user:${number}:profile`);
const SESSION_KEYS = numbered(SESSIONS, (number) => `session:${number}`);
const PAGE_KEYS = numbered(PAGES, (number) => `page:${PAGE_NAME}${number}`);
const PLAIN_KEYS = [...USER_KEYS, ...SESSION_KEYS, ...PAGE_KEYS];
const TOTAL = PLAIN_KEYS.length + HOSTILE.length;

async function withClient<Result>(
  { target }: ServerProcess,
  work: (client: MemcachedClient) => Promise<Result>,
): Promise<Result> {
  const address: Address =
    "path" in target ? { kind: "unix", path: target.path } : { kind: "tcp", tls: false, ...target };
  const client = new MemcachedClient(address, { requestTimeoutMs: 30_000 });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

async function fill(server: ServerProcess): Promise<void> {
  await withClient(server, async (client) => {
    const store = (keys: readonly string[], bytes: number, ttlS: number) =>
      keys.map((key) => client.metaSet(Buffer.from(key, "latin1"), Buffer.alloc(bytes), [`T${ttlS}`, "F7"]));
    const replies = await Promise.all([
      ...store(USER_KEYS, 60, 0),
      ...store(SESSION_KEYS, 300, 1200),
      ...store(PAGE_KEYS, 3000, 86_000),
      ...store(
        HOSTILE.map(([key]) => key),
        1,
        0,
      ),
    ]);
    assert.ok(replies.every((reply) => reply?.code === "HD"));
    await Promise.all(USER_KEYS.slice(0, 1000).map((key) => client.get(key)));
  });
}

async function itemCount(server: ServerProcess): Promise<number> {
  const stats = await withClient(server, (client) => client.stats());
  return Number(stats.find(({ name }) => name === "curr_items")?.value);
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

async function run(words: readonly string[], exitCode = 0): Promise<{ stdout: string; stderr: string }> {
  const result = await runCli(["keys", ...words], { timeoutMs: TIMEOUT_MS });
  assert.equal(result.exitCode, exitCode, result.stderr);
  return result;
}

function listing(start: () => Promise<ServerProcess>): void {
  let server: ServerProcess;
  let address: string;

  before(async () => {
    server = await start();
    address = addressOf(server);
    await fill(server);
  });
  after(() => server.stop("SIGKILL"));

  it("lists every key once, each on one line that no key can break", async () => {
    for (const words of [[], ["--exact"]]) {
      const { stdout, stderr } = await run(["list", address, ...words]);
      assert.deepEqual(linesOf(stdout).sort(), [...PLAIN_KEYS, ...HOSTILE.map(([, shown]) => shown)].sort());
      assert.equal(stderr, "");
    }
  });

  it("takes what is chosen by name, by expiry, size and use, and counts it", async () => {
    const counts: [string[], number][] = [
      [["--match", "user:1??:*"], 100],
      [["--match", "user:1:*", "--match", "session:[12]"], 3],
      [["--prefix", "page:"], PAGES],
      [["--regex", "^session:9+$"], 3],
      [["--no-expiry"], USERS + HOSTILE.length],
      [["--ttl-below", "1h"], SESSIONS],
      [["--ttl-above", "1h", "--prefix", "page:"], PAGES],
      [["--size-above", "2k"], PAGES],
      [["--never-fetched"], TOTAL - 1000],
      [["--match", "nobody:*"], 0],
    ];
    for (const [words, count] of counts) {
      assert.equal((await run(["list", address, "--count", ...words])).stdout, `${count}\n`, words.join(" "));
    }
  });

  it("says everything it knows in every format, and each of them can be read back", async () => {
    const json = linesOf((await run(["list", address, "--json"])).stdout).map((line) => JSON.parse(line));
    const keys = json.map(({ key, key_base64: base64 }) =>
      base64 === undefined ? Buffer.from(key) : Buffer.from(base64, "base64"),
    );
    const wanted = [...PLAIN_KEYS, ...HOSTILE.map(([key]) => key)].map((key) => Buffer.from(key, "latin1"));
    assert.deepEqual(keys.map((key) => key.toString("hex")).sort(), wanted.map((key) => key.toString("hex")).sort());
    const one = json.find(({ key }) => key === "session:7");
    assert.ok(one.ttl > 600 && one.ttl <= 1200 && one.size > 300 && one.class > 1 && one.fetched === "no");
    assert.ok(one.flags === 7 || one.flags === null, "1.6.18 does not tell the flags");

    const csv = linesOf((await run(["list", address, "--csv", "--size-above", "60", "--regex", "^[=a]"])).stdout);
    assert.equal(csv[0], "key,ttl,size,class,idle,fetched,flags");
    assert.deepEqual(
      csv
        .slice(1)
        .map((line) => line.replace(/,-1,.*/, ""))
        .sort(),
      ['"a,b""c"', "'=cmd|' /C calc'!A0"],
    );

    const tsv = linesOf((await run(["list", address, "--long", "--prefix", "line"])).stdout);
    assert.deepEqual(
      tsv.map((line) => line.split("\t").slice(0, 2)),
      [
        ["key", "ttl"],
        ["line\\nfeed\\ttab", "-1"],
      ],
    );
    const markdown = (await run(["list", address, "--format", "markdown", "--match", "user:1:*"])).stdout;
    assert.match(markdown, /^\| key +\|.*\n\|.*-.*\|\n\| user:1:profile +\| +never \|/);
  });

  it("stops at a limit, and goes on from there without leaving anything out", async () => {
    const first = await run(["list", address, "--limit", "4500"]);
    assert.equal(linesOf(first.stdout).length, 4500);
    const word = /go on with (--resume-from \d+)/.exec(first.stderr)?.[1];
    assert.ok(word !== undefined, first.stderr);
    const second = await run(["list", address, ...word.split(" ")]);
    assert.equal(second.stderr, "");
    const [one, other] = [linesOf(first.stdout), linesOf(second.stdout)];
    assert.ok(other.length < TOTAL, "what was finished does not come again");
    assert.equal(new Set([...one, ...other]).size, TOTAL);
  });

  it("ends when its reader has seen enough, without a word", async () => {
    const bash = findProgram("bash");
    assert.ok(bash !== undefined);
    const script = 'set -o pipefail; "$0" "$@" | head -n 3';
    const child = spawnProgram(bash, ["-c", script, process.execPath, MEMTOOL_PATH, "keys", "list", address, "--json"]);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output.stderr += chunk.toString();
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    assert.deepEqual([code, linesOf(output.stdout).length, output.stderr], [0, 3, ""]);
  });

  it("ends at once on Ctrl-C, also while its reader does not read, with whole lines and how it goes on", async () => {
    const child = spawnCli(["keys", "list", address, "--json"]);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    let stdout = "";
    // Not read before it has ended: all of it does not fit between the two processes.
    child.once("exit", () =>
      child.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString();
      }),
    );
    const closed = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => child.stdout.once("readable", resolve));
    child.kill("SIGINT");
    assert.equal(await closed, 130);
    const lines = stdout.split("\n");
    assert.ok(lines.length > 1 && lines.length < TOTAL, `${lines.length} lines`);
    for (const line of lines.slice(0, -1)) {
      JSON.parse(line);
    }
    assert.match(stderr, /keys looked at/);
  });

  it("sums up by prefix: every key is counted once, and the sums are those of the server", async () => {
    const { stdout, stderr } = await run(["stats", address, "--json"]);
    const document = JSON.parse(stdout);
    assert.equal(stderr, "");
    assert.deepEqual([document.keys, document.no_expiry], [TOTAL, USERS + HOSTILE.length]);
    assert.equal(document.never_fetched, TOTAL - 1000);
    assert.equal(document.ttl.below["3600"], SESSIONS);
    const rows = new Map<string, { keys: number; bytes: number }>(
      document.prefixes.map((row: { row: string; prefix?: string; keys: number; bytes: number }) => [
        row.prefix ?? row.row,
        row,
      ]),
    );
    assert.deepEqual(
      ["user:", "session:", "page:", "none", "total"].map((name) => rows.get(name)?.keys),
      [USERS, SESSIONS, PAGES, HOSTILE.length, TOTAL],
    );
    const stats = await withClient(server, (client) => client.stats());
    assert.equal(String(document.bytes), stats.find(({ name }) => name === "bytes")?.value);
    assert.match(document.biggest[0].key, /^page:p+\d+$/);
    const finer = JSON.parse((await run(["stats", address, "--depth", "2", "--top", "5", "--json"])).stdout);
    assert.equal(finer.prefix_count, USERS + 1 + 1 + 1);
    const tsv = linesOf((await run(["stats", address, "--top", "2", "--sort", "keys"])).stdout);
    assert.deepEqual(
      tsv.map((line) => line.split("\t").slice(0, 3)),
      [
        ["row", "prefix", "keys"],
        ["prefix", "user:", String(USERS)],
        ["prefix", "session:", String(SESSIONS)],
        ["others", "-", String(PAGES + HOSTILE.length)],
        ["total", "-", String(TOTAL)],
      ],
    );
  });

  it("goes on without a server that is gone, and names it", async () => {
    const dead = "127.0.0.1:1";
    const list = await run(["list", address, dead], 3);
    assert.equal(linesOf(list.stdout).length, TOTAL);
    assert.match(list.stderr, /could not connect to 127\.0\.0\.1:1/);
    assert.equal(
      (await run(["list", address, dead, "--count"], 3)).stdout,
      `${address}\t${TOTAL}\n${dead}\t-\ntotal\t${TOTAL}\n`,
    );
    const stats = JSON.parse((await run(["stats", address, dead, "--json"], 3)).stdout);
    assert.deepEqual(
      [stats.keys, stats.servers.map(({ complete }: { complete: boolean }) => complete)],
      [TOTAL, [true, false]],
    );
    for (const words of [["list", "--count"], ["stats"], ["delete", "--all"], ["delete", "--all", "--yes"]]) {
      const { stdout, stderr } = await run([...words, dead], 3);
      assert.equal(stdout, "", "nothing is known of it");
      assert.equal(linesOf(stderr).length, 2, stderr);
    }
  });

  it("refuses what makes no sense, and says what would", async () => {
    const complaints: [string[], RegExp][] = [
      [["list", "--regex", "("], /is not a regular expression/],
      [["list", "--class", "64"], /1 to 63/],
      [["list", "--limit", "0"], /at least 1/],
      [["list", "--resume-from", "x"], /names no slab class/],
      [["list", "--exact", "--resume-from", "3"], /--exact walks none/],
      [["stats", "--depth", "0"], /between 1 and 250/],
      [["delete"], /no keys are chosen\n.*--match/],
      [["delete", "--all", "--match", "x"], /leave one of the two out/],
    ];
    for (const [words, pattern] of complaints) {
      const { stdout, stderr } = await run([...words, address], 2);
      assert.equal(stdout, "");
      assert.match(stderr, pattern);
    }
  });

  it("shows a person no byte of a key that a terminal would obey, and fits 80 columns", needsTmux(), async () => {
    const command = (...words: string[]) => [process.execPath, MEMTOOL_PATH, "keys", ...words];
    const list = TmuxSession.start({
      command: command("list", address, "--long", "--regex", "^(?!user|session|page)"),
    });
    assert.equal(await list.waitForExit(), 0);
    const screen = list.screen(true);
    assert.ok(screen.includes("\\e[31mred\\e]0;title\\x07") && !screen.includes("\x1b[31m"), screen);
    assert.match(screen, /line\\nfeed\\ttab +never/);
    list.close();
    const stats = TmuxSession.start({ command: command("stats", address, "--biggest", "0") });
    assert.equal(await stats.waitForExit(), 0);
    const lines = stats.screen().split("\n");
    assert.ok(
      lines.some((line) => /│ user: .* 25 % .* 75 % │$/.test(line) || /│ user: +│ +4k │/.test(line)),
      lines.join("\n"),
    );
    assert.equal(lines.filter((line) => line.startsWith("│ user:")).length, 1, "one table has all its columns");
    stats.close();
  });
}

function deletion(start: () => Promise<ServerProcess>): void {
  let server: ServerProcess;
  let address: string;

  before(async () => {
    server = await start();
    address = addressOf(server);
    await fill(server);
  });
  after(() => server.stop("SIGKILL"));

  it("only counts without --yes, and shows some of what it would delete", async () => {
    const { stdout, stderr } = await run(["delete", address, "--match", "session:*", "--json"]);
    const document = JSON.parse(stdout);
    assert.equal(document.dry_run, true);
    assert.deepEqual([document.servers[0].seen, document.servers[0].chosen], [TOTAL, SESSIONS]);
    assert.ok(document.sample.length === 10 && document.sample.every((key: string) => key.startsWith("session:")));
    assert.match(stderr, /nothing was deleted: --yes deletes these 1,500 keys/);
    assert.equal(await itemCount(server), TOTAL);
    assert.match(
      (await run(["delete", address, "--match", "nobody:*"])).stderr,
      /^memtool .*: there are no such keys$/m,
    );
  });

  it("deletes what matches and nothing else, keys that need base64 among them", async () => {
    const { stdout } = await run(["delete", address, "--regex", "^(?!user|session|page)", "--yes", "--json"]);
    const [counts] = JSON.parse(stdout).servers;
    assert.deepEqual([counts.deleted, counts.gone, counts.changed, counts.failed], [HOSTILE.length, 0, 0, 0]);
    assert.deepEqual(linesOf((await run(["list", address])).stdout).sort(), [...PLAIN_KEYS].sort());
    const pages = await run(["delete", address, "--prefix", "page:", "--yes"]);
    assert.equal(linesOf(pages.stdout)[1]?.split("\t")[4], String(PAGES));
    assert.equal(await itemCount(server), USERS + SESSIONS);
  });

  it("keeps to a rate, shows how far it is, and stops on Ctrl-C with what was done", needsTmux(), async () => {
    const words = ["keys", "delete", address, "--prefix", "session:", "--yes", "--rate", "200/s"];
    const terminal = TmuxSession.start({ command: [process.execPath, MEMTOOL_PATH, ...words] });
    await terminal.waitFor(/of 5,500 keys \(\d+ %\), [\d,]+ chosen/);
    terminal.keys("C-c");
    assert.equal(await terminal.waitForExit(), 130);
    const screen = await terminal.waitFor(/the same command goes on/);
    terminal.close();
    const deleted = Number(/│ +(\d+) │ +[^│]+ │ +0 │ +0 │ +0 │/.exec(screen)?.[1]);
    const left = await itemCount(server);
    assert.ok(left > USERS && left < USERS + SESSIONS, `${left} are left`);
    assert.equal(left, USERS + SESSIONS - deleted, screen);
    await run(["delete", address, "--prefix", "session:", "--yes"]);
    assert.equal(await itemCount(server), USERS);
    await run(["delete", address, "--all", "--yes"]);
    assert.equal(await itemCount(server), 0);
  });
}

for (const [name, what] of [
  ["list and stats", listing],
  ["delete", deletion],
] as const) {
  describe(`memtool keys ${name} of memcached`, needsMemcached(), () => what(() => startMemcached()));
  describe(`memtool keys ${name} of memtool serve`, () => what(() => startMemtool({ args: ["-t", "1"] })));
}
