/** `memtool serve verify`: the command's data; the work is that of src/persistence/verify.ts. */
import { resolve } from "node:path";
import type { DamagedRecord } from "../../persistence/inspection.ts";
import { readEncryptionKey } from "../../persistence/key-file.ts";
import { verifyDatabase } from "../../persistence/verify.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import { cutOffText, type DamageReport, hasDamage, NAMED_DAMAGE_MAX } from "../serve/damage-tables.ts";
import { damageText } from "../serve/damage-text.ts";
import { DatabaseWork } from "../serve/database-work.ts";
import { KEY_FILE_OPTIONS } from "../serve/key-file-options.ts";

const NAME = "serve verify";

const OPTIONS = { ...KEY_FILE_OPTIONS, ...FORMAT_OPTIONS } as const satisfies OptionTable;

async function runVerify({ options, words }: CommandArguments<typeof OPTIONS>, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const directory = resolve(words[0] ?? "");
  const encryptionKey = readEncryptionKey(options["encryption-key-file"]);
  const damage: DamagedRecord[] = [];
  const work = new DatabaseWork(context);
  let report: DamageReport;
  try {
    const found = await verifyDatabase({
      directory,
      encryptionKey,
      nowUnix: Math.floor(context.clock.unixMs() / 1000),
      onDamage: (record) => {
        if (damage.length < NAMED_DAMAGE_MAX) {
          damage.push(record);
        }
      },
      goesOn: ({ items, expired, flushed, damaged }) => work.goesOn(items + expired + flushed + damaged),
    });
    const isEncrypted = encryptionKey !== undefined;
    report = { ...found, directory, isEncrypted, damage, isComplete: !work.isInterrupted };
  } finally {
    work.end();
  }
  context.stdout.write(await damageText(report, format, context));
  const cutOff = cutOffText(report);
  if (cutOff !== undefined) {
    context.stderr.write(`memtool ${NAME}: ${cutOff}\n`);
  }
  if (hasDamage(report)) {
    context.stderr.write(`memtool ${NAME}: there is damage; memtool serve repair ${words[0]} keeps what is sound\n`);
  }
  return work.isInterrupted ? EXIT.interrupted : hasDamage(report) ? EXIT.checkFailed : EXIT.ok;
}

/** The command. */
export const serveVerifyCommand = defineCommand({
  name: NAME,
  describe: "check every record that a server keeps on disk",
  positionals: [
    { name: "dir", describe: "what --persistence-dir was given", example: "/var/lib/memtool", required: true },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool serve verify /var/lib/memtool", describe: "is everything what was written?" },
    { command: "memtool serve verify /var/lib/memtool --json", describe: "the same for a program" },
  ],
  notes: [
    "No server may be running on the directory. Checked are each record's checksum (of an encrypted database: its authentication), format, key and expiry.",
    "Exit codes: 0 all is well, 1 there is damage, 2 wrong usage, 74 the database could not be looked at: no access, in use, another key, 130 interrupted.",
  ],
  handler: runVerify,
});
