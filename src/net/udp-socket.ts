/** A UDP socket of a server. What the network refuses to carry is lost, as datagrams are; nothing here raises an error later on. */
import { createSocket, type Socket } from "node:dgram";
import { MemtoolError, messageOf } from "../base/errors.ts";

/** Answers that wait for the kernel may hold so much; beyond it they are dropped. */
const SEND_QUEUE_BYTES_MAX = 16 * 1024 * 1024;

/** Who a datagram came from. */
export interface UdpPeer {
  readonly address: string;
  readonly port: number;
}

/** A bound socket. */
export interface UdpSocket {
  readonly port: number;
  /** -1 where it cannot be told. */
  readonly descriptor: number;
  send(datagrams: readonly Buffer[], peer: UdpPeer): void;
  close(): void;
}

/**
 * Binds `host` (an IPv4 or IPv6 address) and starts to receive.
 * @throws MemtoolError LISTEN when the address can't be bound
 */
export function bindUdp(
  host: string,
  port: number,
  onDatagram: (socket: UdpSocket, datagram: Buffer, peer: UdpPeer) => void,
): Promise<UdpSocket> {
  const isIpv6 = host.includes(":");
  const socket = createSocket(isIpv6 ? { type: "udp6", ipv6Only: true } : { type: "udp4" });
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => {
      socket.close();
      reject(
        new MemtoolError("LISTEN", `could not listen on UDP ${host}:${port}: ${messageOf(error)}`, {
          cause: error,
          hint: "choose another port (-U -1 takes any free one) or address (-l)",
        }),
      );
    });
    socket.bind({ address: host, port, exclusive: true }, () => {
      socket.removeAllListeners("error");
      socket.on("error", () => {});
      const bound = boundSocket(socket);
      socket.on("message", (datagram, peer) => onDatagram(bound, datagram, peer));
      resolve(bound);
    });
  });
}

function boundSocket(socket: Socket): UdpSocket {
  return {
    port: socket.address().port,
    descriptor: descriptorOf(socket),
    send: (datagrams, { address, port }) => {
      for (const datagram of datagrams) {
        if (socket.getSendQueueSize() > SEND_QUEUE_BYTES_MAX) {
          return;
        }
        // A refused datagram is lost like any other; without a callback it would be an 'error'.
        socket.send(datagram, port, address, () => {});
      }
    },
    close: () => socket.close(),
  };
}

/** Uses `fd` of libuv's handle, which Node's own symbols keep out of sight (the same on Node 20 to 26). */
function descriptorOf(socket: Socket): number {
  const state = Object.getOwnPropertySymbols(socket).find((symbol) => symbol.description === "state symbol");
  const holder = state === undefined ? undefined : (socket as unknown as Record<symbol, unknown>)[state];
  const { handle } = (holder ?? {}) as { handle?: { fd?: number } };
  return handle?.fd ?? -1;
}
