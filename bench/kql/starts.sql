-- What rules/rundll32-lolbin/rule.yaml makes of the rows of `starts`. A text is never null in KQL,
-- so the sources give '' for what is missing.
WITH normalised AS (
  SELECT
    *,
    plain(Process, Type) AS P,
    known(plain(CommandLine, Type)) AS Line,
    plain(TargetProcessName, Type) AS Target,
    plain(ActingProcessName, Type) AS Acting,
    known(plain(ActingProcessCommandLine, Type)) AS ParentCommandLine,
    known(plain(Username, Type)) AS TargetUser,
    known(plain(ActorUsername, Type)) AS ActorUser,
    rtrim(CASE
      WHEN DvcFQDN <> '' THEN DvcFQDN
      WHEN known(Dvc) <> '' THEN known(Dvc)
      WHEN known(DvcHostname) <> '' THEN known(DvcHostname)
      ELSE DvcId END, '.') AS Device,
    CASE WHEN lower(DvcDomainType) = 'windows' THEN '' ELSE DvcDomain END AS Domain
  FROM starts
  WHERE lower(EventType) IN ('', 'processcreated')
),
resolved AS (
  SELECT
    *,
    CASE WHEN Domain = '' OR contains(Device, '.') THEN Device ELSE Device || '.' || Domain END AS Host,
    CASE
      WHEN ActingProcessFilename = '' OR lower(Acting) = lower(ActingProcessFilename) THEN Acting
      WHEN ends_with(lower(Acting), '\' || lower(ActingProcessFilename)) THEN Acting
      WHEN Acting = '' THEN ActingProcessFilename
      ELSE rtrim(Acting, '\') || '\' || ActingProcessFilename END AS Parent,
    CASE WHEN TargetUser = '' THEN ActorUser ELSE TargetUser END AS Person,
    CASE
      WHEN TargetUser = '' THEN ActorUserId
      WHEN known(TargetUserId) NOT IN ('', 'S-1-0-0') THEN TargetUserId
      WHEN lower(TargetUser) IN (lower(ActorUser), 'local system') THEN ActorUserId
      ELSE '' END AS UserSid,
    CASE WHEN TargetUser = '' THEN ActorUserAadId ELSE TargetUserAadId END AS UserAadId,
    CASE WHEN TargetUser = '' THEN ActorUserUpn ELSE TargetUserUpn END AS UserUpn
  FROM normalised
)
SELECT
  TimeGenerated,
  Host AS Dvc,
  DvcId,
  CASE
    WHEN UserSid = 'S-1-5-18' THEN 'NT AUTHORITY\SYSTEM'
    WHEN UserSid = 'S-1-5-19' THEN 'NT AUTHORITY\LOCAL SERVICE'
    WHEN UserSid = 'S-1-5-20' THEN 'NT AUTHORITY\NETWORK SERVICE'
    WHEN UserUpn <> '' AND (NOT contains(Person, '\') OR starts_with(lower(Person), 'azuread\'))
      THEN UserUpn
    ELSE Person END AS Person,
  UserSid,
  UserAadId,
  P AS Process,
  Line AS CommandLine,
  Target AS TargetProcessName,
  TargetProcessId,
  Parent AS ActingProcessName,
  ActingProcessId,
  ParentCommandLine,
  CASE WHEN ParentCommandLine = '' THEN '' ELSE 'own' END AS ParentLineSource,
  Type,
  ItemId
FROM resolved
WHERE is_rundll32(P)
