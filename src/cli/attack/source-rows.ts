import { readPart, type StartPart, startPart } from "../../attack/start-columns.ts";
import type { Record_ } from "../../emulator/table-data.ts";
import { iso } from "../../hunt/base/window.ts";
import { cellText, type Row } from "../../hunt/conditions/event.ts";

/** A process start as an attack makes it, before a source records it. */
export interface Start {
  /** What is known of it, in columns of a result. */
  readonly row: Row;
  /** When it happens, ms. */
  readonly at: number;
  /** Distinguishes it from other starts: the number of its process. */
  readonly number: number;
}

/** How long before a start its parent was started, ms: other than twins, which are 2 s apart. */
export const PARENT_BEFORE = 20_000;

/** Well-known accounts, whose SID the sources write. Source: Microsoft's list of well-known SIDs. */
const KNOWN_SIDS: Readonly<Record<string, string>> = {
  system: "S-1-5-18",
  "local system": "S-1-5-18",
  "local service": "S-1-5-19",
  "network service": "S-1-5-20",
};

/** The tables in which sources record a start, and the rows that they write for it. */
export const START_TABLES: Readonly<Record<string, (start: Start) => readonly Record_[]>> = {
  WindowsEvent: (start) => [sysmonRow(start)],
  DeviceProcessEvents: (start) => [defenderRow(start)],
  SecurityEvent: securityRows,
};

/** What the sources say of a start in their own columns. */
function readStart({ row, at, number }: Start) {
  const user = readPart(row, "user") || "CONTOSO\\user";
  const slash = user.lastIndexOf("\\");
  const name = user.slice(slash + 1);
  const text = (column: string) => cellText(row[column]);
  return {
    ...{ image: readPart(row, "image"), line: readPart(row, "line") },
    ...{ parentImage: readPart(row, "parentImage"), parentLine: readPart(row, "parentLine") },
    ...{ user, name, domain: user.slice(0, Math.max(slash, 0)) },
    sid: text("UserSid") || KNOWN_SIDS[name.toLowerCase()] || "S-1-5-21-1-2-3-1001",
    host: readPart(row, "host") || "ws1.contoso.example",
    time: iso(at),
    process: 4096 + 4 * number,
    parent: 4098 + 4 * number,
    text,
  };
}

/** Sysmon, event 1. */
function sysmonRow(start: Start): Record_ {
  const { image, line, parentImage, parentLine, user, host, time, process, parent, text } =
    readStart(start);
  const hashes = ["SHA1", "MD5", "SHA256", "IMPHASH"]
    .map((kind) => [kind, text(`TargetProcess${kind}`)] as const)
    .filter(([, hash]) => hash !== "")
    .map(([kind, hash]) => `${kind}=${hash}`);
  return {
    TimeGenerated: time,
    Type: "WindowsEvent",
    Provider: "Microsoft-Windows-Sysmon",
    Channel: "Microsoft-Windows-Sysmon/Operational",
    EventID: 1,
    Computer: host,
    EventData: withValues({
      ProcessId: String(process),
      Image: image,
      CommandLine: line,
      User: user,
      ParentProcessId: String(parent),
      ParentImage: parentImage,
      ParentCommandLine: parentLine,
      ParentUser: text("ActorUsername"),
      CurrentDirectory: text("TargetProcessCurrentDirectory"),
      IntegrityLevel: text("TargetProcessIntegrityLevel"),
      Company: text("TargetProcessFileCompany"),
      Description: text("TargetProcessFileDescription"),
      Product: text("TargetProcessFileProduct"),
      OriginalFileName: text("OriginalFileName"),
      LogonId: text("TargetUserSessionId"),
      FileVersion: text("TargetProcessFileVersion"),
      Hashes: hashes.join(","),
    }),
  };
}

