// Where the app writes findings that become incidents by an analytics rule, for one workspace: a table, the data collection rule
// through which it is filled, and one analytics rule for each hunt. All is in the workspace's resource group.
import { Automation } from 'types.bicep'

param workspaceName string

@description('The workspace\'s region: a data collection rule must be in it.')
param location string

param tags object
param identityId string
param principalId string

@description('Whether the app is given its right on the data collection rule.')
param assignsRight bool

@description('Automation rules for the incidents of the hunts.')
param automation Automation[]

// Written by npm run reference, or by hunts package --alert-rules with rules of your own.
var data = loadJsonContent('../findings-table.json')
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'
// Two apps may hunt in one workspace. The name is short, because the address of the endpoint is made of it.
var ruleName = 'dcr-sentinel-hunts-${take(uniqueString(workspace.id, identityId), 8)}'

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource table 'Microsoft.OperationalInsights/workspaces/tables@2025-07-01' = {
  parent: workspace
  name: data.table
  properties: {
    plan: 'Analytics' // No scheduled rule reads the other plans.
    schema: {
      name: data.table
      columns: [
        for column in data.columns: {
          name: column.name
          // A table spells this type in another way than a stream.
          type: column.type == 'datetime' ? 'dateTime' : column.type
        }
      ]
    }
  }
}

resource collectionRule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: ruleName
  location: location
  tags: tags
  kind: 'Direct' // With an endpoint of its own; cannot be changed later.
  properties: {
    streamDeclarations: {
      '${data.stream}': {
        columns: data.columns
      }
    }
    destinations: {
      logAnalytics: [
        {
          name: 'workspace'
          workspaceResourceId: workspace.id
        }
      ]
    }
    dataFlows: [
      {
        streams: [data.stream]
        destinations: ['workspace']
        transformKql: 'source'
        outputStream: data.stream
      }
    ]
  }
  dependsOn: [
    table
  ]
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (assignsRight) {
  name: guid(collectionRule.id, identityId, metricsPublisher)
  scope: collectionRule
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Sentinel Hunts: rows of ${data.table}'
  }
}

resource alertRules 'Microsoft.SecurityInsights/alertRules@2025-09-01' = [
  for rule in data.alertRules: {
    name: rule.name
    scope: workspace
    kind: 'Scheduled'
    properties: rule.properties
    // A rule whose query names an unknown table is refused; one that was just made is known a little later.
    dependsOn: [
      collectionRule
    ]
  }
]

module automationRules 'automation-rule.bicep' = [
  for (item, index) in automation: {
    name: 'automation-${index}-${ruleName}'
    params: {
      workspaceName: workspaceName
      name: guid(workspace.id, identityId, 'automation', string(index))
      displayName: 'Sentinel Hunts: new incidents ${index + 1}'
      order: 100 + index
      alertRuleIds: map(
        filter(data.alertRules, rule => empty(item.?hunts ?? []) || contains(item.?hunts ?? [], rule.hunt)),
        rule => extensionResourceId(workspace.id, 'Microsoft.SecurityInsights/alertRules', rule.name)
      )
      automation: item
    }
    dependsOn: [
      alertRules
    ]
  }
]

output endpoint string = collectionRule.properties.endpoints.logsIngestion
output immutableId string = collectionRule.properties.immutableId
output collectionRuleId string = collectionRule.id
