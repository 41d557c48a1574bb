// What the app may do in the Sentinel workspaces of one resource group. The rights are given on the group: on a workspace
// alone they would be missing on Sentinel's own resources beside it.
param identityId string
param principalId string

@allowed(['Least', 'Contributor'])
param rights string

@description('Incidents, comments and relations besides bookmarks.')
param writesIncidents bool

var sentinelReader = '8d289c81-5878-46d4-8554-54e1e3d8b5cb'
var sentinelResponder = '3e150937-b8fe-4cfb-8069-0eaf05ecd056'
var sentinelContributor = 'ab8e14d6-4a74-4a29-9ba8-549422addade'
var least = rights == 'Least'
var builtIn = least ? (writesIncidents ? sentinelResponder : sentinelReader) : sentinelContributor

resource sentinelRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, identityId, builtIn)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', builtIn)
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: writesIncidents ? 'Sentinel Hunts: queries, incidents, comments, relations' : 'Sentinel Hunts: queries'
  }
}

// No built-in role below Contributor may write bookmarks.
resource bookmarkWriter 'Microsoft.Authorization/roleDefinitions@2022-04-01' = if (least) {
  name: guid(resourceGroup().id, identityId, 'bookmark-writer')
  properties: {
    roleName: 'Sentinel Hunts bookmark writer ${uniqueString(resourceGroup().id, identityId)}'
    description: 'Reads and writes hunting bookmarks.'
    type: 'CustomRole'
    assignableScopes: [
      resourceGroup().id
    ]
    permissions: [
      {
        actions: [
          'Microsoft.SecurityInsights/bookmarks/read'
          'Microsoft.SecurityInsights/bookmarks/write'
        ]
        notActions: []
      }
    ]
  }
}

resource bookmarkRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (least) {
  name: guid(resourceGroup().id, identityId, 'bookmark-writer-assignment')
  properties: {
    roleDefinitionId: bookmarkWriter.id
    principalId: principalId
    principalType: 'ServicePrincipal'
    description: 'Sentinel Hunts: bookmarks'
  }
}
