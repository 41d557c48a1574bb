import { ForeignLane, HuntSettings, Workspace } from 'types.bicep'

param name string
param location string
param tags object
param identityId string
param clientId string
param principalId string
param storageName string
param containerName string
param applicationInsightsName string
param instanceMemoryMB int
param maximumInstanceCount int
param nodeVersion string
param workspaces Workspace[]
param foreignLanes ForeignLane[]
param settings HuntSettings

@description('rule, api, or empty: the app keeps its way, and a new one uses analytics rules.')
param incidentsBy string

@description('The same workspaces with their findings tables; empty if there are none.')
param workspacesByRule Workspace[]

@description('Whether only private endpoints can reach it.')
param isPrivate bool

@description('A delegated subnet for outbound calls; empty for none.')
param subnetId string

var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
var isPublicCloud = environment().name == 'AzureCloud'
// By name, because the host can fail to start with addresses (Azure/azure-functions-host#11787). Other clouds need addresses.
var hostStorage = union(
  {
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: clientId
  },
  isPublicCloud
    ? { AzureWebJobsStorage__accountName: storageName }
    : {
        AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
        AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
      }
)

func lanesOf(workspaces Workspace[], foreignLanes ForeignLane[]) object[] =>
  concat([{ lane: 'Main', workspaces: workspaces }], foreignLanes)

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageName
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource functionApp 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'hunts' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${containerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
    }
  }
}

module appSettings 'app-settings.bicep' = {
  name: 'settings-${name}'
  params: {
    appName: functionApp.name
    // The current settings, whoever set them.
    live: list('${functionApp.id}/config/appsettings', '2024-04-01').properties
    given: settings
    own: union(hostStorage, {
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
      AZURE_CLIENT_ID: clientId
      AZURE_CLOUD: isPublicCloud ? 'AzurePublic' : environment().name
      WORKSPACES: string(lanesOf(workspaces, foreignLanes))
    })
    incidentsBy: incidentsBy
    ownByRule: empty(workspacesByRule) ? {} : { WORKSPACES: string(lanesOf(workspacesByRule, foreignLanes)) }
  }
  dependsOn: [
    metricsRole
  ]
}

resource noFtp 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: functionApp
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noScm 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = {
  parent: functionApp
  name: 'scm'
  properties: {
    allow: false
  }
}

resource metricsRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(applicationInsights.id, identityId, metricsPublisher)
  scope: applicationInsights
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output id string = functionApp.id
output keptSettings string[] = appSettings.outputs.kept
output settingsInConflict string[] = appSettings.outputs.inConflict
output hostName string = functionApp.properties.defaultHostName
