/** Commands that find their servers, and follow them: one request, a pipe, statistics, top, exporter, bench, keys. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, it } from "node:test";
import { formatAddress } from "../../src/base/address.ts";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { type ClusterEndpoint, startClusterEndpoint } from "../support/cluster-endpoint.ts";
import { startDirectory, startNode } from "../support/directory-nodes.ts";
import { startDnsServer } from "../support/dns-server.ts";
import { EtcdServer, needsEtcd } from "../support/etcd-server.ts";
import { startExporterProcess } from "../support/exporter-process.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const FOLDER = temporaryFolder("discovery-");

/** A server as endpoints tell it. */
function entry(server: ServerProcess): string {
  const [host, port] = addressOf(server).split(":");
  return `${host}|${host}|${port}`;
}

describe("commands find their servers", () => {
  let servers: ServerProcess[];
  let endpoint: ClusterEndpoint;
  let word: string;
  before(async () => {
    servers = [await startMemtool(), await startMemtool(), await startMemtool()];
    endpoint = await startClusterEndpoint();
    endpoint.tell(1, servers.slice(0, 2).map(entry));
    word = `elasticache+${formatAddress(endpoint.address)}`;
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await endpoint.close();
  });
  const names = (...indices: number[]): string[] => indices.map((index) => addressOf(servers[index] as ServerProcess));

  it("one request goes where it goes with the servers named one by one", async () => {
    const keys = ["a", "b", "d"];
    for (const key of keys) {
      assert.equal((await runCli(["set", key, `value of ${key}`, "--servers", word])).exitCode, 0);
    }
    const found = await runCli(["get", ...keys, "--servers", names(0, 1).join(",")]);
    assert.equal(found.exitCode, 0, found.stdout + found.stderr);
    const env = { MEMCACHE_SERVERS: word };
    const keysFound = await runCli(["keys", "list"], { env });
    assert.deepEqual(
      keysFound.stdout
        .trim()
        .split("\n")
        .map((line) => line.split("\t")[0] ?? "")
        .filter((key) => keys.includes(key))
        .sort(),
      keys,
    );
    const pipe = await runCli(["repl", word], { stdin: "use ketama\nget a\n" });
    assert.deepEqual([pipe.exitCode, pipe.stdout], [0, "value of a\n"], pipe.stderr);
    const stats = await runCli(["stats", word, "--json"]);
    assert.deepEqual(
      JSON.parse(stats.stdout).servers.map(({ address }: { address: string }) => address),
      names(0, 1),
    );
  });

  it("a pool's weights and names decide where keys are", async () => {
    const [one, two] = names(0, 1);
    const pool = join(FOLDER, "nutcracker.yml");
    writeFileSync(pool, `alpha:\n  servers:\n    - ${one}:1 a\n    - ${two}:9 b\n`);
    const keys = ["pool:1", "pool:2"];
    for (const key of keys) {
      // The rule is that of the file, too.
      await runCli(["set", key, "1", "--pool", pool]);
    }
    const labelled = await runCli(["get", ...keys, "-s", `a=${one}*1,b=${two}*9`, "--placement", "twemproxy"]);
    assert.equal(labelled.exitCode, 0, labelled.stderr);
  });

  it("names are looked up, by the DNS server that was asked for", async (t) => {
    const port = Number(names(0)[0]?.split(":")[1]);
    const dns = await startDnsServer([
      ["cache.test", { addresses: ["127.0.0.1"] }],
      ["_memcached._tcp.cache.test", { services: [{ host: "cache.test", port }] }],
    ]);
    t.after(() => dns.close());
    for (const name of [`dns+cache.test:${port}`, "dnssrv+_memcached._tcp.cache.test"]) {
      const run = await runCli(["version", "--servers", name, "--dns-server", dns.address]);
      assert.equal(run.exitCode, 0, run.stderr);
    }
    const none = await runCli(["version", "--servers", "dns+none.test", "--dns-server", dns.address]);
    assert.deepEqual(
      [none.exitCode, none.stderr.split("\n")[0]],
      [3, "memtool version: the name none.test does not resolve: there is no such name"],
    );
  });

  it("bench holds the list that it found", async () => {
    const run = await runCli(["bench", word, "--requests", "200", "--keys", "50", "--json"]);
    assert.equal(run.exitCode, 0, run.stderr);
    assert.match(run.stderr, /^Found 2 servers \(elasticache\+\S+, version 1\)\. The list is held for the whole run\./);
  });

  it("the exporter reads whoever is there", async (t) => {
    endpoint.tell(10, servers.slice(0, 1).map(entry));
    const exporter = await startExporterProcess([word, "--discover-every", "100ms", "--no-slabs"]);
    t.after(() => exporter.stop());
    const labels = async (): Promise<string[]> => {
      const page = await (await fetch(`${exporter.url}/metrics`)).text();
      return [...page.matchAll(/^memcached_up\{server="([^"]*)"\} 1$/gm)].map(([, name = ""]) => name);
    };
    assert.deepEqual(await labels(), names(0), "labelled, though it is the only one");
    endpoint.tell(11, servers.slice(1).map(entry));
    while ((await labels()).length < 2) {
      // It asks ten times a second.
    }
    assert.deepEqual(await labels(), names(1, 2));
    assert.equal((await fetch(`${exporter.url}/scrape?target=${names(0)[0]}`)).status, 403);
  });

  it("top and stats --every follow, and say so", async () => {
    for (const args of [
      ["top", word, "--every", "200ms"],
      ["stats", word, "--every", "200ms", "--format", "tsv"],
      ["cluster watch", word, "--every", "200ms"],
    ]) {
      endpoint.tell(20, servers.slice(0, 2).map(entry));
      const child = spawnCli([...(args[0] ?? "").split(" "), ...args.slice(1), "--discover-every", "50ms"]);
      const ended = once(child, "close");
      let stderr = "";
      child.stderr.on("data", (chunk) => {
        stderr += String(chunk);
      });
      const [, two = "", three = ""] = names(0, 1, 2);
      for await (const line of createInterface(child.stdout)) {
        if (line.includes(two)) {
          endpoint.tell(
            21,
            [servers[0], servers[2]].map((server) => entry(server as ServerProcess)),
          );
        } else if (line.includes(three)) {
          child.kill("SIGINT");
        }
      }
      await ended;
      assert.match(stderr, new RegExp(`^memtool ${args[0]}: - ${two} \\(elasticache.*version 21\\)$`, "m"));
      assert.match(stderr, new RegExp(`^memtool ${args[0]}: \\+ ${three} \\(elasticache.*version 21\\)$`, "m"));
      assert.doesNotMatch(stderr, /is down|not answer/);
    }
  });
});

describe("a directory of memtool", () => {
  it("is found as ElastiCache is: who joins, stops, and is killed", async (t) => {
    const directory = await startDirectory();
    const [one, two] = [await startNode(directory), await startNode(directory, "--lease", "2s")];
    t.after(() => Promise.all([directory, one, two].map((server) => server.stop("SIGKILL"))));
    const word = `elasticache+${addressOf(directory)}`;
    const child = spawnCli(["cluster", "discover", word, "--watch", "--json", "--discover-every", "100ms"]);
    const seen: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      const { change, node } = JSON.parse(line) as { change: string; node: string };
      seen.push(`${change} ${node}`);
      if (seen.length === 3) {
        await one.stop();
      } else if (seen.length === 4) {
        await two.stop("SIGKILL");
      } else if (seen.length === 5) {
        child.kill("SIGINT");
      }
    }
    assert.deepEqual(
      new Set(seen.slice(0, 3)),
      new Set([directory, one, two].map((server) => `found ${addressOf(server)}`)),
    );
    assert.deepEqual(seen.slice(3), [`removed ${addressOf(one)}`, `removed ${addressOf(two)}`]);
    const stats = await runCli(["stats", word, "--json"]);
    assert.deepEqual(
      JSON.parse(stats.stdout).servers.map(({ address }: { address: string }) => address),
      [addressOf(directory)],
    );
  });
});

