-- Rows that already are ASIM ProcessEvent rows, of programs that rundll32.exe names.
CREATE VIEW starts AS
SELECT
  TimeGenerated, Type, t(EventType) AS EventType, t(Process) AS Process, t(CommandLine) AS CommandLine,
  t(TargetProcessName) AS TargetProcessName, t(ActingProcessName) AS ActingProcessName,
  t(ActingProcessFilename) AS ActingProcessFilename,
  t(ActingProcessCommandLine) AS ActingProcessCommandLine, t("User") AS Username,
  t(ActorUsername) AS ActorUsername, t(Dvc) AS Dvc, t(DvcHostname) AS DvcHostname, t(DvcId) AS DvcId,
  '' AS DvcFQDN, '' AS DvcDomain, '' AS DvcDomainType, t(TargetUserId) AS TargetUserId,
  t(ActorUserId) AS ActorUserId, t(ActorUserAadId) AS ActorUserAadId,
  t(TargetUserAadId) AS TargetUserAadId, t(ActorUserUpn) AS ActorUserUpn,
  t(TargetUserUpn) AS TargetUserUpn, t(TargetProcessId) AS TargetProcessId,
  t(ActingProcessId) AS ActingProcessId, t(_ItemId) AS ItemId
FROM prepared
WHERE is_rundll32(TargetProcessName)
