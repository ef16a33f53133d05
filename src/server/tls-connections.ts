/** TLS connections of a worker: which certificates clients have to show, and what is counted and logged of handshakes. */
import type { Socket } from "node:net";
import type { AdoptedSocketEvents } from "../net/adopted-socket.ts";
import { type CertificatePolicy, TlsAcceptor } from "../net/tls-acceptor.ts";
import type { TlsMaterial } from "../net/tls-material.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { LOG_TYPE } from "../stats/log/log-types.ts";
import type { ThreadLog } from "../stats/log/thread-log.ts";
import type { ThreadCounters } from "../stats/thread-counters.ts";
import type { ListenerTls, TlsSettings } from "./settings.ts";

/** By ssl_verify_mode; 3 differs from 2 in renegotiations only, which are never made. */
const POLICIES: readonly CertificatePolicy[] = ["none", "ask", "require", "require"];

/** See the file's head. */
export class TlsConnections {
  readonly #acceptor: TlsAcceptor;
  readonly #settings: TlsSettings;
  readonly #counters: ThreadCounters;
  readonly #watched: ThreadLog;
  readonly #log: (line: string) => void;

  /**
   * @param watched is told of what goes wrong (conntlserr)
   * @param log gets a line for each handshake that failed
   */
  constructor(
    material: TlsMaterial,
    settings: TlsSettings,
    readBuffer: Buffer,
    counters: ThreadCounters,
    watched: ThreadLog,
    log: (line: string) => void,
  ) {
    this.#acceptor = new TlsAcceptor(material, readBuffer);
    this.#settings = settings;
    this.#counters = counters;
    this.#watched = watched;
    this.#log = log;
  }

  /** Connections that are opened from now on see these certificates. */
  replace(material: TlsMaterial): void {
    this.#acceptor.replace(material);
  }

  /**
   * Starts the handshake on a descriptor.
   * @param attach is told the socket that replaces the returned one, once the handshake is done
   */
  open(descriptor: number, mode: ListenerTls, attach: (socket: Socket) => void, events: AdoptedSocketEvents): Socket {
    const { sessionCache, verifyMode } = this.#settings;
    return this.#acceptor.accept(descriptor, certificatePolicy(mode, verifyMode), {
      ...events,
      onSecure: (socket, isResumed) => {
        if (sessionCache && !isResumed) {
          this.#counters.count(COUNTER.ssl_new_sessions);
        }
        attach(socket);
      },
      onHandshakeError: (reason) => {
        this.#counters.count(COUNTER.ssl_handshake_errors);
        this.#tell(descriptor, reason);
        this.#log(`<${descriptor} TLS handshake failed: ${reason}`);
      },
      onProtocolError: (reason) => {
        this.#counters.count(COUNTER.ssl_proto_errors);
        this.#tell(descriptor, reason);
        this.#log(`<${descriptor} TLS error: ${reason}`);
      },
    });
  }

  #tell(descriptor: number, reason: string): void {
    if (this.#watched.wants(LOG_TYPE.connevents)) {
      this.#watched.connectionFailed(descriptor, true, reason);
    }
  }
}

/** What a listener asks of its clients: its prefix wins over the server's ssl_verify_mode. */
export function certificatePolicy(mode: ListenerTls, verifyMode: TlsSettings["verifyMode"]): CertificatePolicy {
  switch (mode) {
    case "mtls":
      return "require";
    case "btls":
    case "notls":
      return "none";
    case "default":
      return POLICIES[verifyMode] as CertificatePolicy;
  }
}
