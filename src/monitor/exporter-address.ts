/** Where the exporter listens, as `--listen` says it: `127.0.0.1:9150`, `[::1]:9150`, or `:9150` for every interface. */
import { MemtoolError } from "../base/errors.ts";

/** Without a host every interface, IPv4 and IPv6; port 0 is any free one. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

const PORT_MAX = 65535;

/** A name or IPv4 address, or an IPv6 address in brackets, or nothing or a star; then the port. */
const FORM = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([\w.-]*|\*)):([0-9]{1,5})$/;

/**
 * Reads it.
 * @throws MemtoolError USAGE
 */
export function parseListenAddress(text: string): ListenAddress {
  const [, v6, name, digits = ""] = FORM.exec(text) ?? [];
  const port = Number(digits);
  if (digits === "" || port > PORT_MAX) {
    throw new MemtoolError("USAGE", `--listen ${JSON.stringify(text)} is no address to listen on`, {
      hint: "write HOST:PORT, [V6]:PORT, or :PORT for every interface",
    });
  }
  const host = v6 ?? name;
  return { host: host === "" || host === "*" ? undefined : host, port };
}

/** Writes it so that a browser on this machine can be sent there: `localhost` stands for every interface. */
export function listenUrl({ host = "localhost", port }: ListenAddress): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
