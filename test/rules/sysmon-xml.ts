/** The fields of an event as the XML of Windows, each in a line of its own if `line` breaks them. */
export function xmlFields(data: Readonly<Record<string, string>>, line = ""): string {
  return Object.entries(data)
    .map(([name, value]) => `${line}<Data Name="${name}">${value}</Data>`)
    .join("");
}

/** An event of Sysmon as a row of the table Event. */
export function sysmonEvent(EventID: number, data: Readonly<Record<string, string>>) {
  return {
    TimeGenerated: "2026-11-10T10:00:00Z",
    Source: "Microsoft-Windows-Sysmon",
    EventID,
    Computer: "pc7.contoso.example",
    EventData: `<DataItem><EventData>${xmlFields(data)}</EventData></DataItem>`,
  };
}

/** An event of Sysmon as a row of the table WindowsEvent. */
export function forwardedEvent(EventID: number, EventData: Readonly<Record<string, string>>) {
  return {
    TimeGenerated: "2026-11-10T10:00:00Z",
    Provider: "Microsoft-Windows-Sysmon",
    EventID,
    Computer: "pc8.contoso.example",
    EventData,
  };
}
