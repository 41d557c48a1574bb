targetScope = 'subscription'

import { HuntSettings, ForeignLane } from 'modules/types.bicep'

@description('Name of the environment; part of every name.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of everything that is made here. The Sentinel workspaces may be elsewhere.')
@minLength(1)
param location string

@description('Resource ids of the Log Analytics workspaces with Sentinel that are hunted, also in other resource groups and subscriptions of this tenant.')
@minLength(1)
param workspaceResourceIds string[]

@description('Workspaces in other tenants: a lane each, with a multitenant app registration that trusts this app (docs/security.md).')
param foreignLanes ForeignLane[] = []

@description('How findings leave: as each rule says, or one way for all.')
@allowed(['rules', 'incident', 'bookmark'])
param delivery string = 'rules'

@description('Least: a custom role for bookmarks, and Sentinel Responder (Reader where only bookmarks are written). Contributor: Sentinel Contributor. None: rights are given by somebody else.')
@allowed(['Least', 'Contributor', 'None'])
param sentinelRights string = 'Least'

@description('Further app settings (docs/settings.md).')
param settings HuntSettings = {}

@description('How long a lane may be silent before an alert: three pauses of HUNT_SCHEDULE and ten minutes.')
@allowed(['30m', '1h', '2h', '4h', '12h'])
param silentAfter string = '30m'

@description('Ids of action groups that are told when the app is not well.')
param actionGroupIds string[] = []

@description('Resource id of a Log Analytics workspace for the telemetry of the app itself; one is made where it is empty.')
param telemetryWorkspaceResourceId string = ''

@description('Memory of one instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName, product: 'sentinel-hunts' }
// As a list separated by commas may hold them: with blanks, and one too many.
var ids = filter(map(workspaceResourceIds, id => trim(id)), id => !empty(id))
// Two workspaces of one group get their rights once.
var workspaceGroups = union(map(ids, id => toLower(join(take(split(id, '/'), 5), '/'))), [])

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity-${token}'
  scope: group
  params: {
    name: 'id-hunts-${token}'
    location: location
    tags: tags
  }
}

module access 'modules/workspace-access.bicep' = [
  for (id, index) in workspaceGroups: if (sentinelRights != 'None') {
    name: 'access-${token}-${index}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      identityId: identity.outputs.id
      principalId: identity.outputs.principalId
      // The module knows no 'None': it is not deployed then.
      rights: sentinelRights == 'Contributor' ? 'Contributor' : 'Least'
      writesIncidents: delivery != 'bookmark'
    }
  }
]

// Read, not deployed: nothing is needed in the workspaces' groups but the rights above.
resource workspaces 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = [
  for id in ids: {
    name: last(split(id, '/'))
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  }
]

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring-${token}'
  scope: group
  params: {
    token: token
    location: location
    tags: tags
    telemetryWorkspaceResourceId: telemetryWorkspaceResourceId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage-${token}'
  scope: group
  params: {
    name: 'sthunts${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    principalId: identity.outputs.principalId
  }
}

module app 'modules/app.bicep' = {
  name: 'app-${token}'
  scope: group
  params: {
    name: 'func-hunts-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
    principalId: identity.outputs.principalId
    storageName: storage.outputs.name
    containerName: storage.outputs.containerName
    applicationInsightsName: monitoring.outputs.applicationInsightsName
    telemetryWorkspaceId: monitoring.outputs.workspaceId
    instanceMemoryMB: instanceMemoryMB
    workspaces: [
      for (id, index) in ids: {
        workspaceId: workspaces[index].properties.customerId
        subscriptionId: split(id, '/')[2]
        resourceGroup: split(id, '/')[4]
        workspaceName: last(split(id, '/'))
      }
    ]
    foreignLanes: foreignLanes
    delivery: delivery == 'rules' ? '' : delivery
    settings: settings
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts-${token}'
  scope: group
  params: {
    appName: app.outputs.name
    location: location
    tags: tags
    telemetryWorkspaceId: monitoring.outputs.workspaceId
    actionGroupIds: actionGroupIds
    silentAfter: silentAfter
    lanes: concat(['Main'], map(foreignLanes, lane => lane.lane))
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook-${token}'
  scope: group
  params: {
    appName: app.outputs.name
    location: location
    tags: tags
    telemetryWorkspaceId: monitoring.outputs.workspaceId
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_HUNTS_NAME string = app.outputs.name
output SERVICE_HUNTS_HOST string = app.outputs.hostName
output HUNTS_PRINCIPAL_ID string = identity.outputs.principalId
