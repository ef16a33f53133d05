/** Which dialog a connection has: that of its listener's protocol, or of its first byte, and a login before it where one is asked for. */
import { REQUEST_MAGIC } from "../protocol/binary/header.ts";
import { AuthDialog } from "./auth-dialog.ts";
import { BinaryDialog } from "./binary-dialog.ts";
import type { Dialog, DialogHost } from "./dialog.ts";
import type { SessionContext } from "./session-context.ts";
import type { ListenerProtocol } from "./settings.ts";
import { TextDialog } from "./text-dialog.ts";

/** A connection that may speak either protocol is settled by its first byte, for good. */
export function openDialog(
  context: SessionContext,
  host: DialogHost,
  descriptor: number,
  protocol: ListenerProtocol,
  firstByte: number,
): Dialog {
  const { access, trace, traced } = context;
  const isBinary = protocol === "binary" || (protocol === "auto" && firstByte === REQUEST_MAGIC);
  if (traced && protocol === "auto") {
    trace.negotiated(descriptor, isBinary ? "binary" : "ascii");
  }
  if (isBinary) {
    return new BinaryDialog(context, host, descriptor, access.saslLogin());
  }
  const createText = () => new TextDialog(context, host, descriptor);
  const users = access.asciiUsers;
  return users === undefined ? createText() : new AuthDialog(context, host, users, createText);
}
