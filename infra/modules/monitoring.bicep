// The app's own telemetry: where it is stored, with alerts and a workbook on it.
param workspaceName string
param applicationInsightsName string
param appName string
param location string
param tags object

@description('An existing workspace; if empty, one is created.')
param telemetryWorkspaceResourceId string

@description('E-mail address for alerts; if empty, only the action groups are notified.')
param email string
param actionGroupIds string[]

@description('How long a lane may be silent, as KQL.')
param silentAfter string

@description('The names of the lanes, so that a lane that has never run raises an alert, too.')
param lanes string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = if (empty(telemetryWorkspaceResourceId)) {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 90
  }
}

var workspaceId = empty(telemetryWorkspaceResourceId) ? workspace.id : telemetryWorkspaceResourceId

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
  }
}

module alerts 'alerts.bicep' = {
  name: 'alerts-${appName}'
  params: {
    appName: appName
    location: location
    tags: tags
    telemetryWorkspaceId: workspaceId
    email: email
    actionGroupIds: actionGroupIds
    silentAfter: silentAfter
    lanes: lanes
  }
}

module workbook 'workbook.bicep' = {
  name: 'workbook-${appName}'
  params: {
    appName: appName
    location: location
    tags: tags
    telemetryWorkspaceId: workspaceId
  }
}
