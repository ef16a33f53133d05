/** The exporter in this process, against servers that do what a test wants. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import { formatAddress, parseAddress } from "../../../src/base/address.ts";
import { systemClock } from "../../../src/base/clock.ts";
import { type ExporterOptions, startExporter } from "../../../src/monitor/exporter.ts";
import { nameTargets } from "../../../src/monitor/exporter-targets.ts";
import { readExposition } from "../../support/exposition.ts";
import { SMALL_SERVER } from "../../support/memcached-stats.ts";
import { type ScriptedServer, startScriptedServer } from "../../support/scripted-server.ts";

const open: { close(): unknown }[] = [];

/** A server that says what memcached says; `answer` may put something in its place. */
async function memcachedLike(answer: (view: string) => string | undefined = () => undefined): Promise<ScriptedServer> {
  const server = await startScriptedServer((socket) => {
    socket.on("data", (data) => {
      for (const line of data.toString().trim().split("\r\n")) {
        const view = line.replace(/^stats ?/, "");
        const stats = [...(SMALL_SERVER.get(view) ?? [])].map(([name, value]) => `STAT ${name} ${value}\r\n`);
        socket.write(answer(view) ?? `${stats.join("")}END\r\n`);
      }
    });
  });
  open.push(server);
  return server;
}

