/** The columns that identify an event of a kind, each with the names that tables have for it. */
interface Family {
  readonly name: string;
  readonly columns: readonly (readonly string[])[];
  /** Columns that are identifying where the result has them. */
  readonly also?: readonly string[];
}

const HOST = ["Dvc", "DvcHostname", "DeviceId", "DeviceName", "Computer"] as const;

const FAMILIES: readonly Family[] = [
  {
    name: "process starts",
    columns: [
      HOST,
      ["TargetProcessId", "NewProcessId", "ProcessId"],
      ["TargetProcessName", "NewProcessName", "Process", "FileName"],
      ["CommandLine", "TargetProcessCommandLine", "ProcessCommandLine"],
    ],
  },
  {
    name: "sign-ins",
    columns: [
      ["UserPrincipalName", "TargetUserName", "TargetUsername", "AccountUpn", "UserId"],
      ["IPAddress", "IpAddress", "SrcIpAddr"],
      ["AppDisplayName", "Application", "TargetAppName", "LogonType", "LogonTypeName"],
    ],
    also: ["CorrelationId", "Id", "OriginalRequestId", "ResultType", "LogonId", "TargetLogonId"],
  },
  {
    name: "network sessions",
    columns: [
      ["SrcIpAddr", "LocalIP", "SourceIP"],
      ["DstIpAddr", "RemoteIP", "DestinationIP"],
      ["DstPortNumber", "RemotePort", "DestinationPort"],
    ],
    also: [
      "SrcPortNumber",
      "LocalPort",
      "SourcePort",
      "NetworkSessionId",
      "ActionType",
      "InitiatingProcessId",
      "DeviceId",
      "RemoteUrl",
    ],
  },
  {
    name: "registry events",
    columns: [HOST, ["RegistryKey"], ["RegistryValue", "RegistryValueName"]],
    also: [
      "RegistryValueData",
      "ActionType",
      "EventType",
      "ActingProcessId",
      "InitiatingProcessId",
    ],
  },
  {
    name: "file events",
    columns: [HOST, ["TargetFilePath", "FolderPath"], ["TargetFileName", "FileName"]],
    also: ["ActionType", "EventType", "ActingProcessId", "InitiatingProcessId", "SHA256", "SHA1"],
  },
];

/** Columns that say how a row was stored, not what happened. */
const ABOUT_THE_ROW = /^(?:_ItemId|_TimeReceived|_BilledSize|_IsBillable|_ResourceId|TenantId|MG)$/;

export interface DefaultKey {
  readonly columns: readonly string[];
  /** What identifies a finding, to follow "identified by". */
  readonly description: string;
  /** Whether the key is all columns, because the result is of no one kind. */
  readonly isWholeRow: boolean;
}

/**
 * The key of a rule that names none: the columns that identify an event of the kind that its
 * result has, if it has one kind only; otherwise all of its columns. A table of many kinds of
 * events leaves the columns of most of them empty, so that a shorter key would join different
 * events.
 */
export function defaultKey(columns: readonly string[], time: string): DefaultKey {
  const fitting = FAMILIES.flatMap((family) => familyKey(family, columns) ?? []);
  const [only, ...others] = fitting.filter(
    ({ name }) => name !== "file events" || fitting.length === 1,
  );
  if (only && others.length === 0)
    return {
      columns: [...only.key, time],
      description: `${[...only.key, time].join(", ")}, as ${only.name} are`,
      isWholeRow: false,
    };
  const own = columns.filter((name) => name !== time && !ABOUT_THE_ROW.test(name));
  return { columns: [...own, time], description: "all columns of its row", isWholeRow: true };
}

function familyKey(
  { name, columns, also = [] }: Family,
  result: readonly string[],
): { name: string; key: string[] } | undefined {
  const key = columns.flatMap((names) => names.find((one) => result.includes(one)) ?? []);
  if (key.length < columns.length) return undefined;
  return { name, key: [...key, ...also.filter((one) => result.includes(one))] };
}

/**
 * The column with the event time. Defender's tables call it Timestamp, and have both names in a
 * workspace: then the one that the query uses counts.
 */
export function defaultTime(columns: readonly string[], query: string): string {
  const known = ["TimeGenerated", "Timestamp", "timestamp"].filter((name) =>
    columns.includes(name),
  );
  const names = known.filter((name) => new RegExp(`\\b${name}\\b`).test(query));
  return names[0] ?? known[0] ?? "TimeGenerated";
}
