import type { FileFault } from "./problem.ts";

const EXPORT = "export the table from Log Analytics as CSV or JSON";

/** Unsupported formats, by file extension. */
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
    fault(
      "XML",
      `${EXPORT}, or write its events as rows of WindowsEvent, one JSON object per line`,
    ),
  ],
  [
    /\.(avro|orc|arrow|feather)$/i,
    fault("a columnar file", "write it as parquet, or as JSON Lines: one JSON object per row"),
  ],
  [/\.(xlsx?|xlsm|ods)$/i, fault("a spreadsheet", "save the sheet as CSV (UTF-8)")],
  [
    /\.(zip|7z|rar|tar|tgz|bz2|xz|zst|lz4)(\.gz)?$|\.tar\.gz$/i,
    fault("an archive", "unpack it; .gz is the only compressed format that is supported"),
  ],
  [/\.(pcap|pcapng|db|sqlite|pkl|npz?)$/i, fault("binary", EXPORT)],
];

/** Unsupported formats, by their first bytes; mapped to a name with the extension. */
const BY_START: readonly (readonly [string, string])[] = [
  ["ElfFile\0", "x.evtx"],
  ["LfLe", "x.evtx"],
  ["ORC", "x.orc"],
  ["ARROW1", "x.arrow"],
  ["Obj\u0001", "x.avro"],
  ["PK\u0003\u0004", "x.zip"],
  ["7z\u00bc\u00af", "x.zip"],
  ["BZh", "x.zip"],
  ["(\u00b5/\u00fd", "x.zip"],
  ["\u00d0\u00cf\u0011\u00e0", "x.xls"],
  ["SQLite format 3", "x.db"],
];

function fault(what: string, remedy: string): FileFault {
  return { message: `is ${what}, which is not supported`, remedy };
}

/** The problem with a file whose extension indicates an unsupported format. */
export function foreignName(name: string): FileFault | undefined {
  return BY_ENDING.find(([ending]) => ending.test(name))?.[1];
}

/** The same, judged by the first bytes regardless of the name. */
export function foreignBytes(bytes: Buffer): FileFault | undefined {
  const start = bytes.toString("latin1", 0, 16);
  const like = BY_START.find(([magic]) => start.startsWith(magic))?.[1];
  return like === undefined ? undefined : foreignName(like);
}

/** The same, for text that is neither JSON nor CSV but XML. */
export function foreignText(text: string): FileFault | undefined {
  return /^\s*</.test(text) ? foreignName("x.xml") : undefined;
}
