/** memcached's command line as `memtool serve` takes it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { parseServeOptions, type ServeOptions } from "../../../../src/cli/serve/options.ts";
import { MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";
import { DEFAULT_SETTINGS, type ServerSettings } from "../../../../src/server/settings.ts";

const MIB = 1024 * 1024;

function parse(line: string): ServeOptions {
  return parseServeOptions(
    line.split(" ").filter((word) => word !== ""),
    {},
  );
}

function settings(line: string): ServerSettings {
  return parse(line).settings;
}

/** Exit code and message of a refused line. */
function refusal(line: string): string {
  try {
    parse(line);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return `${error instanceof MemcachedRefusal ? error.exitCode : 2} ${error.message}`;
  }
  return "accepted";
}

describe("--http", () => {
  it("is for this machine only, unless an address is named", () => {
    const where = (value: string) => {
      const { host, port } = settings(`--http ${value}`).http ?? assert.fail();
      return [host, port];
    };
    assert.deepEqual(where("9150"), ["127.0.0.1", 9150]);
    assert.deepEqual(where("0"), ["127.0.0.1", 0]);
    assert.deepEqual(where("10.0.0.1:9150"), ["10.0.0.1", 9150]);
    assert.deepEqual(where("[::1]:9150"), ["::1", 9150]);
    assert.deepEqual(where(":9150"), [undefined, 9150]);
    assert.match(settings("--http=9150").http?.version ?? "", /^\d+\.\d+\.\d+/);
  });
  it("refuses what is no address", () => {
    assert.equal(refusal("--http http://a:1"), '2 --http "http://a:1" is no address to listen on');
    assert.equal(refusal("--http 70000"), '2 --http "70000" is no address to listen on');
    const taken = "2 --http and the cache cannot both listen on port 9150";
    for (const line of ["-p 9150 --http 9150", "-l 127.0.0.1:9150 --http 9150", "-p 9150 --http *:9150"]) {
      assert.equal(refusal(line), taken, line);
    }
    assert.equal(settings("-p 9150 -l 127.0.0.2 --http 9150").http?.port, 9150);
    assert.equal(settings("-p 0 --http 0").http?.port, 0);
  });
});

describe("defaults", () => {
  it("are the server's", () => {
    assert.deepEqual(settings(""), { ...DEFAULT_SETTINGS });
    const { daemon, pidFile, user, readyFile, command, warnings } = parse("");
    assert.deepEqual(
      [daemon, pidFile, user, readyFile, command, warnings],
      [false, undefined, undefined, undefined, undefined, []],
    );
  });
});

