/** `memtool cluster misplaced` as a user runs it, on three servers to which one was added. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { parseAddress } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { createPlacement, parseClient } from "../../src/cluster/ring/clients.ts";
import { placementServer } from "../../src/cluster/ring/placement.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";

const RULE = "ketama-weighted";
const KEYS = Array.from({ length: 600 }, (_, index) => `user:${index}`);
/** Names that need care. */
const ODD = ["two words", "\x00bin", "ümlaut"];

function placeOn(words: readonly string[]): (key: string) => number {
  const place = createPlacement(
    parseClient(RULE),
    words.map((word) => placementServer(parseAddress(word))),
  );
  return (key) => {
    const bytes = Buffer.from(key);
    return place(bytes, 0, bytes.length);
  };
}

function suite(start: () => Promise<ServerProcess>): void {
  let servers: ServerProcess[];
  let words: string[];
  let clients: MemcachedClient[];
  before(async () => {
    servers = await Promise.all([start(), start(), start()]);
    words = servers.map(addressOf);
    clients = words.map((word) => new MemcachedClient(parseAddress(word)));
  });
  after(async () => {
    for (const client of clients) {
      client.destroy();
    }
    await Promise.all(servers.map((server) => server.stop("SIGKILL")));
  });

  /** As a client of the first two nodes would. */
  async function fill(): Promise<number> {
    await Promise.all(clients.map((client) => client.flushAll()));
    const [before, now] = [placeOn(words.slice(0, 2)), placeOn(words)];
    const all = [...KEYS, ...ODD];
    await Promise.all(
      all.map((key, index) =>
        clients[before(key)]?.metaSet(Buffer.from(key), `value ${key}`, ["F9", `T${index % 2 === 0 ? 0 : 5000}`]),
      ),
    );
    return all.filter((key) => before(key) !== now(key)).length;
  }

  const run = (...args: string[]) =>
    runCli(["cluster", "misplaced", "--client", RULE, ...words, ...args], { timeoutMs: 60_000 });

  it("counts and lists them; a dry run changes nothing", async () => {
    const expected = await fill();
    assert.ok(expected > 100);
    const looked = await run("--json");
    const { total, nodes, sample } = JSON.parse(looked.stdout);
    assert.deepEqual([total.keys, total.misplaced, looked.exitCode], [KEYS.length + ODD.length, expected, 1]);
    assert.deepEqual(nodes[2].misplaced, 0);
    assert.equal(sample.length, 10);
    const listed = await run("--list", "--format", "jsonl");
    const keys = listed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.equal(keys.length, expected);
    assert.ok(
      keys.every(({ owner }) => owner === words[2]),
      "a consistent rule moves keys to the new node only",
    );
    assert.equal((await run("--list", "-n", "7")).stdout.trimEnd().split("\n").length, 8);
    const dry = await run("--delete");
    assert.match(dry.stderr, new RegExp(`nothing was changed: --yes deletes these ${expected} keys`));
    assert.equal(JSON.parse((await run("--json")).stdout).total.misplaced, expected);
  });

  it("moves them with flags and time to live; the owner's newer item stays", async () => {
    const expected = await fill();
    const [before, now] = [placeOn(words.slice(0, 2)), placeOn(words)];
    const [newer = ""] = KEYS.filter((key) => before(key) !== now(key));
    await clients[now(newer)]?.set(newer, "newer");
    const { stdout, exitCode } = await run("--move", "--yes", "--json");
    assert.equal(exitCode, 0);
    const { nodes } = JSON.parse(stdout);
    const sum = (name: string) =>
      nodes.reduce((total: number, node: Record<string, number>) => total + (node[name] ?? 0), 0);
    assert.deepEqual([sum("moved"), sum("superseded"), sum("failed")], [expected - 1, 1, 0]);
    for (const [index, key] of [...KEYS, ...ODD].entries()) {
      const reply = await clients[now(key)]?.metaGet(Buffer.from(key), ["v", "f", "t"]);
      assert.equal(reply?.value?.toString(), key === newer ? "newer" : `value ${key}`);
      const [flags, ttl] = reply?.flags ?? [];
      assert.equal(flags, key === newer ? "f0" : "f9");
      if (key !== newer) {
        assert.ok(index % 2 === 0 ? ttl === "t-1" : Number(ttl?.slice(1)) > 4900, ttl);
      }
      if (before(key) !== now(key)) {
        assert.equal((await clients[before(key)]?.metaGet(Buffer.from(key), ["v"]))?.code, "EN");
      }
    }
    const again = await run();
    assert.equal(again.exitCode, 0);
    assert.match(again.stderr, /every key is where ketama-weighted looks for it/);
  });

  it("deletes them, and refuses for the wrong client", async () => {
    const expected = await fill();
    const wrong = await runCli(["cluster", "misplaced", "--client", "modula:md5", ...words, "--delete", "--yes"]);
    assert.equal(wrong.exitCode, 1);
    assert.match(wrong.stderr, /would be misplaced for modula:md5: most likely another client/);
    const { stdout, exitCode } = await run("--delete", "--yes", "--json");
    const deleted = JSON.parse(stdout).nodes.map((node: { deleted: number }) => node.deleted);
    assert.deepEqual([deleted[0] + deleted[1], deleted[2], exitCode], [expected, 0, 0]);
    assert.equal(JSON.parse((await run("--json")).stdout).total.keys, KEYS.length + ODD.length - expected);
  });

  it("a node that is dead is said, and how to go on", async () => {
    await fill();
    const { stdout, stderr, exitCode } = await runCli([
      "cluster",
      "misplaced",
      "--client",
      "modula:md5",
      ...words,
      "127.0.0.1:1",
    ]);
    assert.equal(exitCode, 3);
    assert.match(stderr, /could not connect to 127\.0\.0\.1:1/);
    assert.match(stderr, new RegExp(`go on with --resume-from ${words[0]}=done .*--resume-from 127.0.0.1:1=1 `));
    assert.equal(stdout.trimEnd().split("\n").length, 5);
  });
}

describe("misplaced keys of memcached", needsMemcached(), () => suite(startMemcached));
describe("misplaced keys of memtool serve", () => suite(startMemtool));