/** Defender for Endpoint. */
function defenderRow(start: Start): Record_ {
  const { image, line, parentImage, parentLine, name, domain, sid, host, time, ...rest } =
    readStart(start);
  return {
    TimeGenerated: time,
    Type: "DeviceProcessEvents",
    ActionType: "ProcessCreated",
    DeviceName: host,
    ...withValues({
      FileName: lastPart(image),
      FolderPath: image,
      ProcessCommandLine: line,
      AccountName: name,
      AccountDomain: domain,
      AccountSid: sid,
      InitiatingProcessFileName: lastPart(parentImage),
      InitiatingProcessFolderPath: parentImage,
      InitiatingProcessCommandLine: parentLine,
      InitiatingProcessParentFileName: ownText(rest.text, "ParentProcessName"),
      ProcessVersionInfoOriginalFileName: rest.text("OriginalFileName"),
      ProcessVersionInfoCompanyName: rest.text("TargetProcessFileCompany"),
      ProcessVersionInfoFileDescription: rest.text("TargetProcessFileDescription"),
      ProcessVersionInfoProductName: rest.text("TargetProcessFileProduct"),
      ProcessVersionInfoProductVersion: rest.text("TargetProcessFileVersion"),
      ProcessIntegrityLevel: rest.text("TargetProcessIntegrityLevel"),
      MD5: rest.text("TargetProcessMD5"),
      SHA1: rest.text("TargetProcessSHA1"),
      SHA256: rest.text("TargetProcessSHA256"),
    }),
    ProcessId: rest.process,
    InitiatingProcessId: rest.parent,
  };
}

/** A text of a column, unless the column says what another one says too. */
function ownText(text: (column: string) => string, column: string): string {
  return startPart(column) === undefined ? text(column) : "";
}

/** Windows Security, event 4688: the parent's line is in the parent's own event. */
function securityRows(start: Start): readonly Record_[] {
  const { image, line, parentImage, parentLine, process, parent, time } = readStart(start);
  const own = securityRow(start, { image, line, parentImage, process, parent, time });
  if (parentLine === "") return [own];
  const before = iso(start.at - PARENT_BEFORE);
  return [
    securityRow(start, {
      ...{ image: parentImage, line: parentLine, time: before },
      ...{ parentImage: "C:\\Windows\\explorer.exe", process: parent, parent: 4 },
    }),
    own,
  ];
}

interface SecurityStart {
  readonly image: string;
  readonly line: string;
  readonly parentImage: string;
  readonly process: number;
  readonly parent: number;
  readonly time: string;
}

function securityRow(start: Start, one: SecurityStart): Record_ {
  const { user, name, domain, sid, host } = readStart(start);
  return {
    TimeGenerated: one.time,
    Type: "SecurityEvent",
    EventID: 4688,
    Computer: host,
    SubjectUserSid: sid,
    SubjectUserName: name,
    SubjectDomainName: domain,
    SubjectAccount: user,
    TargetUserSid: "S-1-0-0",
    TargetUserName: "-",
    TargetDomainName: "-",
    TargetAccount: "-\\-",
    Account: user,
    AccountType: name.endsWith("$") ? "Machine" : "User",
    NewProcessId: `0x${one.process.toString(16)}`,
    NewProcessName: one.image,
    Process: lastPart(one.image),
    ProcessId: `0x${one.parent.toString(16)}`,
    ParentProcessName: one.parentImage,
    CommandLine: one.line,
  };
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("\\") + 1);
}

function withValues(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== ""));
}

/** The columns in which the sources say who started a program, and where. */
const AROUND_COLUMNS: Readonly<
  Record<string, Partial<Readonly<Record<StartPart, (text: string) => Record_>>>>
> = {
  WindowsEvent: {
    user: (User) => ({ EventData: { User } }),
    host: (Computer) => ({ Computer }),
    parentImage: (ParentImage) => ({ EventData: { ParentImage } }),
  },
  DeviceProcessEvents: {
    user: (user) => ({ AccountName: lastPart(user), AccountDomain: firstPart(user) }),
    host: (DeviceName) => ({ DeviceName }),
    parentImage: (path) => ({
      InitiatingProcessFolderPath: path,
      InitiatingProcessFileName: lastPart(path),
    }),
  },
  SecurityEvent: {
    user: (user) => ({
      ...{ SubjectUserName: lastPart(user), SubjectDomainName: firstPart(user) },
      ...{ SubjectAccount: user, Account: user, TargetUserName: "-", TargetAccount: "-\\-" },
    }),
    host: (Computer) => ({ Computer }),
    parentImage: (ParentProcessName) => ({ ParentProcessName }),
  },
};

/**
 * A row of a source in which a column of results has another value; undefined if the row does not
 * have it.
 */
export function setColumn(row: Record_, column: string, text: string): Record_ | undefined {
  if (Object.hasOwn(row, column)) return { ...row, [column]: text };
  const part = startPart(column);
  const set = AROUND_COLUMNS[String(row["Type"])]?.[part ?? "line"]?.(text);
  if (!set) return undefined;
  const { EventData: data } = row;
  const inner = typeof data === "object" && data !== null ? data : {};
  return "EventData" in set
    ? { ...row, EventData: { ...inner, ...(set["EventData"] as object) } }
    : { ...row, ...set };
}

function firstPart(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("\\"), 0));
}
