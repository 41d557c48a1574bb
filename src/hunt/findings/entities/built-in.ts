/** An account that has the same SID on every Windows installation. */
interface BuiltIn {
  readonly sid: string;
  readonly domain: string;
  readonly name: string;
}

interface Account {
  readonly sid: string;
  readonly english: readonly [name: string, ...others: string[]];
  readonly local: readonly string[];
}

/**
 * The first name is that of English Windows; all names in `english` are also recognised without a
 * domain. Sources of the SIDs: Windows Server documentation, "Security identifiers", well-known
 * SIDs. Sources of the names in `local`: SQL Server documentation, "Configure Windows service
 * accounts", localized service names; public logs for Système, SISTEMA and ANONYMOUS-ANMELDUNG.
 */
const ACCOUNTS: readonly Account[] = [
  {
    sid: "S-1-5-18",
    english: ["SYSTEM", "LOCAL SYSTEM", "LOCALSYSTEM"],
    local: ["SYSTÈME", "SISTEMA", "СИСТЕМА"],
  },
  {
    sid: "S-1-5-19",
    english: ["LOCAL SERVICE", "LOCALSERVICE"],
    local: ["LOKALER DIENST", "SERVICE LOCAL", "SERVIZIO LOCALE", "SERVICIO LOC", "SERVICIO LOCAL"],
  },
  {
    sid: "S-1-5-20",
    english: ["NETWORK SERVICE", "NETWORKSERVICE"],
    local: ["NETZWERKDIENST", "SERVICE RÉSEAU", "SERVIZIO DI RETE", "SERVICIO DE RED"],
  },
  { sid: "S-1-5-7", english: ["ANONYMOUS LOGON"], local: ["ANONYMOUS-ANMELDUNG"] },
  { sid: "S-1-5-17", english: ["IUSR"], local: [] },
];

/**
 * How Windows in English, German, French, Portuguese and Polish spells the domain of these
 * accounts.
 */
const NT_AUTHORITY = "NT AUTHORITY";
const LOCAL = ["NT-AUTORITÄT", "AUTORITE NT", "AUTORIDADE NT", "ZARZĄDZANIE NT"];
const AUTHORITIES = new Set([NT_AUTHORITY, ...LOCAL].map(foldName));

/**
 * Accounts of sessions, whose names and SIDs end in the session's number. Source:
 * SECURITY_WINDOW_MANAGER_BASE_RID and SECURITY_UMFD_BASE_RID of winnt.h.
 */
const OF_A_SESSION = [
  { domain: "Window Manager", prefix: "DWM-", sid: "S-1-5-90-0-" },
  { domain: "Font Driver Host", prefix: "UMFD-", sid: "S-1-5-96-0-" },
] as const;

const BY_SID = new Map(ACCOUNTS.map(({ sid, english }) => [sid, builtIn(sid, english[0])]));
const ENGLISH = byName(({ english }) => english);
const ANY_LANGUAGE = new Map([...byName(({ local }) => local), ...ENGLISH]);

/** The account with this name; without a domain, only if the name cannot mean any other account. */
export function builtInNamed(name: string, domain: string): BuiltIn | undefined {
  const text = foldName(name);
  if (domain === "") return ENGLISH.get(text);
  const authority = foldName(domain);
  if (AUTHORITIES.has(authority)) return ANY_LANGUAGE.get(text);
  const kind = OF_A_SESSION.find((one) => foldName(one.domain) === authority);
  const session =
    kind && text.startsWith(foldName(kind.prefix)) ? text.slice(kind.prefix.length) : "";
  return kind && /^\d{1,9}$/.test(session)
    ? { sid: `${kind.sid}${session}`, domain: kind.domain, name: `${kind.prefix}${session}` }
    : undefined;
}

export function findBuiltIn(sid: string): BuiltIn | undefined {
  return BY_SID.get(sid);
}

function byName(names: (account: Account) => readonly string[]): Map<string, BuiltIn> {
  const all = ACCOUNTS.flatMap((one) => names(one).map((name) => ({ name, account: one })));
  return new Map(
    all.map(({ name, account: { sid, english } }) => [foldName(name), builtIn(sid, english[0])]),
  );
}

function builtIn(sid: string, name: string): BuiltIn {
  return { sid, domain: NT_AUTHORITY, name };
}

/** Removes case and accents: logs and documents write Système, SYSTÈME and SYSTEME. */
function foldName(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
