targetScope = 'subscription'

import { Automation, HuntSettings, ForeignLane, Network } from 'modules/types.bicep'
import { automationProblems, problemsOf } from 'modules/problems.bicep'

@description('Name of the environment; part of every name.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of all resources of this deployment. The Sentinel workspaces may be elsewhere.')
@minLength(1)
param location string

@description('Resource ids of the Log Analytics workspaces with Sentinel to hunt in; they may be in other resource groups and subscriptions of this tenant.')
param workspaceResourceIds string[]

@description('Workspaces in other tenants: one lane per tenant, with a multitenant app registration that trusts this app (docs/security.md).')
param foreignLanes ForeignLane[] = []

@description('How findings are delivered: as each rule says, or one way for all.')
@allowed(['rules', 'incident', 'bookmark'])
param delivery string = 'rules'

@description('How findings become incidents. rule: as rows of a table, of which an analytics rule for each hunt makes alert and incident. api: the app creates the incidents. Empty: rule for a new app; one that exists keeps its way.')
@allowed(['', 'rule', 'api'])
param incidentsBy string = ''

@description('Automation rules for new incidents of the hunts\' analytics rules.')
param automation Automation[] = []

@description('Least: a custom role for bookmarks, and Sentinel Responder (Reader if only bookmarks are written). Contributor: Sentinel Contributor. None: somebody else assigns the rights.')
@allowed(['Least', 'Contributor', 'None'])
param sentinelRights string = 'Least'

@description('Further app settings (docs/settings.md). A setting that was changed in the portal since the last deployment keeps that value.')
param settings HuntSettings = {}

@description('E-mail address for alerts, or none to notify nobody. Not needed with action groups.')
param alertEmail string

@description('Ids of action groups for alerts.')
param actionGroupIds string[] = []

@description('How long a lane may be silent before an alert: three intervals of HUNT_SCHEDULE plus ten minutes.')
@allowed(['30m', '1h', '2h', '4h', '12h'])
param silentAfter string = '30m'

@description('Resource id of a Log Analytics workspace for the app\'s own telemetry; if empty, one is created.')
param telemetryWorkspaceResourceId string = ''

@description('From where app and storage can be reached (docs/deploy.md, Private network).')
param network Network = {
  access: 'Public'
  addressPrefix: ''
  appSubnetId: ''
  endpointSubnetId: ''
  dnsZones: 'Create'
}

@description('Major version of Node.js.')
@allowed(['22', '24'])
param nodeVersion string = '22'

@description('Memory of one instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('More instances bring no benefit: Azure limits the lanes per identity.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

var ids = filter(map(workspaceResourceIds, id => trim(id)), id => !empty(id))
// Without a word, nothing is made in the workspaces' resource groups where somebody else assigns the rights.
var byRule = delivery != 'bookmark' && (incidentsBy == 'rule' || (empty(incidentsBy) && sentinelRights != 'None'))
var problems = concat(
  problemsOf(ids, alertEmail, actionGroupIds, network),
  automationProblems(automation, byRule, map(loadJsonContent('findings-table.json', 'alertRules'), rule => rule.hunt))
)
// Part of every name, so that nothing is created while there is a problem.
var token = empty(problems)
  ? toLower(uniqueString(subscription().id, environmentName, location))
  : fail(join(problems, '. '))
var tags = { 'azd-env-name': environmentName, product: 'sentinel-hunts' }
// Known at the start, so that what-if and snapshots show whole ids.
var names = {
  group: 'rg-${environmentName}'
  identity: 'id-hunts-${token}'
  storage: 'sthunts${token}'
  app: 'func-hunts-${token}'
  applicationInsights: 'appi-hunts-${token}'
}
var identityId = resourceId(
  subscription().subscriptionId,
  names.group,
  'Microsoft.ManagedIdentity/userAssignedIdentities',
  names.identity
)
// Rights are assigned once for all workspaces of a resource group.
var workspaceGroups = union(map(ids, id => toLower(join(take(split(id, '/'), 5), '/'))), [])
var isPrivate = network.access == 'Private'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: names.group
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity-${token}'
  scope: group
  params: {
    name: names.identity
    location: location
    tags: tags
  }
}

module access 'modules/workspace-access.bicep' = [
  for (id, index) in workspaceGroups: if (sentinelRights != 'None') {
    name: 'access-${token}-${index}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      identityId: identityId
      principalId: identity.outputs.principalId
      // The module does not support 'None', because it is not deployed then.
      rights: sentinelRights == 'Contributor' ? 'Contributor' : 'Least'
      writesIncidents: delivery != 'bookmark'
    }
  }
]

// Read, not deployed: the workspaces' resource groups need nothing but the rights above.
resource workspaces 'Microsoft.OperationalInsights/workspaces@2023-09-01' existing = [
  for id in ids: {
    name: last(split(id, '/'))
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
  }
]

