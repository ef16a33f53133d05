/**
 * lru_crawler:
 *
 *     enable | disable                       sleep MICROSECONDS       tocrawl ITEMS
 *     crawl IDS|all                          metadump IDS|all|hash    mgdump IDS|all|hash
 *
 * IDS are slab classes, 1 to 63, separated by commas.
 */
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { REQUEST_ERROR, type Request } from "../protocol/request.ts";
import { errorReply } from "../protocol/text/errors.ts";
import { ERROR, OK } from "../protocol/text/replies.ts";
import { ALL_CLASSES, type ClassSet, classSet } from "../store/crawl-order.ts";
import type { AdminVerb } from "./admin-verb.ts";
import { unsignedWord } from "./admin-words.ts";
import { answer, answerText } from "./answer.ts";
import type { EngineContext } from "./context.ts";
import { DUMP_KIND, type DumpKind, DumpStream } from "./dump-stream.ts";
import { OUTCOME, type Outcome } from "./outcome.ts";

const SLEEP_US_MAX = 1_000_000;
const SLAB_CLASS_IDS_MAX = 63;

/** What came after the subcommand, already refused when undefined. */
type Action = (context: EngineContext, word: string | undefined, request: Request, reply: ReplyBuffer) => Outcome;

const ACTIONS: Readonly<Record<string, Action>> = {
  enable: (context, _word, request, reply) => setEnabled(context, true, request, reply),
  disable: (context, _word, request, reply) => setEnabled(context, false, request, reply),
  crawl,
  sleep: (context, word, request, reply) => {
    const value = unsignedWord(word);
    if (Number.isNaN(value)) {
      return refuseFormat(request, reply);
    }
    if (value > SLEEP_US_MAX) {
      return say(request, reply, "CLIENT_ERROR sleep must be one second or less");
    }
    context.store.parts.tuning.crawlerSleepUs = value;
    return done(request, reply);
  },
  tocrawl: (context, word, request, reply) => {
    const value = unsignedWord(word);
    if (Number.isNaN(value)) {
      return refuseFormat(request, reply);
    }
    context.store.parts.tuning.crawlerItemsMax = value;
    return done(request, reply);
  },
  metadump: (context, word, request, reply) =>
    dump(context, DUMP_KIND.metadump, "metadump", "ERROR metadump not allowed", word, request, reply),
  mgdump: (context, word, request, reply) =>
    dump(context, DUMP_KIND.mgdump, "mgdump", "ERROR key dump not allowed", word, request, reply),
};

/** Subcommands that stand alone; the others want a word behind them. */
const ALONE: readonly string[] = ["enable", "disable"];

/** Executes lru_crawler. */
export const executeLruCrawler: AdminVerb = (context, words, request, reply) => {
  const [name = "", word] = words;
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined || (word === undefined && !ALONE.includes(name))) {
    answer(request, reply, ERROR);
    return OUTCOME.next;
  }
  return action(context, word, request, reply);
};

function done(request: Request, reply: ReplyBuffer): Outcome {
  answer(request, reply, OK);
  return OUTCOME.next;
}

function say(request: Request, reply: ReplyBuffer, text: string): Outcome {
  answerText(request, reply, text);
  return OUTCOME.next;
}

function refuseFormat(request: Request, reply: ReplyBuffer): Outcome {
  answer(request, reply, errorReply(REQUEST_ERROR.badFormat));
  return OUTCOME.next;
}

function setEnabled({ store }: EngineContext, enabled: boolean, request: Request, reply: ReplyBuffer): Outcome {
  const { tuning } = store.parts;
  if (enabled && tuning.crawlerEnabled) {
    return say(request, reply, "ERROR failed to start lru crawler thread");
  }
  tuning.crawlerEnabled = enabled;
  return done(request, reply);
}

function crawl(context: EngineContext, word: string | undefined, request: Request, reply: ReplyBuffer): Outcome {
  const { crawlOrder, tuning } = context.store.parts;
  if (!tuning.crawlerEnabled) {
    return say(request, reply, "CLIENT_ERROR lru crawler disabled");
  }
  if (word === "hash") {
    return say(request, reply, "ERROR an unknown error happened");
  }
  const classes = readClasses(word);
  if (classes === undefined) {
    return say(request, reply, "BADCLASS invalid class id");
  }
  if (!crawlOrder.order(classes)) {
    return say(request, reply, "BUSY currently processing crawler request");
  }
  return done(request, reply);
}

function dump(
  context: EngineContext,
  kind: DumpKind,
  name: string,
  refusal: string,
  word: string | undefined,
  request: Request,
  reply: ReplyBuffer,
): Outcome {
  const { server, store } = context;
  if (!server.allows.dump) {
    return say(request, reply, refusal);
  }
  if (!store.parts.tuning.crawlerEnabled) {
    return say(request, reply, "CLIENT_ERROR lru crawler disabled");
  }
  if (reply.unflushedBytes > 0) {
    return say(request, reply, `ERROR cannot pipeline other commands before ${name}`);
  }
  const classes = word === "hash" ? ALL_CLASSES : readClasses(word);
  if (classes === undefined) {
    return say(request, reply, "BADCLASS invalid class id");
  }
  if (!store.parts.crawlOrder.startDump()) {
    return say(request, reply, "BUSY currently processing crawler request");
  }
  reply.append(OK);
  context.stream = new DumpStream(store, kind, classes);
  return OUTCOME.stream;
}

/** `all`, or class ids separated by commas; undefined when one is out of range or none. */
function readClasses(word: string | undefined): ClassSet | undefined {
  if (word === "all") {
    return ALL_CLASSES;
  }
  const ids = (word ?? "").split(",").map(unsignedWord);
  return ids.every((id) => id >= 1 && id <= SLAB_CLASS_IDS_MAX) ? classSet(ids) : undefined;
}
