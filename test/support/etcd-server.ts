/** Runs Debian's etcd for a test: one member with a folder of its own, which can be stopped, frozen, and started again on the same port. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { findProgram, type Requirement, requirement } from "./requirement.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const etcdPath = findProgram("etcd");

const STARTUP_TIMEOUT_MS = 20_000;
const POLL_MS = 25;

/** Test options that skip (in CI: fail) where etcd is not installed. */
export function needsEtcd(): Requirement {
  return requirement(etcdPath !== undefined, "etcd is not installed (Debian package etcd-server)");
}

const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** See the head of the file. */
export class EtcdServer {
  /** `127.0.0.1:PORT`, of clients. */
  readonly address: string;
  readonly #args: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(clientPort: number, peerPort: number) {
    const [client, peer] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`];
    this.address = `127.0.0.1:${clientPort}`;
    this.#args = [
      ...["--name", "test", "--data-dir", temporaryFolder("etcd-")],
      ...["--listen-client-urls", client, "--advertise-client-urls", client],
      ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", `test=${peer}`],
      // A test's machine is not to wait for disks.
      ...["--unsafe-no-fsync"],
    ];
  }

  /** Starts one, and waits until it answers. */
  static async start(): Promise<EtcdServer> {
    const server = new EtcdServer(await freePort(), await freePort());
    await server.restart();
    return server;
  }

  /** Starts it, again if it was stopped, with what it knew. */
  async restart(): Promise<void> {
    if (etcdPath === undefined) throw new Error("etcd is not installed");
    const child = spawn(etcdPath, this.#args, { stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    running.add(child);
    const said: string[] = [];
    child.stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString("latin1")));
    child.once("exit", () => running.delete(child));
    const deadlineMs = Date.now() + STARTUP_TIMEOUT_MS;
    while (!(await this.#answers())) {
      if (Date.now() > deadlineMs || child.exitCode !== null) {
        throw new Error(`etcd does not answer: ${said.join("").slice(-2000)}`);
      }
      await delay(POLL_MS);
    }
  }

  async #answers(): Promise<boolean> {
    try {
      await this.post("/v3/kv/range", { key: Buffer.from("ready").toString("base64") });
      return true;
    } catch {
      return false;
    }
  }

  /** Sends a signal: SIGSTOP and SIGCONT for one that hangs. */
  kill(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Ends it, and waits until it is gone. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  }

  /** A request to its JSON gateway. */
  async post(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(`http://${this.address}${path}`, { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`etcd refused ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** Stores a value, under a lease of `ttlS` seconds that nobody keeps alive, or for ever. @returns the revision */
  async put(key: string, value: string, ttlS?: number): Promise<string> {
    const lease = ttlS === undefined ? {} : { lease: (await this.post("/v3/lease/grant", { TTL: ttlS }))["ID"] };
    const { header } = await this.post("/v3/kv/put", { key: base64(key), value: base64(value), ...lease });
    return (header as { revision: string }).revision;
  }

  /** Deletes a key. */
  async delete(key: string): Promise<void> {
    await this.post("/v3/kv/deleterange", { key: base64(key) });
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A port that nobody listens on at the moment: etcd cannot tell one that it chose itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
