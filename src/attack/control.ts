/**
 * What an attacker decides in an event, and at what price. `free`: the attacker writes it. `costly`:
 * it takes a foothold that the attacker may not have, such as a certain account or host. `fixed`: it
 * follows from the file that runs, or the platform writes it; nobody can choose it.
 */
export type Price = "free" | "costly" | "fixed";

/** Who decides the value of a column. */
export interface Control {
  readonly what: string;
  readonly price: Price;
  /** What the attacker has to do for the value that an entry wants. */
  readonly words: string;
}

interface ControlledColumns extends Control {
  /** The whole names of the columns, of ASIM and of the tables that rules read. */
  readonly columns: RegExp;
}

/**
 * In this order: the first that fits a column's name says who decides it. Facts: the ASIM schemas and
 * the pages of the tables (Microsoft), and ATT&CK T1134.004 (a parent can be chosen), T1036 (names
 * and places of files), T1564.004 (streams), T1090 (addresses).
 */
const CONTROLLED: readonly ControlledColumns[] = [
  {
    what: "command line",
    columns: /^(?:\w*Process)?CommandLine$|^ParentCommandLine$/,
    price: "free",
    words: "whoever starts a program writes its line",
  },
  {
    what: "hash",
    columns: /\w*(?:MD5|SHA1|SHA256|SHA512|IMPHASH)|Hash|Hashes|FileHash/,
    price: "fixed",
    words: "a hash follows from the file",
  },
  {
    what: "signature or version of the file",
    columns:
      /\w*(?:Signature\w*|Signer\w*|IsTrusted|Thumbprint)|\w*ProcessFile(?:Company|Description|Product|Version|InternalName|OriginalName)|\w*VersionInfo\w+|OriginalFileName/,
    price: "fixed",
    words: "it is in the file that runs",
  },
  {
    what: "parent program",
    columns:
      /ActingProcess(?:Name|Filename)|ParentProcess(?:Name|FileName)|ParentImage|InitiatingProcess(?:FolderPath|FileName|ParentFileName)/,
    price: "costly",
    words: "the attacker runs code in such a program, or names it as the parent",
  },
  {
    what: "program",
    columns: /(?:Target|New)?Process(?:Name|Filename)?|FolderPath|FileName|Image/,
    price: "free",
    words: "a program can be copied to another name and folder",
  },
  {
    what: "working directory",
    columns: /\w*CurrentDirectory/,
    price: "free",
    words: "whoever starts a program chooses its folder",
  },
  {
    what: "number of a process or session",
    columns: /\w*(?:ProcessId|ProcessGuid|SessionId|SessionGuid|LogonId|LogonGuid)/,
    price: "free",
    words: "it differs from start to start",
  },
  {
    what: "account",
    columns:
      /User|\w*(?:User(?:name|Name|Id|Sid|Upn|AadId|PrincipalName|Type)|Account\w*|Identity|Domain(?:Name)?)|UPN|Caller|InitiatedBy\w*/,
    price: "costly",
    words: "the attacker acts as that account",
  },
  {
    what: "rights of the process",
    columns: /\w*(?:IntegrityLevel|TokenElevation\w*|MandatoryLabel)/,
    price: "costly",
    words: "the attacker has those rights",
  },
  {
    what: "host",
    columns:
      /Dvc\w*|Computer|Device(?:Name|Id|Group)?|HostName|Hostname|MachineGroup|WorkstationName/,
    price: "costly",
    words: "the attacker is on that host",
  },
  {
    what: "agent of the client",
    columns: /\w*UserAgent|HttpUserAgent|BrowserName|ClientAppUsed|AppDisplayName/,
    price: "free",
    words: "a client says what it likes to be",
  },
  {
    what: "address",
    columns:
      /\w*(?:IpAddr|IPAddress|IpAddress|IP|Ip)|Location\w*|\w*Geo(?:Country|City|Region)|ASN\w*/,
    price: "costly",
    words: "the attacker comes from that address",
  },
  {
    what: "address that is asked for",
    columns: /\w*(?:Url|URL|DnsQuery|Query|Fqdn|FQDN|RemoteUrl|DestHostname)/,
    price: "free",
    words: "the attacker chooses what is asked for",
  },
  {
    what: "port",
    columns: /\w*(?:Port|PortNumber)/,
    price: "free",
    words: "the attacker chooses the port",
  },
  {
    what: "file",
    columns: /\w*(?:FilePath|FileName|File)/,
    price: "free",
    words: "the attacker names the file",
  },
  {
    what: "registry value",
    columns: /Registry(?:Key|Value|ValueName|ValueData|ValueType)\w*/,
    price: "free",
    words: "the attacker writes the value",
  },
  {
    what: "task or service",
    columns: /\w*(?:TaskName|Task|ServiceName|ServiceFileName)/,
    price: "free",
    words: "the attacker names the task or service",
  },
];

const BY_NAME = CONTROLLED.map(({ columns, ...control }) => ({
  control,
  whole: new RegExp(`^(?:${columns.source})$`),
}));

/** Who decides a column's value; undefined if it is not known here. */
export function findControl(column: string): Control | undefined {
  return BY_NAME.find(({ whole }) => whole.test(column))?.control;
}
