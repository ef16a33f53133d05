/** Opens what connections come in through: the addresses of every interface, or one unix socket. */
import type { Socket } from "node:net";
import { messageOf } from "../base/errors.ts";
import { hostAddresses, openAddresses } from "../net/host-addresses.ts";
import { type Listener, type ListenTarget, listen } from "../net/listen.ts";
import type { ConnectionOrigin } from "./messages.ts";
import type { ListenInterface, ServerSettings } from "./settings.ts";

/** A listener, and what connections to it speak. */
export interface BoundListener extends Listener {
  readonly origin: ConnectionOrigin;
}

/** Who is told what. */
export interface ListenerEvents {
  /** A connection came, paused and unread. */
  readonly onConnection: (socket: Socket, target: ListenTarget, origin: ConnectionOrigin) => void;
  /** A listener was opened. */
  readonly onOpened: (listener: BoundListener) => void;
  /** An address could not be opened, while others of the same interface could. */
  readonly onPassedOver: (sentence: string) => void;
}

/**
 * Opens everything, in the order of the settings.
 * @throws MemtoolError LISTEN when no address of an interface can be bound; all are closed then
 */
export async function openListeners(
  settings: ServerSettings,
  events: ListenerEvents,
): Promise<readonly BoundListener[]> {
  const listeners: BoundListener[] = [];
  const open = async (target: ListenTarget, origin: ConnectionOrigin): Promise<void> => {
    const listener = await listen(target, (socket) => events.onConnection(socket, target, origin));
    const bound = { ...listener, origin };
    listeners.push(bound);
    events.onOpened(bound);
  };
  const { backlog, protocol, unixSocket } = settings;
  try {
    if (unixSocket !== undefined) {
      const target = { kind: "unix", path: unixSocket, mode: settings.unixMask, backlog } as const;
      await open(target, { transport: "unix", protocol, tls: "notls" });
      return listeners;
    }
    for (const item of settings.listen) {
      await openInterface(item, settings, open, events.onPassedOver);
    }
    return listeners;
  } catch (error) {
    closeAll(listeners);
    throw error;
  }
}

async function openInterface(
  item: ListenInterface,
  settings: ServerSettings,
  open: (target: ListenTarget, origin: ConnectionOrigin) => Promise<void>,
  onPassedOver: ListenerEvents["onPassedOver"],
): Promise<void> {
  const port = item.port ?? settings.port;
  if (port === undefined) {
    return;
  }
  const { backlog, protocol } = settings;
  const tls = settings.tls === undefined ? "notls" : (item.tls ?? "default");
  const origin = { transport: "tcp", protocol: item.protocol ?? protocol, tls } as const;
  const { failures } = await openAddresses(await hostAddresses(item.host), (host) =>
    open({ kind: "tcp", host, port, backlog }, origin),
  );
  for (const failure of failures) {
    onPassedOver(passedOver(item.host, failure));
  }
}

/** The sentence for an address that could not be opened while others of `host` could. */
export function passedOver(host: string, failure: Error): string {
  return `WARNING: ${messageOf(failure)}; other addresses of ${host} are open`;
}

/** Closes them; connections that were accepted go on. */
export function closeAll(listeners: readonly Listener[]): void {
  for (const listener of listeners) {
    listener.close();
  }
}
