import type { FileFault } from "./problem.ts";

const EXPORT = "export the table from Log Analytics as CSV or JSON";

/** What is not read, by the file's ending. */
const BY_ENDING: readonly (readonly [RegExp, FileFault])[] = [
  [
    /\.(evtx|evt|etl)$/i,
    fault(
      "a Windows event log",
      `${EXPORT}, or write its events as rows of SecurityEvent or WindowsEvent`,
    ),
  ],
  [
    /\.xml$/i,
    fault("XML", `${EXPORT}, or write its events as rows of WindowsEvent, one JSON object a line`),
  ],
  [
    /\.(parquet|avro|orc|arrow|feather)$/i,
    fault("a columnar file", "write it as JSON Lines: one JSON object a row"),
  ],
  [/\.(xlsx?|xlsm|ods)$/i, fault("a spreadsheet", "save the sheet as CSV (UTF-8)")],
  [
    /\.(zip|7z|rar|tar|tgz|bz2|xz|zst|lz4)(\.gz)?$|\.tar\.gz$/i,
    fault("an archive", "unpack it; of packed files only .gz is read"),
  ],
  [/\.(pcap|pcapng|db|sqlite|pkl|npz?)$/i, fault("binary", EXPORT)],
];

/** What is not read, by how it begins. */
const BY_START: readonly (readonly [string, string])[] = [
  ["ElfFile\0", "x.evtx"],
  ["LfLe", "x.evtx"],
  ["PAR1", "x.parquet"],
  ["Obj\u0001", "x.avro"],
  ["PK\u0003\u0004", "x.zip"],
  ["7z\u00bc\u00af", "x.zip"],
  ["BZh", "x.zip"],
  ["(\u00b5/\u00fd", "x.zip"],
  ["\u00d0\u00cf\u0011\u00e0", "x.xls"],
  ["SQLite format 3", "x.db"],
];

function fault(what: string, remedy: string): FileFault {
  return { message: `is ${what}, which is not read`, remedy };
}

/** How to get at the rows of a file whose name says that it is in another form. */
export function foreignName(name: string): FileFault | undefined {
  return BY_ENDING.find(([ending]) => ending.test(name))?.[1];
}

/** The same by the first bytes, whatever the name says. */
export function foreignBytes(bytes: Buffer): FileFault | undefined {
  const start = bytes.toString("latin1", 0, 16);
  const like = BY_START.find(([magic]) => start.startsWith(magic))?.[1];
  return like === undefined ? undefined : foreignName(like);
}

/** The same by the first characters of a text that is neither JSON nor CSV. */
export function foreignText(text: string): FileFault | undefined {
  return /^\s*</.test(text) ? foreignName("x.xml") : undefined;
}
