import { type Call, findCall } from "./calls.ts";
import type { Rundll32Line } from "./line.ts";
import {
  ADDRESS,
  firstFile,
  isChosenFile,
  isForeignFile,
  isForeignHost,
  isForeignPanel,
  panelFile,
} from "./targets.ts";

/**
 * What an export of a module of Windows does for whoever chose its arguments, in words; undefined
 * if nothing that is known here.
 */
export function explainMisuse({ base, export: name, ordinal, args }: Rundll32Line) {
  const call = findCall(base, name, ordinal);
  return call && EXPLAIN[call](args, base);
}

type Explain = (args: string, base: string) => string | undefined;

const EXPLAIN: Readonly<Record<Call, Explain>> = {
  dump: () => "dumps a process",
  secrets: () => "shows stored passwords",
  script: (_, base) => `lets ${base} run a script`,
  run: explainRun,
  browse: explainBrowse,
  install: (args) => {
    const file = setupFile(args);
    return isForeignFile(file) ? `installs what ${file} says` : undefined;
  },
  deploy: (args) => (args === "" ? undefined : `installs a program from ${firstFile(args)}`),
  download: (args) => (ADDRESS.test(args) ? `fetches ${firstFile(args)}` : undefined),
  panel: (args) =>
    isForeignPanel(args) ? `loads ${panelFile(args)} as a control panel` : undefined,
  webdav: (args) =>
    isForeignHost(args) || PIPE.test(args)
      ? `opens ${firstFile(args)} with the user's name`
      : undefined,
  print: explainPrint,
};

/** A pipe that makes a server log on elsewhere (facts of public reports on coercion). */
export const PIPE = /[/\\]pipe[/\\]|\b(?:spoolss|srvsvc)\b/i;

function explainRun(args: string, base: string): string | undefined {
  const file = firstFile(args);
  if (/^(?:https?|ftp):/i.test(file)) return explainBrowse(args, base);
  return isChosenFile(file) ? `lets ${base} run ${file}` : undefined;
}

/** A page harms nobody unless its host is the attacker's; other schemes start what handles them. */
function explainBrowse(args: string, base: string): string | undefined {
  const target = args.replace(/^"/, "");
  const [, scheme] = /^([a-z][a-z0-9+.-]+):/i.exec(target) ?? [];
  if (scheme === undefined || /^file$/i.test(scheme)) {
    const file = firstFile(args);
    return isChosenFile(file) ? `lets ${base} open ${file}` : undefined;
  }
  if (/^(?:https?|ftp)$/i.test(scheme))
    return isForeignHost(target) ? `opens a page of a host that anybody can have` : undefined;
  return /^(?:mailto|tel)$/i.test(scheme) ? undefined : `starts what handles ${scheme}:`;
}

/** The file among `section mode file` or, for advpack, `file,section,flags`. */
function setupFile(args: string): string {
  const [, file] = /^[^ \t"\\:,]+[ \t]+\d+[ \t]+(.*)$/.exec(args) ?? [];
  return firstFile(file ?? args);
}

/**
 * Options of PrintUIEntry that install: a connection, which brings the server's driver (`/in`,
 * `/ga`); a driver, if its setup script is not one of Windows (`/ia`, `/if`). `@` reads more
 * options from a file. Source: Microsoft's documentation of rundll32 printui.dll,PrintUIEntry.
 */
function explainPrint(args: string): string | undefined {
  if (/(?:^|[ \t])@/.test(args)) return "reads options for printers from a file";
  if (/(?:^|[ \t])[/-](?:in|ga)(?![a-z])/i.test(args)) return "installs a printer of a server";
  const source = /(?:^|[ \t])[/-][fl][ \t]*("[^"]*"?|[^ \t]*)/i.exec(args)?.[1];
  const installs = /(?:^|[ \t])[/-](?:ia|if)(?![a-z])/i.test(args);
  if (installs && source !== undefined && isForeignFile(source.replaceAll('"', "")))
    return `installs a printer's driver from ${source}`;
  const [remote] = /\\\\[^ \t"]+/.exec(args) ?? [];
  return remote !== undefined && isForeignHost(remote)
    ? `logs on to ${remote} with the user's name`
    : undefined;
}
