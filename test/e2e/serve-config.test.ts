/** `memtool serve` with config files, as its users write them: the samples, Debian's, YAML; in the background; what is printed of them. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { eventually, hangUp, isAlive, talk } from "../support/conversation.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { requirement } from "../support/requirement.ts";
import { MEMTOOL_PATH, runCli, spawnProgram } from "../support/run-cli.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

const MIB = 1024 * 1024;

/** As the package installs it, whatever /etc/memcached.conf has become. */
const DEBIAN_CONFIG = "/usr/share/memcached/memcached.conf.default";

const pids = new Set<number>();
after(() => {
  hangUp();
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
  }
});

/** The samples, word for word but for the directories, which are real ones. */
function sample(name: "memcached" | "doozy", folder: string): string {
  const [server, port, directory] =
    name === "memcached" ? ["memcached", 19151, "memcached-dir"] : ["doozy", 21151, "doozy-cache-dir"];
  return [
    `# ${name}.conf`,
    `${server}-server=127.0.0.1:${port}`,
    `${directory}=${folder}/cache`,
    "memory-size=1024M",
    `persistence-dir=${folder}/persist`,
    "",
  ].join("\n");
}

function written(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

async function stat(server: ServerProcess, name: string): Promise<string | undefined> {
  assert.ok("port" in server.target);
  const client = talk(server.target.port, "stats settings\r\nquit\r\n");
  await client.ended;
  return new RegExp(`^STAT ${name} (.*)\r$`, "m").exec(client.text())?.[1];
}

for (const name of ["memcached", "doozy"] as const) {
  describe(`the sample ${name}.conf`, () => {
    const folder = temporaryFolder("memtool-sample-");
    const path = written(folder, `${name}.conf`, sample(name, folder));
    it("serves, with its memory and its directory; a flag wins over its port", async () => {
      const server = await startMemtool({ args: ["-c", path, "-P", "memtool.pid", "-t", "1"] });
      assert.equal(await stat(server, "maxbytes"), String(1024 * MIB));
      assert.equal(await stat(server, "inter"), "127.0.0.1");
      assert.equal(statSync(join(folder, "cache")).mode & 0o777, 0o700);
      assert.equal(readFileSync(join(folder, "cache", "memtool.pid"), "utf8"), `${server.pid}\n`);
      await server.stop();
    });
    it("says 127.0.0.1 and its port", async () => {
      const port = name === "memcached" ? "19151" : "21151";
      const { stdout } = await runCli(["serve", "--config", path, "--print-config"]);
      assert.match(stdout, new RegExp(`^port\t${port}\tfile ${path}:2$`, "m"));
      assert.match(stdout, new RegExp(`^listen\t127\\.0\\.0\\.1\tfile ${path}:2$`, "m"));
    });
  });
}

it(
  "Debian's memcached.conf serves as it does for memcached, in the foreground",
  requirement(existsSync(DEBIAN_CONFIG), "memcached is not installed (Debian package memcached)"),
  async () => {
    const folder = temporaryFolder("memtool-debian-");
    chmodSync(folder, 0o755);
    const server = await startMemtool({ args: ["-c", DEBIAN_CONFIG, "-P", join(folder, "pid"), "-t", "1"] });
    assert.deepEqual([await stat(server, "maxbytes"), await stat(server, "inter")], [String(64 * MIB), "127.0.0.1"]);
    if (process.getuid?.() === 0) {
      const { stdout } = await runCli(["serve", "-c", DEBIAN_CONFIG, "--print-config"]);
      assert.match(stdout, /^user\tmemcache\tfile /m);
      assert.doesNotMatch(readFileSync(`/proc/${server.pid}/status`, "utf8"), /^Uid:\t0\t/m);
    }
    assert.match(server.output, /WARNING: .*memcached\.conf\.default:\d+: -d is passed over/);
    assert.match(server.output, /WARNING: .*memcached\.conf\.default:\d+: logfile is passed over/);
    await server.stop();
  },
);

it("-d with a relative file: paths in it start at its directory, which the daemon is in", async () => {
  const folder = temporaryFolder("memtool-daemon-");
  mkdirSync(join(folder, "conf"));
  written(
    folder,
    "conf/m.yaml",
    "working-dir: run\npidfile: m.pid\nunix-socket: m.sock\nready-file: ready\nuser-file: users\n",
  );
  const script = 'cd "$0" && exec "$1" "$2" serve -d -c conf/m.yaml -t 1';
  const launcher = spawnProgram("sh", ["-c", script, folder, process.execPath, MEMTOOL_PATH]);
  assert.equal(await new Promise((resolve) => launcher.once("exit", resolve)), 0);
  const run = join(folder, "conf", "run");
  await eventually("a ready file", () => existsSync(join(run, "ready")));
  const pid = Number(readFileSync(join(run, "m.pid"), "utf8"));
  pids.add(pid);
  assert.equal(readFileSync(join(run, "ready"), "utf8"), `${join(run, "m.sock")}\n`);
  assert.ok(statSync(join(run, "m.sock")).isSocket());
  assert.equal(readlinkSync(`/proc/${pid}/cwd`), run);
  process.kill(pid, "SIGTERM");
  await eventually("the end of the daemon", () => !isAlive(pid));
  assert.deepEqual([existsSync(join(run, "m.pid")), existsSync(join(run, "ready"))], [false, false]);
});

it("a pipe is a config file, too, but not for -d; the command beside the server stays where it is", async () => {
  const folder = temporaryFolder("memtool-pipe-");
  const serve = async (more: string): Promise<string> => {
    const script = `cd "$0"; echo "working-dir=run" | "$1" "$2" serve -c /dev/stdin -p -1 -t 1 ${more} 2>&1`;
    const child = spawnProgram("sh", ["-c", script, folder, process.execPath, MEMTOOL_PATH]);
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    await new Promise((resolve) => child.once("close", resolve));
    return text;
  };
  assert.match(await serve("-- pwd"), new RegExp(`^${folder}$`, "m"));
  assert.match(await serve("-d"), /-d reads the config file a second time, which a pipe can't be/);
});

it("who wins: a flag, then the environment, then the file; an off of the environment over an on of the file", async () => {
  const folder = temporaryFolder("memtool-precedence-");
  const path = written(folder, "m.conf", "memory-limit=100m\nconn-limit=100\nthreads=2\ndisable-cas=yes\n");
  const env = {
    MEMTOOL_CONFIG: path,
    MEMTOOL_MEMORY_LIMIT: "200m",
    MEMTOOL_CONN_LIMIT: "200",
    MEMTOOL_DISABLE_CAS: "no",
  };
  const server = await startMemtool({ args: ["-m", "300"], env });
  assert.deepEqual(
    [
      await stat(server, "maxbytes"),
      await stat(server, "maxconns"),
      await stat(server, "num_threads"),
      await stat(server, "cas_enabled"),
    ],
    [String(300 * MIB), "200", "2", "yes"],
  );
  await server.stop();
});

it("SIGHUP does not read the file again", async () => {
  const folder = temporaryFolder("memtool-hup-");
  const users = written(folder, "users", "ann:one\n");
  const path = written(folder, "m.conf", `memory-limit=100m\nauth-file=${users}\n`);
  const server = await startMemtool({ args: ["-c", path, "-t", "1"] });
  assert.ok("port" in server.target);
  const { port } = server.target;
  writeFileSync(path, "memory-limit=200m\nnonsense\n");
  writeFileSync(users, "ann:two\n");
  process.kill(server.pid, "SIGHUP");
  const limit = async (): Promise<string | undefined> => {
    const client = talk(port, "set x 0 0 7\r\nann two\r\nstats settings\r\nquit\r\n");
    await client.ended;
    return /^STAT maxbytes (.*)\r$/m.exec(client.text())?.[1];
  };
  let found = await limit();
  for (const end = Date.now() + 15_000; found === undefined && Date.now() < end; ) {
    found = await limit();
  }
  assert.equal(found, String(100 * MIB));
  await server.stop();
});

describe("a file of no use", () => {
  const folder = temporaryFolder("memtool-refused-");
  it("ends the command with 2, a place and a suggestion, before anything is made", async () => {
    const directory = join(folder, "not-made");
    const path = written(folder, "m.conf", `working-dir=${directory}\n\nmemory-sise=1g\n`);
    const { exitCode, stdout, stderr } = await runCli(["serve", "-c", path, "-p", "-1"]);
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.equal(stderr, `memtool serve: ${path}:3: there is no setting "memory-sise"\n  did you mean memory-size?\n`);
    assert.equal(existsSync(directory), false);
    const background = await runCli(["serve", "-d", "-c", path]);
    assert.deepEqual([background.exitCode, background.stderr], [2, stderr]);
  });
  it("has its bytes escaped on the way to the terminal", async () => {
    const path = written(folder, "evil.conf", "port=\x1b]0;owned\x07\n");
    const { exitCode, stderr } = await runCli(["serve", "-c", path]);
    assert.equal(exitCode, 2);
    assert.ok(stderr.includes('port="\\e]0;owned\\x07"'), stderr);
  });
  it("is told as JSON under --json", async () => {
    const path = written(folder, "m.conf", "nonsense=1\n");
    const { exitCode, stdout } = await runCli(["serve", "-c", path, "--print-config", "--json"]);
    assert.equal(exitCode, 2);
    assert.equal(JSON.parse(stdout).error.message, `${path}:1: there is no setting "nonsense"`);
  });
  it("that contradicts itself is shown, and told with memcached's exit code", async () => {
    const path = written(folder, "m.conf", "max-item-size=50m\n");
    const { exitCode, stdout, stderr } = await runCli(["serve", "-c", path, "--print-config"]);
    assert.equal(exitCode, 64);
    assert.match(stdout, new RegExp(`^max-item-size\t50m\tfile ${path}:1$`, "m"));
    assert.match(
      stderr,
      /Cannot set item size limit higher than 1\/2 of memory max\.\n(?: .*\n)* {2}memtool serve --print-config shows/,
    );
  });
});

describe("--print-config", () => {
  const folder = temporaryFolder("memtool-print-");
  const path = written(folder, "m.yaml", "memory-limit: 1g\nextended: [idle_timeout=60]\n");
  it("starts nothing, and prints lines for scripts", async () => {
    const { exitCode, stdout, stderr } = await runCli([
      "serve",
      "-c",
      path,
      "-t",
      "3",
      "--print-config",
      "--",
      "false",
    ]);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    const lines = stdout.split("\n");
    assert.equal(lines[0], "setting\tvalue\tsource");
    assert.ok(lines.includes(`memory-limit\t1g\tfile ${path}:1`));
    assert.ok(lines.includes("threads\t3\tflag -t"));
    assert.ok(lines.includes(`-o idle_timeout\t60\tfile ${path}:2`));
  });
  it("prints JSON, and other formats", async () => {
    const json = await runCli(["serve", "-c", path, "--print-config", "--json"]);
    assert.deepEqual(
      JSON.parse(json.stdout).find(({ setting }: { setting: string }) => setting === "memory-limit"),
      { setting: "memory-limit", value: "1g", source: `file ${path}:1` },
    );
    const csv = await runCli(["serve", "-c", path, "--print-config", "--format=csv"]);
    assert.match(csv.stdout, /^setting,value,source\r?\n/);
    const wrong = await runCli(["serve", "--print-config", "--format", "xml"]);
    assert.deepEqual([wrong.exitCode, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /--format cannot be "xml": it is one of table, tsv/);
  });
  it("prints a table on a terminal", needsTmux(), async () => {
    const command = [process.execPath, MEMTOOL_PATH, "serve", "-c", path, "--print-config"];
    const session = TmuxSession.start({ command, width: 110, height: 70 });
    try {
      assert.equal(await session.waitForExit(), 0);
      const screen = await session.waitFor("that over the file");
      assert.match(screen, /│ memory-limit +│ 1g +│ file .*m\.yaml:1 +│/);
      assert.match(screen, /│ -o idle_timeout +│ 60 +│ file .*m\.yaml:2 +│/);
    } finally {
      session.close();
    }
  });
});
