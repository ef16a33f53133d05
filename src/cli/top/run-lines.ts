/** `top` where no live screen makes sense: a line a server and round on stdout. */
import { escapeControls } from "../../base/escape.ts";
import type { MonitorModel } from "../../monitor/model.ts";
import type { Round } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf } from "../exit-codes.ts";
import { leaveEcho } from "../leave-echo.ts";
import { plainHead, plainLines } from "./plain-lines.ts";
import type { RoundSource } from "./round-source.ts";

/** Lines after which the head is written again on a terminal, as vmstat does; a program reads it once. */
const HEAD_EVERY_LINES = 20;

/** Where the rounds come from and go to. */
export interface LinesOptions {
  readonly source: RoundSource;
  readonly model: MonitorModel;
  /** Rounds that are written; undefined for no end. */
  readonly count: number | undefined;
  /** Told of each round first. */
  readonly onRound: (round: Round) => void;
}

/**
 * Runs until the rounds end, or Ctrl-C. The first round is only there to be compared with.
 * @returns 0; 3 when no server answered in the last round, 4 when all refused (a login, TLS); 130 or 143 when it was interrupted
 */
export async function runLines({ source, model, count, onRound }: LinesOptions, context: Context): Promise<number> {
  let written = 0;
  let rounds = 0;
  let sinceHead = 0;
  let exitCode: number = EXIT.ok;
  const release = context.onInterrupt((signal) => {
    leaveEcho(signal, context);
    exitCode = signal === "SIGTERM" ? EXIT.terminated : EXIT.interrupted;
    source.close();
  });
  const write = (): void => {
    const moment = model.at();
    if (moment === undefined) {
      return;
    }
    const nameColumns = Math.max("server".length, ...model.names.map((name) => escapeControls(name).length));
    // A program gets every column; on a terminal a line stays a line.
    const widthMax = context.isTerminal ? context.width - 1 : Number.POSITIVE_INFINITY;
    const lines = plainLines(moment, nameColumns, widthMax);
    if (written === 0 || (context.isTerminal && sinceHead >= HEAD_EVERY_LINES)) {
      lines.unshift(plainHead(nameColumns, widthMax));
      sinceHead = 0;
    }
    context.stdout.write(`${lines.join("\n")}\n`);
    sinceHead += moment.servers.length;
    written++;
  };
  try {
    await source.run((round) => {
      onRound(round);
      model.add(round);
      rounds++;
      if (rounds > 1) {
        write();
      }
      if (written === count) {
        source.close();
      }
    });
  } finally {
    release();
    source.close();
  }
  return exitCode === EXIT.ok ? codeOfLastRound(model) : exitCode;
}

/** Fine while any server answers; else whether they could not be reached or refused. */
function codeOfLastRound(model: MonitorModel): number {
  const moment = model.at();
  if ((moment?.total.up ?? 0) > 0) {
    return EXIT.ok;
  }
  const codes = (moment?.servers ?? []).map(({ outage }) => outage?.error.code ?? "CONNECT").map(exitCodeOf);
  return codes.every((code) => code === EXIT.refused) && codes.length > 0 ? EXIT.refused : EXIT.connect;
}
