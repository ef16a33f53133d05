/** The UDP sockets of a server, in the worker that serves them; rows of the connection table among the others. */
import { bindUdp, type UdpSocket } from "../net/udp-socket.ts";
import { CONNECTION_STATE } from "./connection-table.ts";
import type { BoundUdp, UdpPlan } from "./messages.ts";
import type { SessionContext } from "./session-context.ts";
import { UdpService } from "./udp-service.ts";

/** No connection has this serial number. */
const SERIAL = 0;

/** See the file's head. */
export class UdpListeners {
  readonly #context: SessionContext;
  readonly #itemSizeMax: number;
  readonly #sockets: UdpSocket[] = [];

  constructor(context: SessionContext, itemSizeMax: number) {
    this.#context = context;
    this.#itemSizeMax = itemSizeMax;
  }

  /**
   * Binds one after the other.
   * @throws MemtoolError LISTEN when one can't be bound; all are closed then
   */
  async open(plans: readonly UdpPlan[]): Promise<readonly BoundUdp[]> {
    try {
      for (const plan of plans) {
        this.#sockets.push(await this.#bind(plan));
      }
    } catch (error) {
      this.close();
      throw error;
    }
    return plans.map(({ host }, index) => ({ host, port: (this.#sockets[index] as UdpSocket).port }));
  }

  /** Answers nothing any more. */
  close(): void {
    for (const socket of this.#sockets.splice(0)) {
      this.#context.connections.close(socket.descriptor, SERIAL);
      socket.close();
    }
  }

  async #bind({ host, port, protocol }: UdpPlan): Promise<UdpSocket> {
    const { connections, engine } = this.#context;
    let service: UdpService | undefined;
    const bound = await bindUdp(host, port, (socket, datagram, peer) => {
      service ??= new UdpService(this.#context, protocol, socket.descriptor, this.#itemSizeMax);
      connections.update(socket.descriptor, CONNECTION_STATE.conn_read, engine.store.now());
      socket.send(service.answer(datagram), peer);
    });
    const name = host.includes(":") ? `udp6:[${host}]:${bound.port}` : `udp:${host}:${bound.port}`;
    connections.open(bound.descriptor, SERIAL, engine.store.now(), name, "");
    return bound;
  }
}
