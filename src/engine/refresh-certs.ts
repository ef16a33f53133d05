/** `refresh_certs`: reads the certificates again, for the connections that come from then on. */
import { OK, TLS_NOT_ENABLED } from "../protocol/text/replies.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { answer } from "./answer.ts";
import { LaterReply } from "./later-reply.ts";
import { OUTCOME } from "./outcome.ts";

/** Answers once every thread knows the new certificates, so that whoever reads OK and connects again sees them. */
export const executeRefreshCerts: AdminVerb = (context, _words, request, reply) => {
  const { server } = context;
  if (server.facts().tls === undefined) {
    answer(request, reply, TLS_NOT_ENABLED);
    return OUTCOME.next;
  }
  const { noreply } = request;
  context.stream = new LaterReply<string | undefined>(
    (done) => server.refreshCertificates(done),
    (later, failure) => {
      if (!noreply) {
        failure === undefined ? later.append(OK) : later.appendText(`${failure}\r\n`);
      }
    },
  );
  return OUTCOME.stream;
};
