import type { ScalarType } from "../kql/index.ts";

/** Column names by type, separated by white space. */
export type ColumnNames = Readonly<Partial<Record<ScalarType, string>>>;

/** The columns of every Log Analytics table. Source: "Standard columns in Azure Monitor Logs". */
const STANDARD: ColumnNames = {
  datetime: "TimeGenerated _TimeReceived",
  string: "TenantId Type _ItemId _IsBillable",
  real: "_BilledSize",
};

/**
 * The columns of each known table. Source: the Azure Monitor and Microsoft Defender XDR table
 * references (CC BY 4.0), as of August 2026.
 */
export const TABLE_COLUMNS: Readonly<Record<string, readonly ColumnNames[]>> = {
  SecurityEvent: [
    STANDARD,
    {
      string: `
        _ResourceId _SubscriptionId AccessMask Account AccountDomain AccountExpires AccountName
        AccountSessionIdentifier AccountType Activity AdditionalInfo AdditionalInfo2
        AllowedToDelegateTo Attributes AuditPolicyChanges AuthenticationPackageName
        AuthenticationProvider AuthenticationServer AuthenticationType AzureDeploymentID
        CACertificateHash CalledStationID CallerProcessId CallerProcessName CallingStationID
        CAPublicKeyHash CategoryId CertificateDatabaseHash Channel ClassId ClassName
        ClientAddress ClientIPAddress ClientName CommandLine CompatibleIds Computer Correlation
        DCDNSName DeviceDescription DeviceId DisplayName Disposition DomainBehaviorVersion
        DomainName DomainPolicyChanged DomainSid EAPType ElevatedToken EventData EventLevelName
        EventRecordId EventSourceName ExtendedQuarantineState FailureReason FileHash FilePath
        FilePathNoUser Filter ForceLogoff Fqbn FullyQualifiedSubjectMachineName
        FullyQualifiedSubjectUserName GroupMembership HandleId HardwareIds HomeDirectory
        HomePath InterfaceUuid IpAddress IpPort Keywords Level LmPackageName LocationInformation
        LockoutDuration LockoutObservationWindow LockoutThreshold LoggingResult LogonGuid
        LogonHours LogonID LogonProcessName LogonTypeName MachineAccountQuota MachineInventory
        MachineLogon ManagementGroupName MandatoryLabel MaxPasswordAge MemberName MemberSid
        MinPasswordAge MinPasswordLength MixedDomainMode NASIdentifier NASIPv4Address
        NASIPv6Address NASPort NASPortType NetworkPolicyName NewDate NewMaxUsers NewProcessId
        NewProcessName NewRemark NewShareFlags NewTime NewUacValue NewValue NewValueType
        ObjectName ObjectServer ObjectType ObjectValueName OemInformation OldMaxUsers OldRemark
        OldShareFlags OldUacValue OldValue OldValueType Opcode OperationType PackageName
        ParentProcessName PasswordHistoryLength PasswordLastSet PasswordProperties PreviousDate
        PreviousTime PrimaryGroupId PrivateKeyUsageCount PrivilegeList Process ProcessId
        ProcessName ProfilePath Properties ProtocolSequence ProxyPolicyName QuarantineHelpURL
        QuarantineSessionID QuarantineSessionIdentifier QuarantineState
        QuarantineSystemHealthResult RelativeTargetName RemoteIpAddress RemotePort Requester
        RequestId RestrictedAdminMode RowsDeleted SamAccountName ScriptPath SecurityDescriptor
        ServiceAccount ServiceFileName ServiceName ServiceType SessionName ShareLocalPath
        ShareName SidHistory SourceComputerId SourceSystem Status StorageAccount SubcategoryGuid
        SubcategoryId Subject SubjectAccount SubjectDomainName SubjectKeyIdentifier
        SubjectLogonId SubjectMachineName SubjectMachineSID SubjectUserName SubjectUserSid
        SubStatus SystemUserId TableId TargetAccount TargetDomainName TargetInfo
        TargetLinkedLogonId TargetLogonGuid TargetLogonId TargetOutboundDomainName
        TargetOutboundUserName TargetServerName TargetSid TargetUser TargetUserName
        TargetUserSid TemplateContent TemplateDSObjectFQDN TemplateInternalName TemplateOID
        TemplateSchemaVersion TemplateVersion TokenElevationType TransmittedServices
        UserAccountControl UserParameters UserPrincipalName UserWorkstations VendorIds
        VirtualAccount Workstation WorkstationName
      `,
      int: `
        AuditsDiscarded AuthenticationLevel AuthenticationService ErrorCode EventID KeyLength
        LogonType ServiceStartType SystemProcessId SystemThreadId Task Version
      `,
    },
  ],
  WindowsEvent: [
    STANDARD,
    {
      string: `
        _ResourceId _SubscriptionId Channel Computer Correlation EventLevelName EventOriginId
        EventRecordId Keywords ManagementGroupName Opcode Provider RawEventData SystemUserId
      `,
      int: "EventID EventLevel SystemProcessId SystemThreadId Task Version",
      dynamic: "EventData",
    },
  ],
  Event: [
    STANDARD,
    {
      string: `
        _ResourceId _SubscriptionId AzureDeploymentID Computer EventData EventLevelName EventLog
        ManagementGroupName Message ParameterXml RenderedDescription Role Source SourceSystem
        UserName
      `,
      int: "EventCategory EventID EventLevel",
    },
  ],
  DeviceProcessEvents: [
    STANDARD,
    {
      datetime: `
        InitiatingProcessCreationTime InitiatingProcessParentCreationTime ProcessCreationTime
        Timestamp
      `,
      string: `
        AccountDomain AccountName AccountObjectId AccountSid AccountUpn ActionType
        AppGuardContainerId DeviceId DeviceName FileName FolderPath
        InitiatingProcessAccountDomain InitiatingProcessAccountName
        InitiatingProcessAccountObjectId InitiatingProcessAccountSid InitiatingProcessAccountUpn
        InitiatingProcessCommandLine InitiatingProcessFileName InitiatingProcessFolderPath
        InitiatingProcessIntegrityLevel InitiatingProcessMD5 InitiatingProcessParentFileName
        InitiatingProcessRemoteSessionDeviceName InitiatingProcessRemoteSessionIP
        InitiatingProcessSHA1 InitiatingProcessSHA256 InitiatingProcessSignatureStatus
        InitiatingProcessSignerType InitiatingProcessTokenElevation InitiatingProcessUniqueId
        InitiatingProcessVersionInfoCompanyName InitiatingProcessVersionInfoFileDescription
        InitiatingProcessVersionInfoInternalFileName
        InitiatingProcessVersionInfoOriginalFileName InitiatingProcessVersionInfoProductName
        InitiatingProcessVersionInfoProductVersion MachineGroup MD5 ProcessCommandLine
        ProcessIntegrityLevel ProcessRemoteSessionDeviceName ProcessRemoteSessionIP
        ProcessTokenElevation ProcessUniqueId ProcessVersionInfoCompanyName
        ProcessVersionInfoFileDescription ProcessVersionInfoInternalFileName
        ProcessVersionInfoOriginalFileName ProcessVersionInfoProductName
        ProcessVersionInfoProductVersion SHA1 SHA256 SourceSystem
      `,
      long: `
        CreatedProcessSessionId FileSize InitiatingProcessFileSize InitiatingProcessId
        InitiatingProcessLogonId InitiatingProcessParentId InitiatingProcessSessionId LogonId
        ProcessId ReportId
      `,
      bool: "IsInitiatingProcessRemoteSession IsProcessRemoteSession",
      dynamic: "AdditionalFields",
    },
  ],
  ASimProcessEventLogs: [
    STANDARD,
    {
      datetime: `
        ActingProcessCreationTime EventEndTime EventStartTime ParentProcessCreationTime
        TargetProcessCreationTime ThreatFirstReportedTime ThreatLastReportedTime
      `,
      string: `
        _ResourceId _SubscriptionId ActingProcessCommandLine ActingProcessEntityKey
        ActingProcessFileCompany ActingProcessFileDescription ActingProcessFileInternalName
        ActingProcessFilename ActingProcessFileOriginalName ActingProcessFileProduct
        ActingProcessFileVersion ActingProcessGuid ActingProcessId ActingProcessIMPHASH
        ActingProcessInjectedAddress ActingProcessIntegrityLevel ActingProcessMD5
        ActingProcessName ActingProcessSHA1 ActingProcessSHA256 ActingProcessSHA512
        ActingProcessTokenElevation ActorOriginalUserType ActorScope ActorScopeId ActorSessionId
        ActorUserEntityKey ActorUserId ActorUserIdType ActorUsername ActorUsernameType
        ActorUserType DvcAction DvcDescription DvcDomain DvcDomainType DvcEntityKey DvcFQDN
        DvcHostname DvcId DvcIdType DvcInterface DvcIpAddr DvcMacAddr DvcOriginalAction DvcOs
        DvcOsVersion DvcScope DvcScopeId DvcZone EventMessage EventOriginalResultDetails
        EventOriginalSeverity EventOriginalSubType EventOriginalType EventOriginalUid EventOwner
        EventProduct EventProductVersion EventReportUrl EventResult EventResultDetails
        EventSchemaVersion EventSeverity EventSubType EventType EventVendor
        ParentProcessEntityKey ParentProcessFileCompany ParentProcessFileDescription
        ParentProcessFileProduct ParentProcessFileVersion ParentProcessGuid ParentProcessId
        ParentProcessIMPHASH ParentProcessInjectedAddress ParentProcessIntegrityLevel
        ParentProcessMD5 ParentProcessName ParentProcessSHA1 ParentProcessSHA256
        ParentProcessSHA512 ParentProcessTokenElevation RuleName SourceSystem
        TargetOriginalUserType TargetProcessCommandLine TargetProcessCurrentDirectory
        TargetProcessEntityKey TargetProcessFileCompany TargetProcessFileDescription
        TargetProcessFileInternalName TargetProcessFilename TargetProcessFileOriginalName
        TargetProcessFileProduct TargetProcessFileVersion TargetProcessGuid TargetProcessId
        TargetProcessIMPHASH TargetProcessInjectedAddress TargetProcessIntegrityLevel
        TargetProcessMD5 TargetProcessName TargetProcessSHA1 TargetProcessSHA256
        TargetProcessSHA512 TargetProcessStatusCode TargetProcessTokenElevation TargetScope
        TargetScopeId TargetUserEntityKey TargetUserId TargetUserIdType TargetUsername
        TargetUsernameType TargetUserSessionGuid TargetUserSessionId TargetUserType
        ThreatCategory ThreatField ThreatId ThreatName ThreatOriginalConfidence
        ThreatOriginalRiskLevel
      `,
      int: "EventCount RuleNumber ThreatConfidence ThreatRiskLevel",
      long: "ActingProcessFileSize TargetProcessFileSize",
      bool: "ActingProcessIsHidden ParentProcessIsHidden TargetProcessIsHidden ThreatIsActive",
      dynamic: "ActorUserAdditionalIds AdditionalEntities AdditionalFields TargetUserAdditionalIds",
    },
  ],
};