describe("flags", () => {
  it("short and long mean the same", () => {
    const short = parse(
      "-p 1 -l ::1 -s /s -a 770 -m 128 -M -c 5 -t 2 -I 2m -f 1.5 -n 64 -C -vv -A -F -X -W -D . -R 7 -b 9 -B ascii -d -r -P /p -u nobody -k -L -N 1",
    );
    const long = parse(
      "--port=1 --listen=::1 --unix-socket=/s --unix-mask=770 --memory-limit=128 --disable-evictions --conn-limit=5 --threads=2 " +
        "--max-item-size=2m --slab-growth-factor=1.5 --slab-min-size=64 --disable-cas --verbose --verbose --enable-shutdown " +
        "--disable-flush-all --disable-dumping --disable-watch --stat-delimiter=. --max-reqs-per-event=7 --listen-backlog=9 " +
        "--protocol=ascii --daemon --enable-coredumps --pidfile=/p --user=nobody --lock-memory --enable-largepages --napi-ids=1",
    );
    assert.deepEqual(short, long);
    assert.deepEqual(short.settings, {
      ...DEFAULT_SETTINGS,
      port: 1,
      listen: [{ host: "::1", port: undefined }],
      unixSocket: "/s",
      unixMask: 0o770,
      memoryLimitBytes: 128 * MIB,
      largePages: true,
      evictions: false,
      maxConnections: 5,
      threads: 2,
      itemSizeMax: 2 * MIB,
      growthFactor: 1.5,
      slabMinSize: 64,
      casEnabled: false,
      verbosity: 2,
      shutdownCommand: true,
      flushEnabled: false,
      dumpEnabled: false,
      watchEnabled: false,
      prefixDelimiter: ".",
      detailEnabled: true,
      requestsPerEvent: 7,
      backlog: 9,
      protocol: "ascii",
      napiIds: 1,
    });
    assert.deepEqual([short.daemon, short.keepDirectory, short.pidFile, short.user], [true, true, "/p", "nobody"]);
  });
  it("glued and clustered, with words that belong to no option left alone", () => {
    const { port, verbosity, maxConnections, evictions } = settings("stray -m64 -vvp11311 more -Mc10");
    assert.deepEqual([port, verbosity, maxConnections, evictions], [11311, 2, 10, false]);
  });
  it("-1 is any free port, and so is 0 where nothing else would listen; numbers are read with atoi", () => {
    assert.equal(settings("-p -1").port, 0);
    assert.equal(settings("-p 0").port, 0);
    assert.equal(settings("-p 11311abc").port, 11311);
    assert.equal(settings("-p abc").port, 0);
  });
  it("the last one wins, and -l adds up", () => {
    const { port, listen } = settings("-p 1 -p 2 -l 127.0.0.1,localhost:0 -l [::1]:5;10.0.0.1:-1");
    assert.equal(port, 2);
    assert.deepEqual(
      listen.map(({ host, port: own }) => [host, own]),
      [
        ["127.0.0.1", undefined],
        ["localhost", 0],
        ["::1", 5],
        ["10.0.0.1", 0],
      ],
    );
  });
  it("-m takes units, -I too", () => {
    assert.equal(settings("-m 2g").memoryLimitBytes, 2048 * MIB);
    assert.equal(settings("-m 100MiB").memoryLimitBytes, 100 * MIB);
    assert.equal(settings("-I 524288").itemSizeMax, 524288);
  });
  it("--verbose counts", () => {
    assert.equal(settings("--verbose=vv").verbosity, 3);
    assert.equal(settings("--verbose=2").verbosity, 2);
    assert.equal(settings("--verbose=x").verbosity, 1);
    assert.equal(settings("-vvv").verbosity, 3);
  });
  it("-h, -i and -V end the reading", () => {
    assert.equal(parse("-vh --nonsense").action, "memcachedHelp");
    assert.equal(parse("--help --nonsense").action, "help");
    assert.equal(parse("-V -t 0").action, "version");
    assert.equal(parse("-i").action, "license");
  });
  it("takes everything after -- as the command", () => {
    assert.deepEqual(parse("-m 100 -- npm test -- -t 0").command, ["npm", "test", "--", "-t", "0"]);
  });
  it("logins settle the protocol; the environment may name the users", () => {
    const options = parseServeOptions(["-S"], { MEMCACHED_SASL_PWDB: "/users", MEMTOOL_DEBUG_COMMANDS: "1" });
    assert.equal(options.settings.protocol, "binary");
    assert.equal(options.settings.userFile, "/users");
    assert.equal(options.settings.debugCommands, true);
    assert.equal(settings("-S --user-file /other").userFile, "/other");
    assert.deepEqual([settings("--strict-framing").strictFraming, settings("").strictFraming], [true, false]);
    assert.equal(settings("-Y /users").protocol, "ascii");
  });
  it("many threads are warned about", () => {
    assert.match(parse("-t 65").warnings.join(), /65 worker threads are many/);
  });
});

