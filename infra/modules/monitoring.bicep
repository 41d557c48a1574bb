param workspaceName string
param applicationInsightsName string
param location string
param tags object
param telemetryWorkspaceResourceId string

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

output workspaceId string = workspaceId
