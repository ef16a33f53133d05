/** The admin pages of `memtool serve` as Prometheus, probes, slow clients and hostile ones meet them. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { eventually, hangUp, talk } from "../support/conversation.ts";
import { startExporterProcess } from "../support/exporter-process.ts";
import { type ReadFamily, readExposition, readWithPackage, seriesLines } from "../support/exposition.ts";
import { expectedMetrics } from "../support/memcached-exporter.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { checkValues, foundMetrics, loadServer, viewsOf } from "../support/scraped-metrics.ts";
import { addressOf, connectTo, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

after(() => hangUp());

/** Where the start line says that the pages are. */
function pagesOf({ output }: ServerProcess): string {
  return /; admin pages on (http:\S+)$/m.exec(output)?.[1] ?? assert.fail(output);
}

function portOf({ target }: ServerProcess): number {
  return "port" in target ? target.port : assert.fail("no port");
}

async function get(url: string): Promise<string> {
  const response = await fetch(url);
  const text = await response.text();
  assert.equal(response.status, 200, `${url}: ${text}`);
  return text;
}

/** Opens a connection to a page and sends raw bytes. */
async function send(url: string, bytes: string): Promise<Socket> {
  const socket = createConnection(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(bytes);
  return socket;
}

function gone(socket: Socket): Promise<void> {
  socket.resume();
  return new Promise((resolve) => (socket.closed ? resolve() : socket.once("close", () => resolve())));
}

/** Those that tell of the server; of the others some belong to the process that tells. */
function ofServer(families: ReadonlyMap<string, ReadFamily>): ReadonlyMap<string, ReadFamily> {
  return new Map([...families].filter(([name]) => name.startsWith("memcached_")));
}

describe("memtool serve --http", () => {
  let server: ServerProcess;
  let pages: string;
  before(async () => {
    server = await startMemtool({ args: ["-t", "2", "--http", "0"] });
    pages = pagesOf(server);
    await loadServer(server);
  });
  after(() => server.stop());

  it("has memcached_exporter's metrics with the server's values, and the names of `memtool exporter`", async () => {
    const earlier = await viewsOf(addressOf(server));
    // Who asks over a connection counts it; the pages have none of their own, once that of the reading has ended.
    const connections = "memcached_current_connections";
    let families = readExposition(await get(`${pages}/metrics`));
    while (families.get(connections)?.samples[0]?.value !== "0") {
      families = readExposition(await get(`${pages}/metrics`));
    }
    const later = await viewsOf(addressOf(server));
    assert.ok(checkValues(families, earlier, later, [connections]) > 80);
    assert.equal(later.get("")?.get("curr_connections"), "1");
    const exporter = await startExporterProcess([addressOf(server)]);
    const exported = readExposition(await exporter.scrape("/metrics"));
    await exporter.stop();
    assert.deepEqual(foundMetrics(families), foundMetrics(exported));
    const found = new Set(foundMetrics(families));
    assert.deepEqual(
      expectedMetrics(later).filter((metric) => !found.has(metric)),
      [],
    );
    // Both tell of their own process by the same names.
    const ownNames = (all: ReadonlyMap<string, ReadFamily>) =>
      [...all.keys()].filter((name) => /^(process|nodejs)_/.test(name));
    assert.deepEqual(ownNames(families), ownNames(exported));
  });
  it("is read by a parser that is not ours as by the strict reader", async () => {
    const text = await get(`${pages}/metrics`);
    assert.deepEqual(seriesLines(ofServer(readWithPackage(text))), seriesLines(ofServer(readExposition(text))));
  });
  it("tells of the workers, whose counts are the server's in sum", async () => {
    const families = readExposition(await get(`${pages}/metrics`));
    const values = (name: string) => families.get(name)?.samples.map(({ value }) => Number(value)) ?? [];
    const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
    assert.equal(values("memtool_worker_connections").length, 2);
    const gets = families.get("memcached_commands_total")?.samples.filter(({ labels }) => labels["command"] === "get");
    assert.equal(sum(values("memtool_worker_gets_total")), sum((gets ?? []).map(({ value }) => Number(value))));
    assert.equal(sum(values("memtool_worker_read_bytes_total")), sum(values("memcached_read_bytes_total")));
    assert.deepEqual(values("memtool_ready"), [1]);
  });
  it("/stats.json is what `stats` and its sub-commands say", async () => {
    const client = await connectTo(server.target);
    client.write("mn\r\n");
    await once(client, "data");
    const views = await viewsOf(addressOf(server));
    const document = JSON.parse(await get(`${pages}/stats.json`));
    client.destroy();
    assert.equal(document.schema, "memtool.server/1");
    for (const name of ["pid", "cmd_set", "get_hits", "curr_items", "total_items", "limit_maxbytes"]) {
      assert.equal(String(document.stats[name]), views.get("")?.get(name), name);
    }
    assert.deepEqual(
      Object.fromEntries(Object.entries(document.settings).map(([name, value]) => [name, String(value)])),
      Object.fromEntries([...(views.get("settings") ?? [])].map(([name, value]) => [name, plain(value)])),
    );
    assert.equal(String(document.items[0].number), views.get("items")?.get(`items:${document.items[0].class}:number`));
    assert.equal(String(document.slabs.total_malloced), views.get("slabs")?.get("total_malloced"));
    assert.ok(document.connections.current >= 1 && document.connections.states.conn_read >= 1);
    assert.equal(document.workers.length, 2);
  });
  it("many at once, while clients come and go, get whole pages, and no descriptor is lost or mixed up", async () => {
    const openFiles = async () =>
      Number(readExposition(await get(`${pages}/metrics`)).get("process_open_fds")?.samples[0]?.value);
    const earlier = await openFiles();
    let isOver = false;
    const scraping = Array.from({ length: 8 }, async () => {
      let count = 0;
      for (; !isOver; count++) {
        assert.ok(readExposition(await get(`${pages}/metrics`)).has("memcached_up"));
        JSON.parse(await get(`${pages}/stats.json`));
      }
      return count;
    });
    for (let round = 0; round < 60; round++) {
      const clients = Array.from({ length: 10 }, (_, index) =>
        talk(portOf(server), `set churn${index} 0 0 1\r\n${index}\r\nget churn${index}\r\n`),
      );
      for (const [index, client] of clients.entries()) {
        await client.until(new RegExp(`^STORED\r\nVALUE churn${index} 0 1\r\n${index}\r\nEND\r\n$`));
        client.socket.destroy();
      }
      await Promise.all(clients.map(({ ended }) => ended));
    }
    isOver = true;
    const counts = await Promise.all(scraping);
    assert.ok(
      counts.every((count) => count > 0),
      counts.join(),
    );
    // Sockets of the test itself are closed a moment later.
    let now = await openFiles();
    for (let attempt = 0; now > earlier + 2 && attempt < 100; attempt++) {
      await sleep(50);
      now = await openFiles();
    }
    assert.ok(now <= earlier + 2, `${now} open files, ${earlier} before`);
  });
  it("hostile bytes cost their connection and nothing else", async () => {
    const hostile = [
      "\0".repeat(100_000),
      "get a\r\n".repeat(10_000),
      `GET /${"a".repeat(1_000_000)} HTTP/1.1\r\n\r\n`,
      `GET / HTTP/1.1\r\n${"A: b\r\n".repeat(100_000)}\r\n`,
      "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20_000),
      "POST /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
      "GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "CONNECT 127.0.0.1:11211 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
      "GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
    ];
    const sockets = await Promise.all(hostile.map((bytes) => send(pages, bytes)));
    await Promise.all(sockets.map(gone));
    assert.equal(await get(`${pages}/healthz`), "ok\n");
    const client = talk(portOf(server), "mn\r\n");
    await client.until(/^MN\r\n$/);
    client.socket.destroy();
    assert.ok(!server.output.includes("bug"), server.output);
  });
  it("slow clients keep neither the cache nor the pages from others", async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, () => send(pages, "GET /metrics HTTP/1.1\r\nHos")));
    const deaf = await Promise.all(
      Array.from({ length: 10 }, () => send(pages, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")),
    );
    for (const socket of deaf) {
      socket.pause();
    }
    assert.ok((await get(`${pages}/metrics`)).includes("\nmemcached_up 1\n"));
    const client = talk(portOf(server), "mn\r\n");
    await client.until(/^MN\r\n$/);
    for (const socket of [...slow, ...deaf, client.socket]) {
      socket.destroy();
    }
  });
  it("HEAD has no body, other methods and pages have a sentence", async () => {
    const head = await fetch(`${pages}/metrics`, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    const post = await fetch(`${pages}/metrics`, { method: "POST", body: "x".repeat(100) });
    assert.deepEqual([post.status, post.headers.get("allow")], [405, "GET, HEAD"]);
    assert.equal(await post.text(), "only GET and HEAD are answered here\n");
    const none = await fetch(`${pages}/`);
    assert.deepEqual(
      [none.status, await none.text()],
      [404, "there are /metrics, /healthz, /readyz and /stats.json\n"],
    );
  });
});

/** As JSON writes a number: 0.20 is 0.2. */
function plain(text: string): string {
  return /^-?\d+\.\d+$/.test(text) ? String(Number(text)) : text;
}

describe("memtool serve --http, starting and stopping", () => {
  it("the ready file has the address behind those of the cache", async () => {
    const file = join(temporaryFolder("http-"), "ready");
    const child = spawnCli(["serve", "--port", "0", "-t", "1", "--http", "0", "--ready-file", file]);
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const line = await eventually("a start line", () => /^memtool serve: listening on .*$/m.exec(stderr)?.[0]);
    const ended = once(child, "exit");
    const [cache = "", url = "", rest] = readFileSync(file, "utf8").split("\n");
    assert.match(line, new RegExp(`^memtool serve: listening on ${cache}; 64 MiB of memory, 1 worker thread; `));
    assert.match(line, new RegExp(`; admin pages on ${url}$`));
    assert.match(cache, /^127\.0\.0\.1:\d+$/);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(rest, "");
    assert.equal(await get(`${url}/healthz`), "ok\n");
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
    assert.ok(!stderr.includes("WARNING"));
  });
  it("after SIGTERM: not ready and yet alive while a client takes its last replies, then gone", async () => {
    const server = await startMemtool({ args: ["-t", "1", "--http", "0"] });
    const pages = pagesOf(server);
    // It has asked for more than the sockets between hold, and reads nothing: the server waits for it.
    const client = talk(portOf(server), `set big 0 0 400000\r\n${"v".repeat(400_000)}\r\n`);
    await client.until(/^STORED\r\n$/);
    client.socket.pause();
    client.socket.write("get big\r\n".repeat(50));
    const busy = async () => JSON.parse(await get(`${pages}/stats.json`)).connections.states.conn_mwrite === 1;
    while (!(await busy())) {
      await sleep(10);
    }
    assert.equal((await fetch(`${pages}/readyz`)).status, 200);
    const ended = server.stop();
    let response = await fetch(`${pages}/readyz`);
    while (response.status === 200) {
      await response.text();
      response = await fetch(`${pages}/readyz`);
    }
    assert.equal(response.status, 503);
    const { ready, conditions } = (await response.json()) as { ready: boolean; conditions: { reason?: string }[] };
    assert.equal(ready, false);
    assert.match(conditions[0]?.reason ?? "", /the server is stopping/);
    assert.equal(await get(`${pages}/healthz`), "ok\n");
    assert.ok((await get(`${pages}/metrics`)).includes("\nmemtool_ready 0\n"));
    assert.equal(await ended, "ended with exit code 0");
    await assert.rejects(fetch(`${pages}/healthz`));
    client.socket.destroy();
  });
  it("SIGTERM while scraped and while clients dawdle: every page is whole, and the end is not held up", async () => {
    const server = await startMemtool({ args: ["-t", "1", "--http", "0"] });
    const pages = pagesOf(server);
    const dawdling = await Promise.all(
      ["", "GET /metrics HTTP/1.1\r\n", "POST /metrics HTTP/1.1\r\nContent-Length: 9\r\n\r\n"].map((bytes) =>
        send(pages, bytes),
      ),
    );
    let scrapes = 0;
    const scraping = Promise.all(
      Array.from({ length: 4 }, async () => {
        for (;;) {
          let text: string;
          try {
            text = await (await fetch(`${pages}/metrics`)).text();
          } catch {
            return;
          }
          assert.ok(readExposition(text).has("process_resident_memory_bytes"));
          scrapes++;
        }
      }),
    );
    while (scrapes < 20) {
      await sleep(10);
    }
    const startMs = performance.now();
    assert.equal(await server.stop(), "ended with exit code 0");
    // With nobody connected to the cache there is nothing to wait for; the time-outs of these clients are ten seconds.
    assert.ok(performance.now() - startMs < 9000);
    await scraping;
    await Promise.all(dawdling.map(gone));
  });
  it("a port that is taken ends it with 71 and says what to do", async () => {
    const server = await startMemtool({ args: ["-t", "1", "--http", "0"] });
    const { host } = new URL(pagesOf(server));
    const { exitCode, stderr } = await runCli(["serve", "--port", "0", "-t", "1", "--http", host]);
    await server.stop();
    assert.equal(exitCode, 71);
    assert.match(stderr, /could not listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n.*choose another port with --http\n/);
  });
  it("pages that strangers may reach are warned of, the more so where the cache has logins", async () => {
    const users = join(temporaryFolder("http-"), "users");
    writeFileSync(users, "ann:secret\n");
    for (const [args, expected] of [
      [[], /^WARNING: whoever reaches http:\/\/localhost:\d+ can read statistics and settings, without login or TLS\n/],
      [["-Y", users], /without login or TLS, although clients of the cache need a login or TLS\n/],
    ] as const) {
      const served = await runCli(["serve", "--port", "0", "-t", "1", "--http", ":0", ...args, "--", "true"]);
      assert.equal(served.exitCode, 0);
      assert.match(served.stderr, expected);
      assert.match(served.stderr, /admin pages on http:\/\/localhost:\d+\n/);
    }
  });
  it("is there beside a unix socket", async () => {
    const server = await startMemtool({ args: ["-t", "1", "--http", "0"], transport: "unix" });
    assert.equal(readExposition(await get(`${pagesOf(server)}/metrics`)).get("memcached_up")?.samples[0]?.value, "1");
    await server.stop();
  });
  it("is plain HTTP beside TLS, and counts its handshakes", needsOpenssl(), async () => {
    const certificates = new TestCertificates();
    const { certPath, keyPath } = certificates.server;
    const args = ["-t", "1", "-Z", "-o", `ssl_chain_cert=${certPath},ssl_key=${keyPath}`, "--http", "0"];
    const server = await startMemtool({ args, speaks: "TLS" });
    try {
      const families = readExposition(await get(`${pagesOf(server)}/metrics`));
      assert.equal(families.get("memcached_ssl_protocol_errors_total")?.samples[0]?.value, "0");
      assert.ok(families.has("memcached_ssl_certificate_age_seconds"));
    } finally {
      await server.stop();
      certificates.remove();
    }
  });
});