describe("refusals", () => {
  const expected: Readonly<Record<string, string>> = {
    "-t 0": "1 Number of threads must be greater than 0",
    "-t x": "1 Number of threads must be greater than 0",
    "-t 1000": "2 Number of threads must be at most 256",
    "-c -5": "1 Maximum connections must be greater than 0",
    "-R 0": "1 Number of requests per event must be greater than 0",
    "-f 1": "1 Factor must be greater than 1",
    "-f abc": "1 Factor must be greater than 1",
    "-n 0": "1 Chunk size must be greater than 0",
    "-D": "1 option requires an argument -- 'D'",
    "--stat-delimiter=": "1 No delimiter specified",
    "--nonsense": "1 unrecognized option '--nonsense'",
    "-q": "1 invalid option -- 'q'",
    "-B klingon": "64 Invalid value for binding protocol: klingon",
    "-S -B ascii": "64 ERROR: You cannot allow the ASCII protocol while using SASL.",
    "-S -U 5": "64 ERROR: Cannot enable UDP while using binary SASL authentication.",
    "-Y /f -B binary": "64 ERROR: You cannot allow the BINARY protocol while using ascii authentication tokens.",
    "-Y /f -U 5": "64 Cannot use UDP with ascii authentication enabled (-U 0 to disable)",
    "-N 3 -t 2": "64 Number of napi_ids(3) cannot be greater than number of threads(2)",
    "-N x": "1 Maximum number of NAPI IDs must be greater than 0",
    "-I 1000": "64 Item max size cannot be less than 1024 bytes.",
    "-I 40m": "64 Cannot set item size limit higher than 1/2 of memory max.",
    "-m 8g -I 2g": "64 Cannot set item size limit higher than a gigabyte.",
    "-I 2000k": "64 -I (item_size_max: 2048000) must be evenly divisible by slab_chunk_max (bytes: 524288)",
    "-o slab_chunk_max=768": "64 slab_chunk_max (bytes: 786432) must divide evenly into 1 megabyte",
    "-o slab_sizes=100-104": "64 slab size 104 must be at least 8 bytes larger than previous class",
    "-o slab_sizes=104-100": "64 slab size 100 cannot be lower than or equal to a previous class size",
    "-o slab_sizes=47-100": "64 slab size 47 is out of valid range",
    "-n 64 -o slab_sizes=56-100": "64 slab size 56 is out of valid range",
    "-o slab_sizes=100-600000": "64 slab size 600000 is out of valid range",
    "-o slab_sizes=abc": "64 slab size 0 is out of valid range",
    "-p 70000": '64 Invalid port number: "70000"',
    "-p -2": '64 Invalid port number: "-2"',
    "-l 127.0.0.1:x": '71 Invalid port number: "x"',
    "-l notls:127.0.0.1": "71 'notls' option is valid only when SSL is enabled",
    "-l 127.0.0.1,mtls:127.0.0.2": "71 'mtls' option is valid only when SSL is enabled",
    "-l btls:127.0.0.1:5": "71 'btls' option is valid only when SSL is enabled",
    "-l ,": "71 -l names no interface",
    "-Z -p 0 -U 5 -o ssl_chain_cert=c,ssl_key=k": "64 ERROR: You cannot enable SSL without a TCP port.",
    "-Z -o ssl_key=k": "64 Error loading the certificate chain: no file was named",
    "-Z -o ssl_chain_cert=c": "64 Error loading the key: no file was named",
    "-o hot_lru_pct=50,warm_lru_pct=40": "64 hot_lru_pct + warm_lru_pct cannot be more than 80% combined",
    "-o no_lru_maintainer,temporary_ttl=60": "64 temporary_ttl requires lru_maintainer to be enabled",
    "-e /dev/shm/x": "2 -e: memory is not kept in a file",
    "-m 64 --": "2 there is no command after --",
  };
  for (const [line, message] of Object.entries(expected)) {
    it(line, () => assert.equal(refusal(line), message));
  }
  it("-m says what a size is", () => {
    assert.match(refusal("-m lots"), /^64 -m: "lots" is not a size/);
    assert.match(refusal("-I -1"), /^64 -I: "-1" is not a size/);
  });
  it("what getopt refuses has memcached's second line", () => {
    assert.throws(() => parse("-q"), { hint: 'Illegal argument "?"\nmemtool serve --help lists the options' });
  });
  it("-Z beside -s is taken, and the socket stays plain", () => {
    const { tls, unixSocket } = settings("-Z -s /sock -o ssl_chain_cert=c,ssl_key=k");
    assert.deepEqual([tls?.chainCert, unixSocket], ["c", "/sock"]);
  });
  it("napi ids are compared with the threads wherever -t stands", () => {
    assert.equal(settings("-N 3 -t 4").napiIds, 3);
  });
});
