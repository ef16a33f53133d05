/** `memtool exporter` as Prometheus meets it, in front of the real memcached and of `memtool serve`. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { needsOpenssl, TestCertificates } from "../support/certificates.ts";
import { type ExporterProcess, startExporterProcess } from "../support/exporter-process.ts";
import { type ReadFamily, readExposition, readWithPackage, seriesLines } from "../support/exposition.ts";
import { comparedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";
import { expectedMetrics } from "../support/memcached-exporter.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { checkValues, foundMetrics, loadServer, viewsOf } from "../support/scraped-metrics.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What memcached_commands_total has to say of it. */
const COUNTED = {
  "cas badval": "1",
  "cas hit": "1",
  "cas miss": "1",
  "decr hit": "1",
  "decr miss": "2",
  "delete hit": "1",
  "delete miss": "1",
  "flush hit": "1",
  "get hit": "2",
  "get miss": "1",
  "incr hit": "1",
  "incr miss": "1",
  "set hit": "4",
  "touch hit": "1",
  "touch miss": "2",
};

function describeExporter(title: string, options: { skip: string | false }, start: () => Promise<ServerProcess>): void {
  describe(title, options, () => {
    let server: ServerProcess;
    let exporter: ExporterProcess;
    before(async () => {
      server = await start();
      await loadServer(server);
      exporter = await startExporterProcess(["--no-extras", addressOf(server)]);
    });
    after(async () => {
      await exporter.stop();
      await server.stop();
    });

    it("has memcached_exporter's names, types and labels, no more and no less, and the server's values", async () => {
      const earlier = await viewsOf(addressOf(server));
      const families = readExposition(await exporter.scrape("/metrics"));
      const later = await viewsOf(addressOf(server));
      assert.deepEqual(foundMetrics(families), expectedMetrics(later));
      assert.ok(checkValues(families, earlier, later) > 80);
    });
    it("counts commands as memcached_exporter does", async () => {
      const families = readExposition(await exporter.scrape(`/scrape?target=${addressOf(server)}`));
      const { samples = [] } = families.get("memcached_commands_total") ?? {};
      const counted = samples.map(({ labels, value }) => [`${labels["command"]} ${labels["status"]}`, value]);
      assert.deepEqual(Object.fromEntries(counted), COUNTED);
      const sets = families
        .get("memcached_slab_commands_total")
        ?.samples.filter(({ labels }) => labels["command"] === "set")
        .map(({ value }) => Number(value));
      // Four sets, and the cas that missed, which the classes count as a set but not as a cas.
      assert.equal(
        sets?.reduce((sum, value) => sum + value, 0),
        5,
      );
      assert.equal(families.get("memcached_version")?.samples[0]?.value, "1");
    });
    it("is read by a parser that is not ours as by the strict reader", async () => {
      const text = await exporter.scrape(`/scrape?target=${addressOf(server)}`);
      assert.deepEqual(seriesLines(readWithPackage(text)), seriesLines(readExposition(text)));
    });
  });
}

describeExporter("memtool exporter in front of memcached", needsMemcached(), () => startMemcached());
describeExporter("memtool exporter in front of memtool serve", { skip: false }, () =>
  startMemtool({ args: ["-t", "2"] }),
);

function needsFlash(): { skip: string | false } {
  const isNew = comparedVersion() !== "1.6.18";
  return isNew ? { skip: "Debian's memcached 1.6.45 is built without flash storage" } : needsMemcached();
}

describeExporter("memtool exporter in front of memcached with flash storage", needsFlash(), () =>
  startMemcached({ args: ["-o", `ext_path=${join(temporaryFolder("flash-"), "pages")}:64m`] }),
);

describe("memtool exporter", () => {
  let one: ServerProcess;
  let two: ServerProcess;
  before(async () => {
    one = await startMemtool({ args: ["-t", "1"] });
    two = await startMemtool({ args: ["-t", "1"], transport: "unix" });
  });
  after(async () => {
    await one.stop();
    await two.stop();
  });

  it("several targets, one of them dead: each has memcached_up with its address, and the log says why", async () => {
    const exporter = await startExporterProcess([addressOf(one), addressOf(two), "127.0.0.1:1"]);
    const text = await exporter.scrape("/metrics");
    const up = readExposition(text).get("memcached_up")?.samples ?? [];
    assert.deepEqual(
      up.map(({ labels, value }) => `${labels["server"]} ${value}`),
      [`${addressOf(one)} 1`, `${addressOf(two)} 1`, "127.0.0.1:1 0"],
    );
    // Not those of the process, whose histograms the package arranges in its own way.
    const ofServers = (families: ReadonlyMap<string, ReadFamily>) =>
      seriesLines(families).filter((line) => line.includes(" memcached_"));
    assert.deepEqual(ofServers(readWithPackage(text)), ofServers(readExposition(text)));
    assert.match(exporter.stderr(), /\nmemtool exporter: 127\.0\.0\.1:1 is down: could not connect .*ECONNREFUSED/);
    assert.equal(await exporter.stop("SIGINT"), 0);
  });
  it("our own metrics are there unless they are switched off", async () => {
    const exporter = await startExporterProcess(["--no-slabs"], { MEMCACHE_SERVERS: addressOf(one) });
    const families = readExposition(await exporter.scrape("/metrics"));
    assert.equal(families.get("memcached_get_expired_total")?.samples[0]?.value, "0");
    assert.equal(families.get("memcached_item_size_limit_bytes")?.samples[0]?.value, "1048576");
    assert.ok(![...families.values()].some(({ samples }) => samples.some(({ labels }) => "slab" in labels)));
    assert.equal(await exporter.stop("SIGTERM"), 0);
  });
  it("a port that is taken ends it with 3 and says what to do", async () => {
    const exporter = await startExporterProcess([addressOf(one)]);
    const { stdout, stderr, exitCode } = await runCli([
      "exporter",
      "--listen",
      new URL(exporter.url).host,
      addressOf(one),
    ]);
    assert.equal(exitCode, 3);
    assert.equal(stdout, "");
    assert.match(
      stderr,
      /^memtool exporter: could not listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*\n {2}another process listens there/,
    );
    await exporter.stop();
  });
  it("speaks TLS and logs in, also where the target comes from Prometheus", needsOpenssl(), async () => {
    const certificates = new TestCertificates();
    const folder = temporaryFolder("exporter-");
    const [users, password] = [join(folder, "users"), join(folder, "password")];
    writeFileSync(users, "joe:secret\n");
    writeFileSync(password, "secret\n");
    const { certPath, keyPath } = certificates.server;
    const args = ["-t", "1", "-Z", "-o", `ssl_chain_cert=${certPath},ssl_key=${keyPath}`, "-Y", users];
    const server = await startMemtool({ args, speaks: "TLS" });
    const access = ["--tls", "--tls-ca", certificates.authority.certPath, "--user", "joe", "--password-file", password];
    const exporter = await startExporterProcess(["--any-target", ...access]);
    try {
      const families = readExposition(await exporter.scrape(`/scrape?target=${addressOf(server)}`));
      assert.equal(families.get("memcached_up")?.samples[0]?.value, "1");
      assert.match(exporter.stderr(), /WARNING: whoever can reach this port can have the password of joe sent/);
    } finally {
      await exporter.stop();
      await server.stop();
      certificates.remove();
    }
  });
});
