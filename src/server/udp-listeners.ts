/** The UDP sockets of a server, in the worker that serves them; rows of the connection table among the others. */
import { hostAddresses, openAddresses } from "../net/host-addresses.ts";
import { bindUdp, type UdpSocket } from "../net/udp-socket.ts";
import { CONNECTION_STATE } from "./connection-table.ts";
import { surviveFault } from "./fault.ts";
import type { BoundUdp, UdpPlan } from "./messages.ts";
import { passedOver } from "./open-listeners.ts";
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
   * Binds all addresses of one plan after the other.
   * @param log is told of an address that could not be bound while others of its plan could
   * @throws MemtoolError LISTEN when no address of a plan can be bound; all are closed then
   */
  async open(plans: readonly UdpPlan[], log: (line: string) => void = () => {}): Promise<readonly BoundUdp[]> {
    const bound: BoundUdp[] = [];
    try {
      for (const plan of plans) {
        const { opened, failures } = await openAddresses(await hostAddresses(plan.host), (host) =>
          this.#bind({ ...plan, host }),
        );
        bound.push(...opened);
        for (const failure of failures) {
          log(passedOver(plan.host, failure));
        }
      }
    } catch (error) {
      this.close();
      throw error;
    }
    return bound;
  }

  /** Answers nothing any more. */
  close(): void {
    for (const socket of this.#sockets.splice(0)) {
      this.#context.connections.close(socket.descriptor, SERIAL);
      socket.close();
    }
  }

  /** @param plan of one address */
  async #bind({ host, port, protocol }: UdpPlan): Promise<BoundUdp> {
    const { connections, engine } = this.#context;
    let service: UdpService | undefined;
    const bound = await bindUdp(host, port, (socket, datagram, peer) => {
      service ??= new UdpService(this.#context, protocol, socket.descriptor, this.#itemSizeMax);
      connections.update(socket.descriptor, CONNECTION_STATE.conn_read, engine.store.now());
      try {
        socket.send(service.answer(datagram), peer);
      } catch (fault) {
        surviveFault(fault, this.#context, socket.descriptor);
      }
    });
    const name = host.includes(":") ? `udp6:[${host}]:${bound.port}` : `udp:${host}:${bound.port}`;
    connections.open(bound.descriptor, SERIAL, engine.store.now(), name, "");
    this.#sockets.push(bound);
    return { host, port: bound.port };
  }
}