module findingsTables 'modules/findings-table.bicep' = [
  for (id, index) in ids: if (byRule) {
    name: 'findings-${token}-${index}'
    scope: resourceGroup(split(id, '/')[2], split(id, '/')[4])
    params: {
      workspaceName: last(split(id, '/'))
      location: workspaces[index].location
      tags: tags
      identityId: identityId
      principalId: identity.outputs.principalId
      assignsRight: sentinelRights != 'None'
      automation: automation
    }
  }
]

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring-${token}'
  scope: group
  params: {
    workspaceName: 'log-hunts-${token}'
    applicationInsightsName: names.applicationInsights
    appName: names.app
    location: location
    tags: tags
    telemetryWorkspaceResourceId: telemetryWorkspaceResourceId
    email: contains(alertEmail, '@') ? alertEmail : ''
    actionGroupIds: actionGroupIds
    silentAfter: silentAfter
    lanes: concat(['Main'], map(foreignLanes, lane => lane.lane))
  }
}

module ownNetwork 'modules/network.bicep' = if (isPrivate && empty(network.appSubnetId)) {
  name: 'network-${token}'
  scope: group
  params: {
    name: 'vnet-hunts-${token}'
    location: location
    tags: tags
    addressPrefix: network.addressPrefix
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage-${token}'
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    identityId: identityId
    principalId: identity.outputs.principalId
    isPrivate: isPrivate
  }
}

module storageEndpoints 'modules/private-endpoint.bicep' = [
  for part in isPrivate ? ['blob', 'table'] : []: {
    name: 'endpoint-${part}-${token}'
    scope: group
    params: {
      name: 'pe-${names.storage}-${part}'
      location: location
      tags: tags
      subnetId: ownNetwork.?outputs.endpointSubnetId ?? network.endpointSubnetId
      targetId: storage.outputs.id
      part: part
      zoneName: 'privatelink.${part}.${environment().suffixes.storage}'
      makesZone: network.dnsZones == 'Create'
    }
  }
]

module app 'modules/app.bicep' = {
  name: 'app-${token}'
  scope: group
  params: {
    name: names.app
    location: location
    tags: tags
    identityId: identityId
    clientId: identity.outputs.clientId
    principalId: identity.outputs.principalId
    storageName: names.storage
    containerName: storage.outputs.containerName
    applicationInsightsName: names.applicationInsights
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    workspaces: [
      for (id, index) in ids: {
        workspaceId: workspaces[index].properties.customerId
        subscriptionId: split(id, '/')[2]
        resourceGroup: split(id, '/')[4]
        workspaceName: last(split(id, '/'))
      }
    ]
    foreignLanes: foreignLanes
    incidentsBy: byRule ? incidentsBy : 'api'
    workspacesByRule: [
      for (id, index) in byRule ? ids : []: {
        workspaceId: workspaces[index].properties.customerId
        subscriptionId: split(id, '/')[2]
        resourceGroup: split(id, '/')[4]
        workspaceName: last(split(id, '/'))
        findingsEndpoint: findingsTables[index].?outputs.endpoint
        findingsRuleId: findingsTables[index].?outputs.immutableId
      }
    ]
    settings: union({ DELIVERY: delivery == 'rules' ? '' : delivery }, settings)
    isPrivate: isPrivate
    subnetId: ownNetwork.?outputs.appSubnetId ?? network.appSubnetId
  }
  dependsOn: [
    monitoring
    storageEndpoints
  ]
}

module appEndpoint 'modules/private-endpoint.bicep' = if (isPrivate) {
  name: 'endpoint-app-${token}'
  scope: group
  params: {
    name: 'pe-${names.app}'
    location: location
    tags: tags
    subnetId: ownNetwork.?outputs.endpointSubnetId ?? network.endpointSubnetId
    targetId: app.outputs.id
    part: 'sites'
    zoneName: 'privatelink.${environment().name == 'AzureCloud' ? 'azurewebsites.net' : 'azurewebsites.us'}'
    makesZone: network.dnsZones == 'Create'
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output SERVICE_HUNTS_NAME string = names.app
output SERVICE_HUNTS_HOST string = app.outputs.hostName
@description('Data collection rules on which the app\'s identity needs Monitoring Metrics Publisher.')
output HUNTS_COLLECTION_RULE_IDS string[] = [
  for (id, index) in byRule ? ids : []: findingsTables[index].?outputs.collectionRuleId ?? ''
]
output HUNTS_PRINCIPAL_ID string = identity.outputs.principalId
@description('Settings that were changed in the portal and kept, because this deployment was given no new value.')
output HUNTS_KEPT_SETTINGS string = join(app.outputs.keptSettings, ' ')
@description('Settings that were changed both in the portal and for this deployment: the portal\'s value is kept.')
output HUNTS_SETTINGS_IN_CONFLICT string = join(app.outputs.settingsInConflict, ' ')
