/** What `help` prints: the commands by group, or everything about one of them. */
import { COMMAND_GROUPS, type CommandSpec } from "../protocol/command-spec.ts";
import { COMMANDS, findCommand, subCommands } from "../protocol/command-table.ts";
import { friendlySyntaxOf, syntaxOf } from "./hint.ts";
import { LOCAL_COMMANDS } from "./local-commands.ts";
import { type Line, segment } from "./segments.ts";
import { suggestCommand } from "./suggest-command.ts";

const NAME_WIDTH = 22;
const LOCAL_WIDTH = 30;

const KEYS_HELP: readonly (readonly [string, string])[] = [
  ["Tab", "complete; again: next candidate"],
  ["Ctrl-R", "search the history"],
  ["Right, Ctrl-E", "take the grey suggestion"],
  ["Ctrl-C", "drop the line; stop waiting for a reply"],
  ["Ctrl-D", "leave"],
];

/** The lines of `help WORDS...`. `plain` leaves out what only helps at a terminal. */
export function helpLines(words: readonly string[], plain = false): Line[] {
  const lower = words.map((word) => word.toLowerCase());
  const [first] = lower;
  if (first === undefined) {
    return plain ? overview() : [...overview(), [], ...keysHelp(), [], ...forms()];
  }
  const local = LOCAL_COMMANDS.find((command) => command.name === first);
  if (local !== undefined) {
    return [[segment("heading", local.syntax)], [segment("plain", `  ${local.help}`)]];
  }
  const spec = findCommand(lower);
  const nested = subCommands(lower);
  if (spec === undefined && nested.length === 0) {
    const meant = suggestCommand(first);
    const hint = meant === undefined ? "type help for all of them" : `did you mean ${meant}?`;
    return [[segment("warning", `no command ${JSON.stringify(first)}`), segment("plain", `: ${hint}`)]];
  }
  return [...(spec === undefined ? [] : explain(spec)), ...nested.filter((other) => other !== spec).map(row)];
}

function row(spec: CommandSpec): Line {
  return [segment("key", `  ${spec.words.join(" ").padEnd(NAME_WIDTH)}`), segment("plain", spec.help)];
}

function overview(): Line[] {
  const groups = COMMAND_GROUPS.flatMap((group) => [
    [segment("heading", group)],
    ...COMMANDS.filter((command) => command.group === group && command.words[0] !== "quit").map(row),
    [],
  ]);
  const local = LOCAL_COMMANDS.map(
    (command): Line => [segment("key", `  ${command.syntax.padEnd(LOCAL_WIDTH)}`), segment("plain", command.help)],
  );
  return [...groups, [segment("heading", "this shell")], ...local];
}

function keysHelp(): Line[] {
  const rows = KEYS_HELP.map(
    ([key, help]): Line => [segment("key", `  ${key.padEnd(NAME_WIDTH)}`), segment("plain", help)],
  );
  return [[segment("heading", "keys")], ...rows];
}

const FORMS: readonly (readonly [string, string])[] = [
  ["set k value ttl=5m", 'friendly: a value, then options; "hello world" in quotes, @file from a file, @@ for @'],
  ['set k 0 60 "hello"', "memcached's own: flags, exptime and the value; or its byte count, and it is asked for"],
  ['set k "a', "an open quotation, or <<EOF, goes on in the next line"],
  ["stats > file", ">> adds to it; a single value is written byte for byte"],
  ["stats | grep evict", "through a program"],
];

function forms(): Line[] {
  const rows = FORMS.map(
    ([form, help]): Line => [segment("key", `  ${form.padEnd(NAME_WIDTH)}`), segment("plain", help)],
  );
  return [
    [segment("heading", "forms")],
    ...rows,
    [segment("plain", "  Two bare numbers behind the key and more behind them: memcached's own form.")],
    [segment("plain", '  Escapes in "...": \\n \\r \\t \\e \\\\ \\" \\xNN')],
    [segment("plain", "  A line that starts with a space is not kept in the history.")],
  ];
}

function explain(spec: CommandSpec): Line[] {
  const flags = (spec.metaFlags ?? []).map(
    (flag): Line => [
      segment("key", `  ${`${flag.letter}${flag.argument === undefined ? "" : `<${flag.argument}>`}`.padEnd(12)}`),
      segment("plain", flag.meaning),
    ],
  );
  const danger = spec.danger === undefined ? [] : [[segment("warning", `  Careful: it ${spec.danger}.`)]];
  const friendly = friendlySyntaxOf(spec);
  return [
    ...(friendly === undefined ? [] : [[segment("heading", friendly)]]),
    [segment(friendly === undefined ? "heading" : "plain", syntaxOf(spec))],
    [segment("plain", `  ${spec.help}`)],
    ...danger,
    ...flags,
    [segment("note", "  for example  "), segment("plain", `${flags.length === 0 ? "" : "  "}${spec.example}`)],
  ];
}