describe("a directory with TLS and logins", needsOpenssl(), () => {
  it("gives both on to its servers, whether they stand in the word or in options", async (t) => {
    const certificates = new TestCertificates();
    const { certPath, keyPath } = certificates.server;
    const users = join(FOLDER, "users");
    writeFileSync(users, "joe:secret\n");
    const directory = await startDirectory(
      ...["-Y", users, "-Z", "-o", `ssl_chain_cert=${certPath},ssl_key=${keyPath}`],
      { speaks: "TLS" },
    );
    t.after(async () => {
      await directory.stop("SIGKILL");
      certificates.remove();
    });
    const where = addressOf(directory);
    const run = async (word: string, ...more: string[]) =>
      await runCli(["stats", word, "--tls-ca", certificates.authority.certPath, ...more, "--json"], {
        env: { MEMTOOL_PASSWORD: "secret" },
      });
    for (const [word, ...more] of [
      [`elasticache+memcacheds://joe:secret@${where}`],
      [`elasticache+${where}`, "--tls", "--user", "joe"],
    ] as const) {
      const { stdout, stderr, exitCode } = await run(word, ...more);
      assert.equal(exitCode, 0, stderr);
      assert.deepEqual(
        JSON.parse(stdout).servers.map(({ address }: { address: string }) => address),
        [`memcacheds://joe@${where}`],
      );
    }
    const refused = await run(`elasticache+memcacheds://${where}`);
    assert.equal(refused.exitCode, 4, refused.stderr);
    assert.match(refused.stderr, /wants a login first/);
  });
});

describe("a real etcd", needsEtcd(), () => {
  it("is found by the command line", async (t) => {
    const etcd = await EtcdServer.start();
    t.after(() => etcd.stop());
    await etcd.put("/memtool/shop/nodes/a:1", '{"host":"a","port":1,"weight":2}');
    const word = `etcd://127.0.0.1:1,${etcd.address}/shop`;
    const found = await runCli(["cluster", "discover", word]);
    assert.equal(found.exitCode, 0, found.stderr);
    assert.match(found.stdout, /^a:1\t-\t1\t2\t-\t\d+\tetcd:\/\//m);
    const none = await runCli(["cluster", "discover", `etcd://${etcd.address}/other`]);
    assert.equal(none.exitCode, 3);
    assert.match(none.stderr, /knows no servers/);
  });
});
