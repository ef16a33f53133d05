/** The program of a known server's process: serves the behaviour of its argument and answers the questions of who started it. */
import type { KnownBehaviour } from "./known-behaviour.ts";
import type { KnownMessage, KnownQuestion } from "./known-server.ts";
import { KnownService } from "./known-service.ts";
import { measureLoad } from "./measuring-client.ts";
import { preferThisProcess } from "./punctual-thread.ts";
import { evenArrivals } from "./queue-truth.ts";

/** Before it counts, the program has served so much: code that runs for the first times is compiled, which takes milliseconds. */
const WARM_UP = { perSecond: 20_000, durationMs: 100 };

function tell(message: KnownMessage): void {
  process.send?.(message);
}

async function warmUp(): Promise<void> {
  const service = new KnownService({ timing: { kind: "bimodal", share: 0.1, slowMs: 1, fastMs: 0.1 } });
  await measureLoad({
    port: await service.listen(),
    arrivalsMs: evenArrivals([WARM_UP]),
    connections: 10,
    request: (index) => (index % 2 === 0 ? "get key\r\n" : "set key 0 0 5 noreply\r\nvalue\r\nget key\r\n"),
    replyEnd: "END\r\n",
    endMs: 2 * WARM_UP.durationMs,
  });
  await service.close();
}

// Nobody is left to ask, or to end it.
process.on("disconnect", () => process.exit());
preferThisProcess();
await warmUp();
const behaviour = JSON.parse(process.argv[2] ?? "{}") as KnownBehaviour;
const service = new KnownService(behaviour);
process.on("message", (question: KnownQuestion) => {
  if (question === "arm") service.arm();
  tell({ facts: service.facts() });
});
tell({ port: await service.listen() });
