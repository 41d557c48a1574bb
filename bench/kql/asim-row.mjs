/** The main ASIM ProcessEvent columns of a process start that a Windows source has logged. */
export function toAsimRow(event) {
  const row = READERS[event.Type](event);
  return {
    TimeGenerated: event.TimeGenerated,
    Type: event.Type,
    EventVendor: "Microsoft",
    EventSchema: "ProcessEvent",
    EventType: "ProcessCreated",
    EventResult: "Success",
    EventCount: 1,
    EventStartTime: event.TimeGenerated,
    EventEndTime: event.TimeGenerated,
    DvcOs: "Windows",
    ...row,
    DvcHostname: row.Dvc,
    TargetProcessCommandLine: row.CommandLine,
    TargetProcessName: row.Process,
    TargetUsername: row.User,
    _ItemId: event._ItemId,
  };
}

const READERS = {
  SecurityEvent: (event) => ({
    EventProduct: "Security Events",
    Dvc: event.Computer,
    User: event.TargetUserName === "-" ? undefined : event.TargetAccount,
    ActorUsername: event.SubjectAccount,
    ActorUserId: event.SubjectUserSid,
    Process: event.NewProcessName,
    CommandLine: event.CommandLine,
    TargetProcessId: String(Number(event.NewProcessId)),
    ActingProcessName: event.ParentProcessName,
    ActingProcessId: String(Number(event.ProcessId)),
  }),
  WindowsEvent: ({ Computer, EventData }) => ({
    EventProduct: "Sysmon",
    Dvc: Computer,
    User: EventData.User,
    Process: EventData.Image,
    CommandLine: EventData.CommandLine,
    TargetProcessId: EventData.ProcessId,
    TargetProcessGuid: EventData.ProcessGuid,
    ActingProcessName: EventData.ParentImage,
    ActingProcessId: EventData.ParentProcessId,
    ActingProcessCommandLine: EventData.ParentCommandLine,
  }),
  DeviceProcessEvents: (event) => ({
    EventProduct: "M365 Defender for Endpoint",
    Dvc: event.DeviceName,
    User: `${event.AccountDomain}\\${event.AccountName}`,
    Process: event.FolderPath,
    CommandLine: event.ProcessCommandLine,
    TargetProcessId: String(event.ProcessId),
    ActingProcessName: `${event.InitiatingProcessFolderPath}\\${event.InitiatingProcessFileName}`,
    ActingProcessId: String(event.InitiatingProcessId),
    ActingProcessCommandLine: event.InitiatingProcessCommandLine,
  }),
};
