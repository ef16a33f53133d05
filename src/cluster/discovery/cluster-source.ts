/** `elasticache+host:port`: asks an endpoint for the nodes of its cluster, each time over a connection of its own. */
import { systemClock } from "../../base/clock.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import type { TcpAddress } from "../../base/server-source.ts";
import { loginWanted } from "../../client/refusal.ts";
import type { WireOptions } from "../../client/wire.ts";
import { parseClusterConfig } from "./cluster-config.ts";
import { ClusterEndpoint, type EndpointOptions, type WholeReply } from "./cluster-endpoint.ts";
import { BINARY_LANGUAGE, type ClusterLanguage, QUESTIONS, TEXT_LANGUAGE } from "./cluster-language.ts";
import { ANSWER_TIMEOUT_MS, REFRESH_MS } from "./limits.ts";
import type { ListReading, ListSource } from "./list-source.ts";

/** How the endpoint is reached. */
export interface ClusterSourceOptions {
  readonly tls: WireOptions["tls"];
  /** Longest wait for all of an answer, in milliseconds, connecting included; {@link ANSWER_TIMEOUT_MS} by default. */
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
  { tls, timeoutMs = ANSWER_TIMEOUT_MS }: ClusterSourceOptions,
  signal: AbortSignal,
): Promise<ListReading> {
  const endMs = systemClock.monotonicMs() + timeoutMs;
  const ask = async (language: ClusterLanguage): Promise<ListReading> =>
    await readIn(language, address, { tls, timeoutMs, endMs, signal });
  try {
    return await ask(TEXT_LANGUAGE);
  } catch (error) {
    if (!(error instanceof MemtoolError) || error.code !== "DISCONNECTED") {
      throw error;
    }
    // Its logins may be SASL's: then it hangs up on text.
    return await ask(BINARY_LANGUAGE).catch((second: unknown) => {
      throw isAnswer(second) ? second : error;
    });
  }
}

/** Whether an error says that the server has understood the question. */
function isAnswer(error: unknown): boolean {
  return error instanceof MemtoolError && (error.code === "REFUSED" || error.code === "SERVER");
}

async function readIn(language: ClusterLanguage, address: TcpAddress, options: EndpointOptions): Promise<ListReading> {
  const endpoint = await ClusterEndpoint.open(address, language, options);
  try {
    const first = await endpoint.ask("config");
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
async function askForKey(endpoint: ClusterEndpoint, first: WholeReply): Promise<WholeReply> {
  try {
    return await endpoint.ask("legacy");
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
    `${name} is no endpoint of a cluster: it answered \`${QUESTIONS.config}\` with ${JSON.stringify(line)} and ${key}`,
    {
      hint: "ElastiCache (not serverless), Memorystore and `memtool serve --directory` answer it; name a plain server without elasticache+",
    },
  );
}
