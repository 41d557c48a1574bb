/**
 * What each filtering parameter of ASIM parsers asks of rows that are already parser output. Facts:
 * the public parsers over the ASim*Logs tables (Azure-Sentinel, MIT).
 */
const FILTERS: Readonly<Record<string, string>> = {
  starttime: "isnull(starttime) or TimeGenerated >= starttime",
  endtime: "isnull(endtime) or TimeGenerated <= endtime",
  disabled: "not(disabled)",
  eventtype: "eventtype == '*' or EventType =~ eventtype",
  eventtype_in: anyOf("eventtype_in", "EventType in~ (eventtype_in)"),
  eventresult: "eventresult == '*' or EventResult =~ eventresult",
  eventresultdetails_in: anyOf(
    "eventresultdetails_in",
    "EventResultDetails in~ (eventresultdetails_in)",
  ),
  eventresultdetails_has_any: words("eventresultdetails_has_any", "EventResultDetails"),
  eventseverity_has_any: words("eventseverity_has_any", "EventSeverity"),
  srcipaddr: "srcipaddr == '*' or SrcIpAddr == srcipaddr",
  srcipaddr_has_any_prefix: prefixes("srcipaddr_has_any_prefix", "SrcIpAddr"),
  dstipaddr_has_any_prefix: prefixes("dstipaddr_has_any_prefix", "DstIpAddr"),
  ipaddr_has_any_prefix: prefixes("ipaddr_has_any_prefix", "SrcIpAddr", "DstIpAddr"),
  dvcipaddr_has_any_prefix: prefixes("dvcipaddr_has_any_prefix", "DvcIpAddr"),
  dstportnumber: "isnull(dstportnumber) or DstPortNumber == dstportnumber",
  dvcaction: anyOf("dvcaction", "DvcAction in (dvcaction)"),
  hostname_has_any: words("hostname_has_any", "SrcHostname", "DstHostname"),
  srchostname_has_any: words("srchostname_has_any", "SrcHostname"),
  dvchostname_has_any: words("dvchostname_has_any", "DvcHostname"),
  dvcname_has_any: words("dvcname_has_any", "DvcHostname"),
  username_has_any: words("username_has_any", "TargetUsername", "ActorUsername"),
  targetusername_has_any: words("targetusername_has_any", "TargetUsername"),
  actorusername_has_any: words("actorusername_has_any", "ActorUsername"),
  srcusername_has_any: words("srcusername_has_any", "SrcUsername"),
  targetusername: "targetusername == '*' or TargetUsername has targetusername",
  actorusername: "actorusername == '*' or ActorUsername has actorusername",
  targetappname_has_any: words("targetappname_has_any", "TargetAppName"),
  operation_has_any: words("operation_has_any", "Operation"),
  object_has_any: words("object_has_any", "Object"),
  newvalue_has_any: words("newvalue_has_any", "NewValue"),
  domain_has_any: words("domain_has_any", "DnsQuery"),
  responsecodename: "responsecodename == '*' or DnsResponseCodeName =~ responsecodename",
  response_has_ipv4: "response_has_ipv4 == '*' or has_ipv4(DnsResponseName, response_has_ipv4)",
  response_has_any_prefix: prefixes("response_has_any_prefix", "DnsResponseName"),
  targetfilepath_has_any: words("targetfilepath_has_any", "TargetFilePath"),
  srcfilepath_has_any: words("srcfilepath_has_any", "SrcFilePath"),
  registrykey_has_any: words("registrykey_has_any", "RegistryKey"),
  registryvalue_has_any: words("registryvalue_has_any", "RegistryValue"),
  registryvaluedata_has_any: words("registryvaluedata_has_any", "RegistryValueData"),
  url_has_any: words("url_has_any", "Url"),
  httpuseragent_has_any: words("httpuseragent_has_any", "HttpUserAgent"),
  attacktactics_has_any: words("attacktactics_has_any", "AttackTactics"),
  attacktechniques_has_any: words("attacktechniques_has_any", "AttackTechniques"),
  threatcategory_has_any: words("threatcategory_has_any", "ThreatCategory"),
  alertverdict_has_any: words("alertverdict_has_any", "AlertVerdict"),
  commandline_has_any: words("commandline_has_any", "CommandLine"),
  commandline_has_all: anyOf("commandline_has_all", "CommandLine has_all (commandline_has_all)"),
  commandline_has_any_ip_prefix: prefixes("commandline_has_any_ip_prefix", "CommandLine"),
  actingprocess_has_any: words("actingprocess_has_any", "ActingProcessName"),
  targetprocess_has_any: words("targetprocess_has_any", "TargetProcessName"),
  parentprocess_has_any: words("parentprocess_has_any", "ParentProcessName"),
};

/** Where a parameter asks something else in one schema. */
const OWN_FILTERS: Readonly<Record<string, string>> = {
  // `lookup` was the only kind of event once, and is still the default.
  "Dns eventtype":
    "eventtype in ('*', EventType) or (eventtype == 'lookup' and EventType == 'Query')",
  "AlertEvent ipaddr_has_any_prefix": prefixes("ipaddr_has_any_prefix", "DvcIpAddr"),
  "AlertEvent hostname_has_any": words("hostname_has_any", "DvcHostname"),
  "AlertEvent username_has_any": words("username_has_any", "Username"),
  "FileEvent hashes_has_any": words(
    "hashes_has_any",
    ...["TargetFileMD5", "TargetFileSHA1", "TargetFileSHA256", "TargetFileSHA512"],
  ),
  "ProcessEvent hashes_has_any": words(
    "hashes_has_any",
    ...["TargetProcessMD5", "TargetProcessSHA1", "TargetProcessSHA256", "TargetProcessIMPHASH"],
  ),
};

function anyOf(parameter: string, condition: string): string {
  return `array_length(${parameter}) == 0 or ${condition}`;
}

function words(parameter: string, ...columns: readonly string[]): string {
  return anyOf(parameter, columns.map((name) => `${name} has_any (${parameter})`).join(" or "));
}

function prefixes(parameter: string, ...columns: readonly string[]): string {
  return anyOf(
    parameter,
    columns.map((name) => `has_any_ipv4_prefix(${name}, ${parameter})`).join(" or "),
  );
}

/** The operators that filter rows of a schema by parameters; `pack` only says what rows hold. */
export function filterText(schema: string, parameters: readonly string[]): string {
  return parameters
    .filter((name) => name !== "pack")
    .map((name) => OWN_FILTERS[`${schema} ${name}`] ?? FILTERS[name] ?? "false")
    .map((condition) => `| where ${condition}`)
    .join("\n    ");
}
