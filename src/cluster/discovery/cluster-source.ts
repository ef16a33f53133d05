/** `elasticache+host:port`: asks an endpoint for the nodes of its cluster, each time over a connection of its own. */
import { formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { formatDurationMs } from "../../base/format-units.ts";
import type { TcpAddress } from "../../base/server-source.ts";
import { loginWanted } from "../../client/refusal.ts";
import { openWire, type WireOptions } from "../../client/wire.ts";
import { type ConfigReply, parseClusterConfig, readConfigReply } from "./cluster-config.ts";
import { ANSWER_TIMEOUT_MS, LIST_BYTES_MAX, REFRESH_MS } from "./limits.ts";
import type { ListReading, ListSource } from "./list-source.ts";

/** For engines from 1.4.14 on. */
const COMMAND = "config get cluster";
/** The ordinary key of those before. */
const LEGACY_COMMAND = "get AmazonElastiCache:cluster";

/** An answer that is more than a part. */
type WholeReply = Exclude<ConfigReply, { kind: "more" }>;

/** How the endpoint is reached. */
export interface ClusterSourceOptions {
  readonly tls: WireOptions["tls"];
  /** {@link ANSWER_TIMEOUT_MS} by default. */
  readonly timeoutMs?: number;
}

/** Makes the source. @param name as it was written */
export function clusterSource(name: string, address: TcpAddress, options: ClusterSourceOptions): ListSource {
  return {
    name,
    neverGoesBack: true,
    refreshMs: REFRESH_MS.cluster,
    read: async (signal) => await readCluster(address, options, signal),
  };
}

async function readCluster(
  address: TcpAddress,
  options: ClusterSourceOptions,
  signal: AbortSignal,
): Promise<ListReading> {
  const endpoint = await Endpoint.open(address, options, signal);
  try {
    const first = await endpoint.ask(COMMAND);
    const found = first.kind === "payload" ? first : await askForKey(endpoint, first);
    if (found.kind === "payload") {
      const config = parseClusterConfig(found.payload);
      if (config.kind === "malformed") {
        throw new MemtoolError("PROTOCOL", `cannot read the cluster of ${endpoint.name}: ${config.found}`);
      }
      return config;
    }
    if (first.kind === "nothing") {
      // It knows the command, and no nodes.
      return { nodes: [], version: 0n };
    }
    throw notACluster(endpoint.name, first, found);
  } finally {
    endpoint.close();
  }
}

/** What is no memcached at all closes the connection after the first question: that tells less than its answer did. */
async function askForKey(endpoint: Endpoint, first: WholeReply): Promise<WholeReply> {
  try {
    return await endpoint.ask(LEGACY_COMMAND);
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "DISCONNECTED" && first.kind === "other") {
      return { kind: "other", line: "" };
    }
    throw error;
  }
}

function notACluster(name: string, first: WholeReply, second: WholeReply): MemtoolError {
  const line = first.kind === "other" ? first.line : "";
  if (/unauthenticated|authentication/i.test(line)) {
    return loginWanted(name, escapeText(line));
  }
  const key = second.kind === "nothing" ? "has no key AmazonElastiCache:cluster" : "refused the legacy key as well";
  return new MemtoolError(
    "SERVER",
    `${name} is no endpoint of a cluster: it answered \`${COMMAND}\` with ${JSON.stringify(line)} and ${key}`,
    {
      hint: "ElastiCache (not serverless), Memorystore and `memtool serve --directory` answer it; name a plain server without elasticache+",
    },
  );
}

/** A connection that is asked one question at a time. */
class Endpoint {
  readonly name: string;
  readonly #timeoutMs: number;
  readonly #signal: AbortSignal;
  #send: (line: string) => void = () => {};
  #destroy: () => void = () => {};
  #text = "";
  #error: MemtoolError | undefined;
  #onNews: () => void = () => {};

  private constructor(name: string, timeoutMs: number, signal: AbortSignal) {
    this.name = name;
    this.#timeoutMs = timeoutMs;
    this.#signal = signal;
  }

  static async open(address: TcpAddress, options: ClusterSourceOptions, signal: AbortSignal): Promise<Endpoint> {
    const { tls, timeoutMs = ANSWER_TIMEOUT_MS } = options;
    const endpoint = new Endpoint(formatAddress(address), timeoutMs, signal);
    const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);
    const wire = await openWire(address, {
      connectTimeoutMs: timeoutMs,
      tls,
      readBuffer,
      onData: (_bytes, length) => endpoint.#take(readBuffer.toString("latin1", 0, length)),
      onDrain: () => {},
      onClose: (error) => endpoint.#end(error),
    });
    endpoint.#send = (line) => wire.write(Buffer.from(`${line}\r\n`, "latin1"));
    endpoint.#destroy = () => wire.destroy();
    return endpoint;
  }

  #take(text: string): void {
    this.#text += text;
    this.#onNews();
  }

  #end(error: MemtoolError | undefined): void {
    this.#error = error;
    this.#onNews();
  }

  /** @throws MemtoolError DISCONNECTED, TIMEOUT, PROTOCOL, INTERRUPTED */
  async ask(line: string): Promise<WholeReply> {
    this.#text = "";
    this.#send(line);
    return await new Promise<WholeReply>((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#signal.removeEventListener("abort", giveUp);
        this.#onNews = () => {};
        settle();
      };
      const giveUp = (): void => finish(() => reject(new MemtoolError("INTERRUPTED", `stopped asking ${this.name}`)));
      const timer = setTimeout(() => finish(() => reject(this.#late(line))), this.#timeoutMs);
      this.#signal.addEventListener("abort", giveUp);
      this.#onNews = () => {
        const reply = readConfigReply(this.#text);
        if (reply.kind !== "more") {
          finish(() => resolve(reply));
        } else if (this.#text.length > LIST_BYTES_MAX) {
          finish(() => reject(new MemtoolError("PROTOCOL", `${this.name} answers \`${line}\` without an end`)));
        } else if (this.#error !== undefined) {
          const error = this.#error;
          finish(() => reject(error));
        }
      };
      this.#onNews();
    });
  }

  #late(line: string): MemtoolError {
    const after = formatDurationMs(this.#timeoutMs);
    return new MemtoolError("TIMEOUT", `${this.name} did not answer \`${line}\` within ${after}`, {
      hint: "is it overloaded, or no memcached at all?",
    });
  }

  close(): void {
    this.#destroy();
  }
}
