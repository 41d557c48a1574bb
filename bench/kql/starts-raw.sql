-- The three tables as ASIM ProcessEvent rows of programs that rundll32.exe names, as the functions
-- in rules/asim make them; only the columns that the rule reads.
CREATE VIEW starts AS
SELECT
  TimeGenerated, Type, 'ProcessCreated' AS EventType, NewProcessName AS Process,
  t(CommandLine) AS CommandLine, NewProcessName AS TargetProcessName,
  t(ParentProcessName) AS ActingProcessName,
  file_name(t(ParentProcessName)) AS ActingProcessFilename, '' AS ActingProcessCommandLine,
  CASE WHEN TargetUserName = '-' THEN subject_name(SubjectUserSid) ELSE t(TargetAccount) END AS Username,
  CASE WHEN SubjectUserName = '-' THEN subject_name(SubjectUserSid) ELSE t(SubjectAccount) END
    AS ActorUsername,
  Computer AS Dvc, Computer AS DvcHostname, t(SourceComputerId) AS DvcId,
  '' AS DvcFQDN, '' AS DvcDomain, '' AS DvcDomainType, t(TargetUserSid) AS TargetUserId,
  t(SubjectUserSid) AS ActorUserId, '' AS ActorUserAadId, '' AS TargetUserAadId, '' AS ActorUserUpn,
  '' AS TargetUserUpn, hex_id(NewProcessId) AS TargetProcessId, hex_id(ProcessId) AS ActingProcessId,
  '' AS ItemId
FROM SecurityEvent
WHERE EventID = 4688 AND is_rundll32(NewProcessName)
UNION ALL
SELECT
  TimeGenerated, Type, 'ProcessCreated', EventData.Image, t(EventData.CommandLine), EventData.Image,
  t(EventData.ParentImage), '', t(EventData.ParentCommandLine), t(EventData."User"),
  t(EventData.ParentUser), Computer, Computer, '', '', '', '', '', '', '', '', '', '',
  t(EventData.ProcessId), t(EventData.ParentProcessId), t(_ItemId)
FROM WindowsEvent
WHERE Provider = 'Microsoft-Windows-Sysmon' AND EventID = 1 AND is_rundll32(EventData.Image)
UNION ALL
SELECT
  TimeGenerated, Type, ActionType, FolderPath, t(ProcessCommandLine), FolderPath,
  t(InitiatingProcessFolderPath), t(InitiatingProcessFileName), t(InitiatingProcessCommandLine),
  CASE
    WHEN t(AccountDomain) || t(AccountName) = '' THEN
      domain_name(t(InitiatingProcessAccountDomain), t(InitiatingProcessAccountName))
    ELSE domain_name(t(AccountDomain), t(AccountName)) END,
  domain_name(t(InitiatingProcessAccountDomain), t(InitiatingProcessAccountName)),
  split_part(DeviceName, '.', 1), split_part(DeviceName, '.', 1), t(DeviceId),
  CASE WHEN contains(DeviceName, '.') THEN DeviceName ELSE '' END,
  CASE WHEN contains(DeviceName, '.') THEN substr(DeviceName, instr(DeviceName, '.') + 1) ELSE '' END,
  CASE WHEN contains(DeviceName, '.') THEN 'FQDN' ELSE '' END,
  t(AccountSid), t(InitiatingProcessAccountSid), t(InitiatingProcessAccountObjectId),
  t(AccountObjectId), t(InitiatingProcessAccountUpn), t(AccountUpn), CAST(ProcessId AS VARCHAR),
  CAST(InitiatingProcessId AS VARCHAR), t(_ItemId)
FROM DeviceProcessEvents
WHERE is_rundll32(FolderPath)