async function exporterOf(names: readonly string[], options: Partial<ExporterOptions> & { isOpen?: boolean } = {}) {
  const changes: string[] = [];
  const { isOpen = false, ...others } = options;
  const exporter = await startExporter({
    listen: { host: "127.0.0.1", port: 0 },
    targets: { named: nameTargets(names.map(parseAddress)), isOpen, apply: (address) => address },
    tls: undefined,
    timeoutMs: 5000,
    clock: systemClock,
    slabs: true,
    extras: true,
    versions: { memtool: "1.0.0", node: "20.0.0" },
    onChange: (name, reason) => changes.push(`${name}: ${reason ?? "up"}`),
    onBug: (error) => assert.fail(String(error)),
    ...others,
  });
  open.push(exporter);
  const get = async (path: string) => {
    const response = await fetch(exporter.url + path);
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  return { exporter, get, changes };
}

function valueIn(text: string, name: string, labels: Readonly<Record<string, string>> = {}): string | undefined {
  const { samples = [] } = readExposition(text).get(name) ?? {};
  const wanted = JSON.stringify(Object.entries(labels));
  return samples.find((sample) => JSON.stringify(Object.entries(sample.labels)) === wanted)?.value;
}

describe("startExporter", () => {
  afterEach(async () => {
    await Promise.all(open.splice(0).map((thing) => thing.close()));
  });

  it("one target has no label, and /metrics also tells of the process", async () => {
    const server = await memcachedLike();
    const { get } = await exporterOf([formatAddress(server.address)]);
    const { status, type, text } = await get("/metrics");
    assert.deepEqual([status, type], [200, "text/plain; version=0.0.4; charset=utf-8"]);
    assert.equal(valueIn(text, "memcached_up"), "1");
    assert.equal(valueIn(text, "memcached_current_items"), "3");
    assert.equal(valueIn(text, "memtool_exporter_scrapes_total"), "1");
    assert.ok(Number(valueIn(text, "process_start_time_seconds")) > 0);
  });
  it("several targets have the label server, on /metrics only; /scrape is memcached's metrics and nothing else", async () => {
    const [one, two] = [await memcachedLike(), await memcachedLike()];
    const names = [one, two].map(({ address }) => formatAddress(address));
    const { get } = await exporterOf(names);
    const { text } = await get("/metrics");
    for (const server of names) {
      assert.equal(valueIn(text, "memcached_up", { server }), "1");
    }
    const scraped = await get(`/scrape?target=${names[1]}`);
    assert.equal(scraped.status, 200);
    assert.equal(valueIn(scraped.text, "memcached_up"), "1");
    assert.ok([...readExposition(scraped.text).keys()].every((name) => name.startsWith("memcached_")));
  });
  it("a server that hangs is down within the time-out and holds nobody up; changes are told once", async () => {
    let isMute = true;
    const [well, mute] = [await memcachedLike(), await memcachedLike(() => (isMute ? "" : undefined))];
    const [server = "", hung = ""] = [well, mute].map(({ address }) => formatAddress(address));
    const { get, changes } = await exporterOf([server, hung], { timeoutMs: 400 });
    for (let round = 0; round < 2; round++) {
      const { text } = await get("/metrics");
      assert.equal(valueIn(text, "memcached_up", { server }), "1");
      assert.equal(valueIn(text, "memcached_up", { server: hung }), "0");
      assert.equal(valueIn(text, "memcached_current_items", { server: hung }), undefined);
    }
    isMute = false;
    await get("/metrics");
    assert.equal(changes.length, 2);
    assert.match(changes[0] ?? "", new RegExp(`^${hung}: .*(within|no answer|400 ms)`));
    assert.equal(changes[1], `${hung}: up`);
  });
  it("a value that cannot be read, or an error instead of settings, is memcached_up 0", async () => {
    const odd = await memcachedLike((view) =>
      view === "" ? "STAT uptime 5\r\nSTAT bytes lots\r\nEND\r\n" : undefined,
    );
    const half = await memcachedLike((view) => (view === "settings" ? "SERVER_ERROR no\r\n" : undefined));
    const names = [odd, half].map(({ address }) => formatAddress(address));
    const { get, changes } = await exporterOf(names);
    const { text } = await get("/metrics");
    assert.equal(valueIn(text, "memcached_up", { server: names[0] ?? "" }), "0");
    assert.equal(valueIn(text, "memcached_uptime_seconds", { server: names[0] ?? "" }), "5");
    assert.equal(valueIn(text, "memcached_up", { server: names[1] ?? "" }), "0");
    assert.ok(
      changes.some((line) => line.includes('its bytes is "lots"')),
      changes.join("\n"),
    );
    assert.ok(
      changes.some((line) => line.includes("it refuses `stats settings`")),
      changes.join("\n"),
    );
  });
  it("without slab classes it does not ask for items", async () => {
    const asked: string[] = [];
    const server = await memcachedLike((view) => {
      asked.push(view);
      return undefined;
    });
    const { get } = await exporterOf([formatAddress(server.address)], { slabs: false, extras: false });
    const { text } = await get("/metrics");
    assert.deepEqual(asked, ["", "slabs", "settings"]);
    const names = [...readExposition(text).keys()];
    assert.ok(names.includes("memcached_malloced_bytes"));
    assert.deepEqual(
      names.filter((name) => name.startsWith("memcached_slab")),
      [],
    );
  });
  it("asks nobody that was not named, unless it is open; then it names what is wrong", async () => {
    const server = await memcachedLike();
    const name = formatAddress(server.address);
    const shut = await exporterOf(["127.0.0.1:1"]);
    const refused = await shut.get(`/scrape?target=${name}`);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /--any-target/);
    assert.equal(server.accepted(), 0);
    const wide = await exporterOf([], { isOpen: true });
    assert.equal(valueIn((await wide.get(`/scrape?target=${name}`)).text, "memcached_up"), "1");
    assert.deepEqual(await wide.get("/scrape"), {
      status: 400,
      type: "text/plain; charset=utf-8",
      text: "'target' parameter must be specified\n",
    });
    const own = readExposition((await wide.get("/metrics")).text);
    assert.equal(own.get("memcached_up"), undefined);
    assert.ok(own.has("memtool_exporter_build_info"));
    assert.deepEqual(wide.changes, []);
  });
  it("scrapes at the same moment share a reading", async () => {
    const server = await memcachedLike();
    const { get } = await exporterOf([formatAddress(server.address)]);
    const texts = await Promise.all(Array.from({ length: 20 }, () => get("/metrics")));
    assert.ok(texts.every(({ text }) => valueIn(text, "memcached_up") === "1"));
    assert.ok(server.accepted() < 20, `${server.accepted()} connections`);
  });
  it("has a page for people, and one for who asks whether it runs", async () => {
    const { get } = await exporterOf(["127.0.0.1:1"]);
    assert.match((await get("/")).text, /href="\/scrape\?target=127\.0\.0\.1%3A1"/);
    assert.deepEqual(await get("/healthz"), { status: 200, type: "text/plain; charset=utf-8", text: "ok\n" });
    assert.equal((await get("/nothing")).status, 404);
  });
});
